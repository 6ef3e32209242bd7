"""The directory of call detail records: what is posted is written there, what is old leaves it."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.detail_records import leg_in, may_go
from esl_dialer.core.says import Says, about, verbatim
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from esl_dialer.services.errors import ServiceError
from esl_dialer.store.calls import attempts
from esl_dialer.store.database import transaction
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)

PART = ".part"


class NotARecord(ServiceError):
    """What was posted is no whole record; sending it again is of no use."""


class NotKept(ServiceError):
    """The record can't be written now; the sender keeps it."""


def take(ctx: Context, data: bytes) -> str:
    """Write one record to the directory, whole or not at all; the leg's id. A repeat is harmless.

    Raises NotARecord, NotKept.
    """
    if not (leg := leg_in(data)):
        raise NotARecord(Says("this is not one whole call detail record"))
    if ctx.config.cdr_dir is None:
        raise NotKept(Says("there is no directory for detail records: set cdr"))
    path = ctx.config.cdr_dir / f"{leg}.cdr.json"
    try:
        if not (path.exists() and leg_in(path.read_bytes()) == leg):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
    except OSError as error:
        log.error(line("cdr.not_kept", leg=leg, error=error.strerror))
        raise NotKept(about(str(path.parent), verbatim(error.strerror or ""))) from error
    return leg


def _write(path: Path, data: bytes) -> None:
    """On the disk before its name is: after a power cut it is there, or it is not."""
    part = path.with_name(f"{path.name}.{os.getpid()}-{id(data):x}{PART}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def clean_up(ctx: Context) -> int:
    """Delete records older than ``cdr_days`` of calls that are settled; how many. Forbidden."""
    ctx.require(Permission.CLEAN_UP_AUDIO)
    if ctx.config.cdr_dir is None or not ctx.config.cdr_dir.is_dir():
        return 0
    keep = timedelta(days=settings.read().cdr_days)
    legs = _open_legs()
    gone = 0
    for path, age in _files(ctx.config.cdr_dir, ctx.now()):
        if may_go(path.name, age, keep, legs) or (path.name.endswith(PART) and age > keep):
            path.unlink(missing_ok=True)
            gone += 1
    with transaction():
        ctx.note("cdr.clean_up", "detail records", deleted=gone)
    return gone


def _open_legs() -> frozenset[str]:
    """The legs of every call that has not been settled."""
    calls = attempts.open_attempts()
    return frozenset({one.call.attempt for one in calls} | {one.transfer_leg for one in calls})


def _files(directory: Path, now: datetime) -> Iterator[tuple[Path, timedelta]]:
    for entry in os.scandir(directory):
        if entry.is_file(follow_symlinks=False):
            changed = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
            yield Path(entry.path), now - changed
