"""Lists of an address: wanted, fetched by a worker, then as if they were sent."""

import logging
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.broken import told_of
from esl_dialer.core.lists.addresses import (
    Bounds,
    Download,
    FetchState,
    NotFetched,
    Order,
    hosts_in,
    problem_of,
    without_query,
)
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import lives
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import uploads
from esl_dialer.services.lists.uploads import Upload
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import fetches
from esl_dialer.store.lists.fetches import Fetch
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)

MOST_TRIES = 3
"""Of a list whose fetcher ended each time without a word."""
GRACE = timedelta(seconds=30)
"""After the time that fetching may take: then its fetcher is taken to be gone."""

NO_SUCH = Says("there is no such fetching: files are kept for a day")
NOT_THERE = Says("it is not fetched yet")
SILENT = Says("fetching it broke: its fetcher ended each time without a word")


def begin(ctx: Context, address: str) -> Fetch:
    """Write down that a list is to be fetched; a worker does it. Raises Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    address = address.strip()
    if told := problem_of(address):
        raise Invalid({"address": told})
    with transaction():
        found = fetches.want(secrets.token_hex(8), address, ctx.actor.name, ctx.now())
        fetches.forget_before(ctx.now() - uploads.KEPT)  # after it: no number is given twice
        ctx.note("list.fetch", f"fetch {found.id}", address=without_query(address))
    return found


def find(ctx: Context, number: int) -> Fetch:
    """How far it is. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    found = fetches.get(number)
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def fetched(ctx: Context, number: int) -> Upload:
    """The file, as one that was sent. Raises NotFound: also when it was imported; Invalid when it
    is not there yet, or could not be fetched."""
    found = find(ctx, number)
    if found.state is FetchState.FAILED:
        raise Invalid({"address": found.error})
    if found.state is not FetchState.DONE:
        raise Invalid({"address": NOT_THERE})
    return uploads.find(ctx, found.token)


@contextmanager
def fetched_here(ctx: Context, address: str, download: Download) -> Iterator[Path]:
    """At once, for who waits for it; the file is gone afterwards. Raises Invalid."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    address = address.strip()
    if told := problem_of(address):
        raise Invalid({"address": told})
    with tempfile.TemporaryDirectory(prefix="esl-dialer-") as folder:
        try:
            yield _into(Path(folder), address, download)
        except NotFetched as error:
            raise Invalid({"address": error.says}) from error


def work_once(ctx: Context, owner: str, download: Download) -> bool:
    """Fetch the oldest list that nobody fetches; False when there is none. Raises DATABASE_AWAY."""
    for wanted in fetches.unfinished():
        if _is_free(ctx, wanted) and _take(ctx, wanted, owner):
            _fetch(ctx, wanted, owner, download)
            return True
    return False


def _is_free(ctx: Context, wanted: Fetch) -> bool:
    if wanted.state is FetchState.WAITING or wanted.until is None:
        return True
    return wanted.until <= ctx.now() or not lives(wanted.owner)


def _take(ctx: Context, wanted: Fetch, owner: str) -> bool:
    until = ctx.now() + timedelta(seconds=Bounds().seconds) + GRACE
    with transaction():
        taken = fetches.take(wanted, owner, until)
        hopeless = wanted.tries >= MOST_TRIES
        given_up = taken and hopeless and fetches.end(wanted.id, owner, SILENT)
    return taken and not given_up


def _fetch(ctx: Context, wanted: Fetch, owner: str, download: Download) -> None:
    log.info(line("fetch.started", fetch=wanted.id))
    error = NOTHING
    folder = uploads.folder_of(ctx)
    part = folder / f"part-{wanted.token}"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _into(part, wanted.address, download)
        uploads.note_origin(part, Origin.ADDRESS, wanted.address)
        shutil.rmtree(folder / wanted.token, ignore_errors=True)
        part.rename(folder / wanted.token)
    except DATABASE_AWAY:
        raise
    except NotFetched as refused:
        error = refused.says
    except Exception as broken:
        log.exception(line("fetch.broke", fetch=wanted.id))
        error = Says("fetching it broke: {error}", error=told_of(broken))
    if error:
        shutil.rmtree(part, ignore_errors=True)
    with transaction():
        mine = fetches.end(wanted.id, owner, error)
    log.info(line("fetch.finished", fetch=wanted.id, fetched=not error, mine=mine))


def _into(folder: Path, address: str, download: Download) -> Path:
    """Under the name that it has there. Raises NotFetched, OSError."""
    target = folder / "fetched"
    inside = hosts_in(settings.read().list_hosts)
    name = download(Order(address, str(target.absolute()), inside))
    with suppress(OSError):
        return target.rename(folder / uploads.safe_name(name))
    return target
