"""A backup of the database while the dialer dials, and its return: never over what is there."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from esl_dialer import __version__
from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.restored import Mark, gap
from esl_dialer.core.says import Says, about, shape, verbatim
from esl_dialer.runtime.file_locks import alone, engine_of
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.services.system import backup_archive
from esl_dialer.services.system.backup_archive import About, NotABackup, Reading, Writing
from esl_dialer.store.calls import found
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.system import epochs, snapshots
from esl_dialer.store.system.epochs import Outside
from esl_dialer.store.system.snapshots import Table

ROWS = "tables/{}.copy"
NOT_MADE = Says("no backup is made")
CANT = Says("this backup can't be restored")
SERVED = Says("the dialer runs: stop it first")


@dataclass(frozen=True, slots=True)
class Made:
    """``size`` in bytes; ``last_at`` is what the database knew last, None: no engine ever ran."""

    file: str
    size: int
    kind: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Returned:
    """``kept`` is the database that was there before, empty: there was none, or it is a server's.

    Calls between ``since`` and ``until`` are unknown to what was restored.
    """

    file: str
    made_at: datetime
    since: datetime
    until: datetime
    kept: str


Marked = tuple[Returned, Mark]
"""What was done, and how far the database is now: marked outside once it is in its place."""


def default_name(now: datetime) -> str:
    return f"dialer-{now:%Y%m%d-%H%M%S}.backup"


def make(ctx: Context, path: Path) -> Made:
    """Write a backup, which may be large: the database as it is at one instant, dialing or not.

    Raises Forbidden, Refused where the file is there already, or can't be written.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    if path.exists():
        raise _there(path)
    mark, kind = epochs.mark(), snapshots.kind()
    try:
        with backup_archive.written(path) as archive:
            tables = _file(path, archive) if kind == "sqlite" else _tables(ctx, archive)
            archive.about(_about(ctx, mark, tables, archive.members))
    except FileExistsError as error:
        raise _there(path) from error
    except OSError as error:
        raise Refused(NOT_MADE, [about(str(path), verbatim(error.strerror or ""))]) from error
    size = path.stat().st_size
    with transaction():
        ctx.note("backup.make", path.name, size=size)
    return Made(str(path), size, kind, mark.at)


def look(ctx: Context, path: Path) -> About:
    """What a file is a backup of; every byte of it is looked at. Raises Forbidden, NotABackup, and
    Refused where it can't be restored here."""
    ctx.require(Permission.CHANGE_SETTINGS)
    with backup_archive.opened(path) as archive:
        _check(ctx, path, archive.about)
        return archive.about


