"""Is this machine fit to dial? What ``doctor`` looks at that needs no database."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from esl_dialer.core.people.clocks import edition, stale_zones, zone
from esl_dialer.runtime.config import Config

LEAST_DISK_MB = 500
SOX_S = 10.0


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    good: bool
    text: str


def checks(config: Config) -> list[Check]:
    """In the order in which a person would mend them."""
    return [_data(config), *_disks(config), _zones(), _sox()]


def _data(config: Config) -> Check:
    path = config.data.absolute()
    good = path.is_dir() and os.access(path, os.W_OK | os.X_OK)
    return Check("data", good, f"{path}{'' if good else ' is not a directory we can write'}")


def _disks(config: Config) -> Iterator[Check]:
    """That of the data directory; that of the audio as well, where it is another one."""
    data, audio = config.data.absolute(), config.audio_dir
    yield _disk("disk", data)
    if _device(audio) not in (None, _device(data)):
        yield _disk("disk of the audio", audio)


def _disk(name: str, path: Path) -> Check:
    try:
        free = shutil.disk_usage(path).free // 2**20
    except OSError as error:
        return Check(name, False, f"{path}: {error.strerror}")
    return Check(name, free >= LEAST_DISK_MB, f"{free} MB free, at least {LEAST_DISK_MB} wanted")


def _device(path: Path) -> int | None:
    try:
        return path.stat().st_dev
    except OSError:
        return None


def _zones() -> Check:
    old = ", ".join(sorted(stale_zones()))
    zone("America/Vancouver")
    told = f": nobody in {old} is called, for them it is too old; pip install -U tzdata"
    return Check("time zones", not old, f"tzdata {edition()}{told if old else ''}")


def _sox() -> Check:
    path = shutil.which("sox")
    if path is None:
        return Check("sox", False, "not found: apt-get install sox libsox-fmt-mp3")
    try:
        told = subprocess.run(
            [path, "--version"], capture_output=True, text=True, check=False, timeout=SOX_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return Check("sox", False, f"{path} can't be run: apt-get install --reinstall sox")
    return Check("sox", told.returncode == 0, told.stdout.strip() or told.stderr.strip())
