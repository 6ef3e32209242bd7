"""Deleting audio that nobody needs: stale, orphaned, unfinished, and sentences beyond the cache."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.services.speech import audio_folder
from esl_dialer.store.database import transaction
from esl_dialer.store.speech import audio, audio_files
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)

ROWS = 200
YOUNG = timedelta(hours=1)
"""A file younger than this may be on its way into the database."""

TrimCache = Callable[[int], int]
"""Deletes the longest unused sentences until so many bytes are left; returns how many files."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Files deleted, by reason."""

    stale: int
    orphaned: int
    cached: int


def clean_up(ctx: Context, trim_cache: TrimCache) -> Cleaned:
    """What runs every night and on demand. Raises Forbidden.

    Never touched: the audio of a campaign that is not stopped, completed or archived, or that its
    schedule starts again, and the file of a call in progress. The database lets go first, then the
    file goes: a crash between leaves an orphan for the next time, never a record that names a
    missing file. Raises Refused while the audio directory is lost.
    """
    ctx.require(Permission.CLEAN_UP_AUDIO)
    directory, now, chosen = ctx.config.audio_dir, ctx.now(), settings.read()
    if (lost := audio_folder.lost(directory)) is not None:
        raise Refused(Says("nothing is cleaned up"), [lost.why])
    cleaned = Cleaned(
        stale=cleanup_stale(directory, now, chosen.stale_audio_days),
        orphaned=_orphans(directory, now - YOUNG),
        cached=trim_cache(chosen.audio_cache_mb << 20),
    )
    with transaction():
        ctx.note("audio.clean_up", "audio", stale=cleaned.stale, orphaned=cleaned.orphaned,
                 cached=cleaned.cached)  # fmt: skip
    log.info(line("audio.cleaned", **asdict(cleaned)))
    return cleaned


def cleanup_stale(directory: Path, now: datetime, days: int) -> int:
    """Delete audio of campaigns at rest that was made more than ``days`` ago; returns how many."""
    return sum(
        _stale_of(directory, campaign_id, now - timedelta(days=days), now)
        for campaign_id in audio_files.campaigns_at_rest(now)
    )


def _stale_of(directory: Path, campaign_id: int, before: datetime, now: datetime) -> int:
    after, deleted = 0, 0
    while rows := audio_files.spoken_records(campaign_id, after, ROWS):
        after = rows[-1][0]
        old = [record_id for record_id, path in rows if _made_before(directory / path, before)]
        deleted += _delete(directory, audio_files.forget(campaign_id, old, now)) if old else 0
    if deleted:
        audio.set_audio_state(campaign_id, audio.reached_state(campaign_id))
    return deleted


def _made_before(path: Path, instant: datetime) -> bool:
    """A file that is missing is of no age: it may be back, and its record is let be."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < instant
    except OSError:
        return False


def _delete(directory: Path, paths: list[str]) -> int:
    for path in paths:
        (directory / path).unlink(missing_ok=True)
    return len(paths)


def _orphans(directory: Path, before: datetime) -> int:
    messages = sum(
        _delete(directory, _unneeded_messages(directory, folder, before))
        for folder in sorted(directory.glob("campaigns/*/*"))
    )
    prompts = list(_old_files(directory.glob("prompts/*/*"), before))
    needed = audio_files.needed_prompts() if prompts else set()
    names = [str(path.relative_to(directory)) for path in prompts]
    return messages + _delete(directory, [name for name in names if name not in needed])


def _unneeded_messages(directory: Path, folder: Path, before: datetime) -> list[str]:
    """A folder holds the files of at most a thousand records, each named by its record."""
    old = [str(path.relative_to(directory)) for path in _old_files(folder.iterdir(), before)]
    ids = {int(found) for name in old if (found := Path(name).name.partition("-")[0]).isdigit()}
    needed = audio_files.needed_messages(ids) if ids else set()
    return [name for name in old if name not in needed]


def _old_files(paths: Iterator[Path], before: datetime) -> Iterator[Path]:
    return (path for path in paths if path.is_file() and _made_before(path, before))