def put_back(ctx: Context, path: Path) -> Returned:
    """The database becomes what the backup holds, and knows that it was restored.

    ``ctx`` has no database open. Raises as ``look``, and Refused while the dialer runs.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    with backup_archive.opened(path) as archive:
        _check(ctx, path, archive.about)
        put = _put_file if ctx.config.database_path else _put_rows
        done, mark = put(ctx, path, archive)
    known = replace(mark, at=max(done.until, mark.at or done.until))
    with suppress(OSError):  # the database knows it by itself; the engine tells of the directory
        Outside(ctx.config.data.absolute()).write(known)
    return done


def shown(value: Made | Returned) -> dict[str, Any]:
    told: dict[str, Any] = shape(value)
    return told


def _there(path: Path) -> Refused:
    return Refused(NOT_MADE, [Says("{file} is there already: name another file", file=str(path))])


def _about(ctx: Context, mark: Mark, tables: list[Table], members: dict[str, list[Any]]) -> About:
    return About(
        format=backup_archive.FORMAT,
        kind=snapshots.kind(),
        version=__version__,
        made_at=ctx.now().isoformat(),
        last_at=mark.at.isoformat() if mark.at else "",
        identity=mark.identity,
        schema=snapshots.applied(),
        tables={table.name: list(table.columns) for table in tables},
        members=members,
    )


def _file(path: Path, archive: Writing) -> list[Table]:
    """SQLite's file: copied first, because a copy that is packed as it is made takes longer than
    writers should wait for."""
    with TemporaryDirectory(dir=path.parent, prefix=".backup-") as directory:
        copied = Path(directory) / snapshots.FILE
        snapshots.copy_file(copied)
        with copied.open("rb") as source, archive.member(snapshots.FILE) as sink:
            while block := source.read(backup_archive.BLOCK):
                sink.write(block)
    return []


def _tables(ctx: Context, archive: Writing) -> list[Table]:
    found = []
    with snapshots.one_instant(ctx.config.database_url) as tables:
        for table, write in tables():
            with archive.member(ROWS.format(table.name)) as sink:
                write(sink)
            found.append(table)
    return found


def _check(ctx: Context, path: Path, about: About) -> None:
    """That it can be restored here. Raises NotABackup, Refused."""
    why = []
    here = "sqlite" if ctx.config.database_path else "postgresql"
    if about.kind != here:
        why.append(
            Says("it is of {there}, and the database here is {here}", there=about.kind, here=here)
        )
    if later := sorted(set(about.schema) - set(snapshots.known())):
        why.append(
            Says("it was made by dialer {version}, a later one: {name}", version=about.version,
                 name=later[-1])
        )  # fmt: skip
    if why:
        raise Refused(CANT, why)
    rows = {ROWS.format(name) for name in about.tables}
    needed = {snapshots.FILE} if about.kind == "sqlite" else rows
    if not needed or not needed <= set(about.members):
        raise backup_archive.damaged(path)


def _put_file(ctx: Context, path: Path, archive: Reading) -> Marked:
    place = ctx.config.database_path
    if place is None:
        raise LookupError(ctx.config.database_url)
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.restoring")
    aside = place.with_name(f"{place.name}.before-restore-{ctx.now():%Y%m%d-%H%M%S}")
    with alone(place) as ours:
        if not ours or engine_of(place) is not None:
            raise Refused(CANT, [SERVED])
        new.unlink(missing_ok=True)
        try:
            archive.copy(snapshots.FILE, new)
            done, mark = _made_ready(ctx, path, new, archive.about)
            kept = snapshots.put_in_place(new, place, aside)
        finally:
            new.unlink(missing_ok=True)
    return replace(done, kept=str(aside) if kept else ""), mark


def _made_ready(ctx: Context, path: Path, new: Path, told: About) -> Marked:
    """Of today's schema, and every campaign of it waits. Raises NotABackup."""
    if not snapshots.is_whole(new):
        raise NotABackup(Says("the database in {file} is damaged", file=str(path)))
    opened = open_database(f"sqlite:///{new}")
    try:
        with transaction(durable=True):
            return _mark(ctx, path, told)
    finally:
        opened.close()


def _put_rows(ctx: Context, path: Path, archive: Reading) -> Marked:
    url, told = ctx.config.database_url, archive.about
    _refuse_living(ctx, url)
    tables = [Table(name, tuple(columns)) for name, columns in told.tables.items()]
    done: list[Marked] = []
    snapshots.put_rows(
        url,
        told.schema,
        tables,
        lambda name: archive.member(ROWS.format(name)),
        lambda: done.append(_mark(ctx, path, told)),
    )
    return done[0]


def _refuse_living(ctx: Context, url: str) -> None:
    if snapshots.has_engine(url, ctx.now()):
        raise Refused(CANT, [SERVED])


def _mark(ctx: Context, path: Path, told: About) -> Marked:
    """In the restored database, which is open: every campaign of it waits."""
    inside = epochs.mark()
    known = Outside(ctx.config.data.absolute()).read(inside.identity)
    inside = replace(inside, at=inside.at or found.newest_claim() or told.made)
    missing = gap(inside, known, ctx.now())
    snapshots.mark_restored(missing, known.epoch if known else "", ctx.now())
    ctx.note("backup.restore", path.name, since=missing.since.isoformat())
    return Returned(str(path), told.made, missing.since, missing.until, ""), epochs.mark()
