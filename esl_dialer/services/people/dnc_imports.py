"""Files of do-not-call numbers, sent to be read by a worker: pages never wait for them.

A reader that was killed is followed by the next, which reads the file from its beginning: numbers
that are on the list by then count as updated.
"""

import logging
import secrets
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.broken import told_of
from esl_dialer.core.people.dnc_imports import MOST_TRIES, DncImportState
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.says import NOTHING, Says, listed
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import lives
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists.uploads import safe_name
from esl_dialer.services.people import dnc_files, dnc_lists
from esl_dialer.services.people.dnc_files import Imported
from esl_dialer.services.people.lines_kept import LinesKept
from esl_dialer.services.system.beating import throttled
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.database import transaction
from esl_dialer.store.people import dnc_imports
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

DncImport = dnc_imports.DncImport

LEASE = timedelta(seconds=60)
"""Without a sign of life for so long, a reader elsewhere is taken to be gone."""

SHOWN = 10
TOLD = 20
"""Lines that were not read and are kept with the import."""

NO_SUCH = Says("there is no such import")
SILENT = Says("reading it broke: its reader ended each time without a word")


class _TakenOver(Exception):
    """Another reads the file by now."""


def begin(ctx: Context, content: IO[bytes], name: str, note: str, of: int = GLOBAL) -> DncImport:
    """Keep the file, and write down that it is to be read. Raises NotFound: no such list."""
    ctx.require(Permission.MANAGE_DNC)
    if of != GLOBAL:
        dnc_lists.get(ctx, of)
    token = secrets.token_hex(8)
    path = _path(ctx, token)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(content, target)
    values = {
        "list_id": of,
        "file_name": safe_name(name),
        "token": token,
        "note": note.strip()[:255],
    }
    with transaction():
        number = dnc_imports.want(values, ctx.actor.name, ctx.now())
        ctx.note("dnc.import", f"import {number}", list=of, file=values["file_name"])
        outbox.put("dnc", {"import": number}, ctx.now())
    return find(ctx, number)


def find(ctx: Context, number: int) -> DncImport:
    """How far it is. Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = dnc_imports.get(number)
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def latest(ctx: Context, of: int | None = None, limit: int = SHOWN) -> list[DncImport]:
    """Newest first, of a list or of all."""
    ctx.require(Permission.VIEW)
    return dnc_imports.latest(limit, of)


def work_once(ctx: Context, owner: str) -> bool:
    """Read the oldest file that nobody reads; False when there is none. Raises DATABASE_AWAY."""
    for wanted in dnc_imports.unfinished():
        if _is_free(ctx, wanted) and _take(ctx, wanted, owner):
            _read(ctx, wanted, owner)
            return True
    return False


def _is_free(ctx: Context, wanted: DncImport) -> bool:
    if wanted.state is DncImportState.WAITING or wanted.until is None:
        return True
    return wanted.until <= ctx.now() or not lives(wanted.owner)


def _take(ctx: Context, wanted: DncImport, owner: str) -> bool:
    with transaction():
        taken = dnc_imports.take(wanted, owner, ctx.now() + LEASE)
        hopeless = wanted.tries >= MOST_TRIES
        given_up = taken and hopeless and dnc_imports.end(wanted.id, owner, ctx.now(), SILENT)
    return taken and not given_up


def _read(ctx: Context, wanted: DncImport, owner: str) -> None:
    """In the name of who sent it."""
    log.info(line("dnc_import.started", number=wanted.id))
    by = replace(ctx, actor=Actor(wanted.created_by, frozenset({Permission.MANAGE_DNC})))
    error = NOTHING
    latest: list[Imported] = []

    def alive() -> None:
        so_far = latest[-1]
        counts = {"added": so_far.added, "updated": so_far.updated, "unread": so_far.unread}
        if not dnc_imports.note(wanted.id, owner, until=ctx.now() + LEASE, **counts):
            raise _TakenOver

    beat = throttled(ctx.clock, alive)

    def progress(done: Imported) -> None:
        latest.append(done)
        del latest[:-1]
        beat()

    try:
        with _path(ctx, wanted.token).open("rb") as content:
            done = dnc_files.import_file(
                by, content, wanted.note, LinesKept(None), wanted.list_id, progress=progress
            )
        latest.append(done)
    except DATABASE_AWAY:
        raise
    except _TakenOver:
        return
    except (Invalid, NotFound) as refused:
        error = listed(refused.problems.values()) if isinstance(refused, Invalid) else refused.says
    except Exception as broken:
        log.exception(line("dnc_import.broke", number=wanted.id))
        error = Says("reading it broke: {error}", error=told_of(broken))
    _end(ctx, wanted, owner, latest[-1] if latest else Imported(), error)


def _end(ctx: Context, wanted: DncImport, owner: str, done: Imported, error: Says) -> None:
    with transaction():
        counts = {"added": done.added, "updated": done.updated, "unread": done.unread}
        mine = dnc_imports.note(wanted.id, owner, missed=done.missed[:TOLD], **counts)
        if mine and dnc_imports.end(wanted.id, owner, ctx.now(), error):
            outbox.put("dnc", {"import": wanted.id}, ctx.now())
    _path(ctx, wanted.token).unlink(missing_ok=True)
    log.info(line("dnc_import.finished", number=wanted.id, added=done.added, failed=bool(error)))


def _path(ctx: Context, token: str) -> Path:
    return ctx.config.data.absolute() / "dnc" / token
