"""Reading lists to their end: the work of a process of its own, so that pages never wait for it.

Who reads a list holds a lease on it. A reader that was killed is followed by the next at once, on
this machine, or when its lease has run out.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from esl_dialer.core.broken import told_of
from esl_dialer.core.lists.tries import NOT_BROKEN, Broken
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import lives
from esl_dialer.services.context import Context
from esl_dialer.services.lists import importing
from esl_dialer.services.lists.importing import Progress
from esl_dialer.services.system.beating import throttled
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import list_leases, lists
from esl_dialer.store.lists.list_leases import NOBODY, ListLease
from esl_dialer.store.lists.lists import ListInfo, NoSuchList, TakenOver
from esl_dialer.store.lists.undoing import UNDONE
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""Without a sign of life for so long, a reader elsewhere is taken to be gone."""

REST = timedelta(seconds=60)
"""A list whose reading broke is tried again after that."""

BREATH_S = 0.005
"""Seconds between two chunks, for others who write."""

NOT_UNDONE = "not_undone"
"""How the undoing of an import may end."""

SILENT = Says("reading it broke: its reader ended each time without a word")


def work_once(ctx: Context, owner: str) -> bool:
    """Read the oldest list that nobody reads, to its end; False when there is none.

    What breaks is tried again later, a bounded number of times. Raises DATABASE_AWAY: a database
    that is away or full says nothing against the list.
    """
    for info in lists.unfinished():
        if take(ctx, info, owner):
            _read_or_rest(ctx, info.id, owner)
            return True
    return False


def take(ctx: Context, info: ListInfo, owner: str) -> bool:
    """Hold the list, to read it; False when another does, or when it is given up here."""
    seen = list_leases.of(info.id)
    if seen is not None and not _free(ctx, seen, owner):
        return False
    broken = _after(seen, info, owner)
    with transaction():
        taken = list_leases.take(info.id, ListLease(owner, ctx.now() + LEASE, broken), seen)
    if taken and broken.hopeless:
        give_up(ctx, info.id, SILENT)
        list_leases.release(info.id, owner)
        return False
    return taken


def _free(ctx: Context, lease: ListLease, owner: str) -> bool:
    return lease.owner == owner or lease.until <= ctx.now() or not lives(lease.owner)


def _after(seen: ListLease | None, info: ListInfo, owner: str) -> Broken:
    """What is known against the list: a reader that is gone while it held the list is, too."""
    if seen is None:
        return NOT_BROKEN
    died = seen.owner not in (NOBODY, owner)
    return seen.broken.again(info.rows_read) if died else seen.broken


def _read_or_rest(ctx: Context, list_id: int, owner: str) -> None:
    """Raises what says that the database is away."""
    try:
        read(ctx, list_id, owner)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        log.exception(line("import.broke", list=list_id))
        _broke(ctx, list_id, owner, error)
    else:
        list_leases.release(list_id, owner)


def _broke(ctx: Context, list_id: int, owner: str, error: Exception) -> None:
    held = list_leases.of(list_id) or ListLease(owner, ctx.now())
    broken = held.broken.again(lists.get(list_id).rows_read)
    if broken.hopeless:
        give_up(ctx, list_id, Says("reading it broke: {error}", error=told_of(error)))
        list_leases.release(list_id, owner)
    else:
        list_leases.rest(list_id, owner, ListLease(NOBODY, ctx.now() + REST, broken))


def read(ctx: Context, list_id: int, owner: str) -> None:
    """Read a list to its end and tell how it ended; harmless when another does so."""
    log.info(line("import.started", list=list_id))
    alive = signs_of_life(ctx, list_id, owner)

    def breathe(_: Progress) -> None:
        alive()
        ctx.clock.sleep(BREATH_S)

    try:
        data = ctx.config.data.absolute()
        told = partial(announce, ctx)
        importing.continue_import(list_id, data, ctx.now, progress=breathe, ended=told)
    except (TakenOver, NoSuchList):
        log.info(line("import.left_to_another", list=list_id))
    else:
        _log_end(list_id)


def unattended(ctx: Context) -> list[ListInfo]:
    """Lists that wait for a reader, when there seems to be none."""
    waiting = [info for info in lists.unfinished() if info.created_at <= ctx.now() - LEASE]
    leases = filter(None, map(list_leases.of, (info.id for info in waiting)))
    return [] if any(lease.until > ctx.now() for lease in leases) else waiting


def signs_of_life(ctx: Context, list_id: int, owner: str) -> Callable[[], None]:
    """To be called often by who reads a list: its lease is renewed now and then."""

    def renew() -> None:
        list_leases.renew(list_id, owner, ctx.now() + LEASE)

    return throttled(ctx.clock, renew)


def give_up(ctx: Context, list_id: int, why: Says) -> None:
    """Fail a list whose reading breaks; what was imported stays. Harmless when it has ended."""
    with suppress(NoSuchList):
        with transaction():
            if not lists.finish(list_id, ctx.now(), status="failed", error=why):
                return
            if not (info := lists.get(list_id)).apart:
                importing.judge_again(info)
            announce(ctx, list_id)
        _log_end(list_id)


def announce(ctx: Context, list_id: int, status: str = "") -> None:
    """How a list ended, in the transaction in which it does; ``status``, where not by its own."""
    info = lists.get(list_id)
    why = info.undo_error if status == NOT_UNDONE else info.error
    error = why.to_json() if why else ""
    told: dict[str, Any] = {
        "list": info.name,
        "good": info.rows_good,
        "bad": info.rows_bad,
        "error": error,
    }
    if info.status == UNDONE:
        told["removed"] = info.rows_undone
    news = {"list": list_id, "status": status or info.status, "told": told}
    outbox.put("list", news, ctx.now(), info.campaign_id or None)


def _log_end(list_id: int) -> None:
    info = lists.get(list_id)
    log.info(line("import.finished", list=list_id, status=info.status, rows=info.rows_read))
