"""Files of imports are deleted when they are old: they hold people's names and numbers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.services.lists.imports import folder_of
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import lists
from esl_dialer.store.lists.lists import Kept
from esl_dialer.store.system import settings

UNCLAIMED = timedelta(days=1)
"""A file that came so lately may be one whose import is being written down. Afterwards one that no
import names is nobody's."""


def clean_up(ctx: Context) -> int:
    """Delete files whose every import is older than ``list_file_days`` and has ended, and those
    that no import names; how many. Counts and errors stay. Raises Forbidden."""
    ctx.require(Permission.CLEAN_UP_AUDIO)
    folder = folder_of(ctx)
    if not folder.is_dir():
        return 0
    days, known = settings.read().list_file_days, lists.files()
    old = [path for path in folder.iterdir() if _may_go(path, known, days, ctx.now())]
    for path in old:
        path.unlink(missing_ok=True)
    if old:
        with transaction():
            ctx.note("list.clean_up", "files of imports", deleted=len(old))
    return len(old)


def _may_go(path: Path, known: dict[str, Kept], days: int, now: datetime) -> bool:
    """The file, or the CSV that was made of a workbook: both begin with the SHA-256."""
    if path.name.startswith(".") or not path.is_file():
        return False
    if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) <= UNCLAIMED:
        return False
    kept = known.get(path.name.partition(".")[0])
    if kept is None:
        return True
    return bool(days) and not kept.in_use and now - kept.newest > timedelta(days=days)
