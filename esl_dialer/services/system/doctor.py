"""Is this installation fit to dial? Each check says what it found and what to do about it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.routing.gateways import sofia_name
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.text.counts import counted
from esl_dialer.services import sealing
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import ServiceError
from esl_dialer.services.lists import list_reading
from esl_dialer.services.routing import gateways
from esl_dialer.services.system import switch_checks
from esl_dialer.store.notices import notices
from esl_dialer.store.system import daily_runs
from esl_dialer.store.system.vault import KEY_FILE

OLDEST_TZDATA = (2026, 6)
"""IANA's 2026f: the first with the 2026 changes of BC, Alberta, NWT and Manitoba."""

LEAST_DISK_MB = 500
OTHERS = 0o077
"""Bits of a file's mode: what its group and others may."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    good: bool
    text: str


Probe = Callable[[Sequence[str]], Mapping[str, str]]
"""Asks the switch each question; raises ServiceError when it can't be reached."""


def examine(ctx: Context, probe_switch: Probe) -> list[Check]:
    """Every check, in the order in which a person would mend them."""
    ctx.require(Permission.VIEW)
    return [
        _data(ctx),
        _disk(ctx),
        _zones(),
        _sox(),
        *_switch(ctx, probe_switch),
        _engine(ctx),
        _lists(ctx),
        _secrets(ctx),
        _daily(),
        _notices(ctx),
    ]


def shown(check: Check) -> dict[str, Any]:
    return asdict(check)


def _data(ctx: Context) -> Check:
    path = ctx.config.data.absolute()
    good = path.is_dir() and os.access(path, os.W_OK)
    return Check("data", good, f"{path}{'' if good else ' is not a directory we can write'}")


def _disk(ctx: Context) -> Check:
    free = shutil.disk_usage(ctx.config.data.absolute()).free // 2**20
    return Check("disk", free >= LEAST_DISK_MB, f"{free} MB free, at least {LEAST_DISK_MB} wanted")


def _zones() -> Check:
    found = version("tzdata")
    good = tuple(int(part) for part in found.split(".")[:2]) >= OLDEST_TZDATA
    zone("America/Vancouver")
    told = "" if good else ": too old for BC, AB, MB and NT; pip install -U tzdata"
    return Check("time zones", good, f"tzdata {found}{told}")


def _sox() -> Check:
    path = shutil.which("sox")
    if path is None:
        return Check("sox", False, "not found: apt-get install sox libsox-fmt-mp3")
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return Check("sox", told.returncode == 0, told.stdout.strip() or told.stderr.strip())


def _switch(ctx: Context, probe_switch: Probe) -> list[Check]:
    config = ctx.config
    lines = [line for line in gateways.lines(ctx) if line.gateway.enabled]
    dialed = [name for line in lines if (name := sofia_name(line.gateway.dial_string))]
    try:
        answers = probe_switch(switch_checks.questions(config, dialed))
    except ServiceError as error:
        return [Check("switch", False, str(error))]
    found = switch_checks.judge(answers, config, datetime.now(UTC), dialed)
    return [Check(one.name, one.good, one.text) for one in found] + _resting(ctx)


def _resting(ctx: Context) -> list[Check]:
    """Gateways that refused call after call, and take none for a while."""
    return [
        Check(f"calls by {one.gateway.name}", False, f"{gateways.told_state(ctx, one)}{_REFUSED}")
        for one in gateways.every(ctx)
        if one.rest.rests
    ]


_REFUSED = ": it refused call after call; 'esl-dialer results' and the switch's log say how"


def _engine(ctx: Context) -> Check:
    engine = engine_state(ctx)
    if not engine.runs:
        return Check("engine", False, "no engine is running: esl-dialer serve")
    missed = engine.missed
    told = f"; the end of {missed} was not heard, and read from its record" if missed else ""
    return Check("engine", True, f"{engine.engine}, {engine.live} live calls{told}")


def _lists(ctx: Context) -> Check:
    waiting = list_reading.unattended(ctx)
    wait = f"{counted(len(waiting), 'list')} to be read, and nobody reads: esl-dialer serve"
    return Check("lists", not waiting, f"{wait} --role worker" if waiting else "none waits")


def _secrets(ctx: Context) -> Check:
    """Those that no key here opens; a key file that others of the machine can read."""
    found = sealing.state(ctx)
    if found.lost:
        told = f"{', '.join(found.lost)} can't be read: put back DATA/{KEY_FILE}, or set them again"
        return Check("secrets", False, told)
    key = ctx.config.data.absolute() / KEY_FILE
    if key.exists() and key.stat().st_mode & OTHERS:
        return Check("secrets", False, f"others can read {key}: chmod 600 {key}")
    told = f"; {len(found.plain)} of them plain until the next serve" if found.plain else ""
    return Check("secrets", True, f"{found.count} kept{told}")


def _notices(ctx: Context) -> Check:
    """What mail and webhook did not take."""
    failing = notices.failing(ctx.now())
    told = "; ".join(f"{channel}: {error}" for channel, error in failing.items())
    return Check("notices", not failing, told or "what was sent was taken")


def _daily() -> Check:
    """A day that was begun and is not done yet: an upload that fails, say."""
    open_days = daily_runs.failing()
    told = "; ".join(
        f"{run.task} of {run.day}, {run.tries} tries: {run.detail}" for run in open_days
    )
    return Check("daily tasks", not open_days, told or "none is failing")
