"""The data directory, with what others of the machine may not read."""

import os
import shutil

from esl_dialer.runtime.config import Config

PRIVATE = ("lists", "uploads", "exports", "rehearsals")
"""What others of this machine may not read; the switch's user must find the audio."""


FULL_BYTES = 1 << 20
"""With less free, SQLite can't so much as open its database."""


PUT_BACK = "stop the dialer, put the right file in its place, and start it again"
"""About an embedded database whose file was replaced."""


def what_to_do(config: Config) -> str:
    """About a database that can't be used."""
    if not config.database and shutil.disk_usage(config.data).free < FULL_BYTES:
        return f"the disk of {config.data} is full: make room"
    return "look at the data directory and the database"


def make_private(config: Config) -> None:
    """A directory that held other things before keeps the mode it has: it is not ours alone."""
    data = config.data
    data.mkdir(parents=True, exist_ok=True)
    if data.stat().st_uid != os.geteuid():
        return
    if not any(data.iterdir()):
        data.chmod(0o711)
    for name in PRIVATE if config.cdr else (*PRIVATE, "cdr"):
        (data / name).mkdir(exist_ok=True)
        (data / name).chmod(0o700)
    if not config.database:
        database = data / "dialer.db"
        database.touch(mode=0o600)
        database.chmod(0o600)
