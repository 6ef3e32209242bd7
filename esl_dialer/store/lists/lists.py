"""Imports of lists: files, how far each one is, and the errors of their rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from peewee import SqliteDatabase, fn

from esl_dialer.core.lists.likeness import Duplicates
from esl_dialer.core.lists.list_rows import Problem
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.words import AudioState
from esl_dialer.store import models
from esl_dialer.store.lists import known_records, list_people, list_records, undoing
from esl_dialer.store.lists.chunks import Chunk
from esl_dialer.store.models.lists import UNDOING, UNDONE, UNFINISHED
from esl_dialer.store.people import consents, person_stops, stops
from esl_dialer.store.statements import InsertMany, Update

CANCELLED = "cancelled"

_COUNTS = (
    *("rows_good", "rows_bad", "rows_duplicate", "rows_overwritten"),
    *("rows_alike", "rows_same_person", "stops"),
)
_MOVE = Update(
    models.ListImport, ("status", "rows_read"), "id = ? AND rows_read = ? AND status IN (??)"
)
_COUNT = Update(models.ListImport, _COUNTS, "id = ?")
_SPOIL = Update(models.Campaign, ("audio_state",), "id = ? AND audio_state = ?")
_INSERT_PROBLEMS = InsertMany(
    models.RowError, ("list_import", "line", "column", "value", "reason", "warning")
)


@dataclass(frozen=True, slots=True)
class ListInfo:
    """One import. Rows are counted without the header and blank rows."""

    id: int
    list_id: int
    """The list that it feeds: of a campaign's own import, one of the same number."""
    campaign_id: int
    """0: it feeds a list that stands apart."""
    name: str
    file_name: str
    stored_path: str
    sha256: str
    status: str
    duplicates: str
    """``skip``, ``overwrite``; ``keep``: the campaign looked for none."""
    account_zeros: str
    same_person: str
    options: dict[str, Any]
    rows_read: int
    rows_good: int
    rows_bad: int
    rows_duplicate: int
    rows_overwritten: int
    """Of the good ones, those that took the place of what a record said."""
    rows_alike: int
    rows_same_person: int
    rows_total: int | None
    stops: dict[str, int]
    """Rows that say not to call the person, by the stop's reason."""
    error: Says
    created_at: datetime
    finished_at: datetime | None
    origin: Origin
    address: str
    """Where it was fetched from."""
    created_by: str
    mapping: str
    """The name of the kept mapping by which its columns were known; empty: none."""
    replaces: bool
    """Whether it took the place of the campaign's records that were never dialed."""
    replaces_to: int | None
    """The last of those records; None: that has not begun."""
    rows_removed: int
    rows_stay: int
    """Records that it took out for that, and those that were there and stayed."""
    ended_as: str
    """The status that it had before it was undone."""
    rows_undone: int
    """Records of it that were taken out again."""
    undone_at: datetime | None
    undone_by: str
    undo_error: Says
    """Why it could not be undone when somebody wished it last."""

    @property
    def apart(self) -> bool:
        """Whether its list belongs to no campaign."""
        return not self.campaign_id

    @property
    def where(self) -> str:
        """As the audit trail names what it feeds."""
        return f"list {self.list_id}" if self.apart else f"campaign {self.campaign_id}"

    @property
    def unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def undoing(self) -> bool:
        return self.status == UNDOING


class NoSuchList(Exception):
    """There is no list of that number."""


class TakenOver(Exception):
    """The list was moved on, or ended, by another: this one stops, and has changed nothing."""


def get(list_id: int) -> ListInfo:
    """Raises NoSuchList."""
    row = models.ListImport.get_or_none(models.ListImport.id == list_id)
    if row is None:
        raise NoSuchList(f"no list {list_id}")
    return _info(row)


def of_campaign(campaign_id: int) -> list[ListInfo]:
    """The imports of a campaign, newest first."""
    return page(campaign_id)


def page(
    campaign_id: int | None = None, before: int = 0, limit: int = 0, *, list_id: int | None = None
) -> list[ListInfo]:
    """Imports, newest first, of a campaign, into a list, or all; ``before`` is the last of the page
    before. ``limit`` 0: all."""
    table = models.ListImport
    query = table.select().order_by(table.id.desc())
    if campaign_id is not None:
        query = query.where(table.campaign == campaign_id)
    if list_id is not None:
        query = query.where(table.list == list_id)
    if before:
        query = query.where(table.id < before)
    return [_info(row) for row in (query.limit(limit) if limit else query)]


def latest(campaign_id: int) -> int:
    """The number of the campaign's newest import; 0 without any."""
    table = models.ListImport
    return table.select(fn.MAX(table.id)).where(table.campaign == campaign_id).scalar() or 0


def unfinished() -> list[ListInfo]:
    """Imports to be continued, oldest first."""
    table = models.ListImport
    query = table.select().where(table.status.in_(UNFINISHED)).order_by(table.id)
    return [_info(row) for row in query]


def same_import(values: Mapping[str, Any]) -> int | None:
    """The latest import of the same file into the same campaign in the same way, unless it
    failed, was cancelled or undone, or another import has replaced it since, or one was undone
    since: rows that were duplicates of that one's were left out. The same of a list that stands
    apart."""
    table = models.ListImport
    beside = _beside(values)
    since = table.select(fn.MAX(table.id)).where(beside & table.replaces_to.is_null(False))
    newest = table.select(fn.MAX(table.id)).where(beside)
    first = (newest if values["replaces"] else since).scalar() or 0
    undone = table.select(fn.MAX(table.undone_at)).where(beside)
    last_undone = undone.scalar()
    query = table.select().where(
        beside
        & (table.id >= first)
        & (table.replaces == values["replaces"])
        & (table.sha256 == values["sha256"])
        & (table.stored_path == values["stored_path"])
        & (table.duplicates == values["duplicates"])
        & (table.account_zeros == values["account_zeros"])
        & (table.same_person == values["same_person"])
        & table.status.not_in(("failed", CANCELLED, UNDOING, UNDONE))
    )
    if last_undone is not None:
        query = query.where(table.finished_at.is_null() | (table.finished_at >= last_undone))
    rows = query.order_by(table.id.desc())
    return next((row.id for row in rows if row.options == values["options"]), None)


def _beside(values: Mapping[str, Any]) -> Any:
    """For WHERE: imports into the same campaign, or the same list that stands apart."""
    table = models.ListImport
    if values["campaign"]:
        return table.campaign == values["campaign"]
    return table.list == values["list"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that imports were made of: the newest of these, and whether one is under way."""

    newest: datetime
    in_use: bool


def files() -> dict[str, Kept]:
    """By SHA-256, every file that an import names."""
    table = models.ListImport
    found: dict[str, Kept] = {}
    query = table.select(table.sha256, table.created_at, table.status)
    for sha256, created_at, status in query.tuples().iterator():
        one = found.get(sha256, Kept(created_at, in_use=False))
        newest = max(one.newest, created_at)
        found[sha256] = Kept(newest, one.in_use or status in UNFINISHED)
    return found


def create(values: Mapping[str, Any], now: datetime) -> int:
    """Its number. A campaign's own is a list of its own, of the same number."""
    number, campaign = new_number(), values["campaign"] or None
    its = dict(values) | {"id": number, "campaign": campaign, "created_at": now}
    if not its.setdefault("list", number):
        raise ValueError("an import feeds a list")
    if campaign:
        of_both = ("id", "campaign", "name", "created_at", "created_by")
        models.List.create(**{name: its[name] for name in of_both if name in its})
    models.ListImport.create(**its)
    return number


def new_number() -> int:
    """Of a list or an import, inside the transaction that makes it: no list has the number of
    another's import."""
    if isinstance(models.database.obj, SqliteDatabase):
        both = (models.List, models.ListImport)
        return 1 + max(table.select(fn.MAX(table.id)).scalar() or 0 for table in both)
    next_one = "SELECT nextval(pg_get_serial_sequence('list_import', 'id'))"
    return int(models.database.execute_sql(next_one).fetchone()[0])


def finish(list_id: int, now: datetime, status: str = "done", error: Says = NOTHING) -> bool:
    """False when it has ended already, or is gone: then nothing changes."""
    table = models.ListImport
    query = table.update(status=status, error=error, finished_at=now, rows_total=table.rows_read)
    mine = (table.id == list_id) & table.status.in_(UNFINISHED)
    return bool(query.where(mine).execute())


def give_up(campaign_id: int, now: datetime, error: Says) -> None:
    """End the imports of a campaign: who reads one of them is told so by ``TakenOver``."""
    table = models.ListImport
    query = table.update(status="failed", error=error, finished_at=now)
    query.where((table.campaign == campaign_id) & table.status.in_(UNFINISHED)).execute()


def begin_replacing(info: ListInfo, last: int) -> ListInfo:
    """Note once which records it replaces: up to ``last``. Raises TakenOver."""
    upto = last if info.replaces_to is None else info.replaces_to
    return _while_read(info, status="importing", replaces_to=upto)


def note_removed(info: ListInfo, gone: int, stay: int) -> ListInfo:
    """Inside the transaction that removes them. Raises TakenOver."""
    return _while_read(info, rows_removed=info.rows_removed + gone, rows_stay=stay)


def _while_read(info: ListInfo, **values: Any) -> ListInfo:
    table = models.ListImport
    mine = (table.id == info.id) & table.status.in_(UNFINISHED)
    if not table.update(**values).where(mine).execute():
        raise TakenOver(f"list {info.id} was ended by another")
    return replace(info, **values)


def save_chunk(info: ListInfo, chunk: Chunk, first_position: int, now: datetime) -> ListInfo:
    """Store a chunk and move the cursor; inside the caller's transaction.

    ``info`` is the list as it was when the chunk was decided. Raises TakenOver when it is no more.
    """
    _move_cursor(info, chunk)
    if info.apart:
        replaced = list_people.save(info.list_id, info.id, chunk, now)
    else:
        replaced = _save_records(info, chunk, first_position, now)
    _insert_problems(info.id, chunk.problems)
    good = len(chunk.new) + replaced
    counts: dict[str, Any] = {
        "rows_good": info.rows_good + good,
        "rows_bad": info.rows_bad + chunk.bad,
        "rows_duplicate": info.rows_duplicate + chunk.duplicate + len(chunk.replacing) - replaced,
        "rows_overwritten": info.rows_overwritten + replaced,
        "rows_alike": info.rows_alike + chunk.alike,
        "rows_same_person": info.rows_same_person + chunk.same_person,
        "stops": dict(chunk.stops + Counter(info.stops)),
    }
    _COUNT([counts[name] for name in _COUNTS], info.id)
    if not info.apart and (replaced or _speaks(chunk)):
        _SPOIL((AudioState.INCOMPLETE,), info.campaign_id, AudioState.READY)
    moved = info.rows_read + chunk.rows_read
    return replace(info, status="importing", rows_read=moved, **counts)


def _speaks(chunk: Chunk) -> bool:
    """Whether one of the new records has a message to be spoken."""
    stopped = {one.who.account for one in chunk.people.values()} | chunk.marks.keys()
    return any(row.account not in stopped for row in chunk.new)


def _save_records(info: ListInfo, chunk: Chunk, first_position: int, now: datetime) -> int:
    """How many took the place of what was there."""
    undoing.note_overwritten(info.id, [record for record, _ in chunk.replacing])
    replaced = sum(list_records.replace_pending(info.id, i, row) for i, row in chunk.replacing)
    list_records.insert_records(
        info.campaign_id,
        info.id,
        chunk.new,
        first_position,
        now,
        several=info.duplicates == Duplicates.KEEP,
    )
    for account, mark in chunk.marks.items():
        stops.mark(info.campaign_id, account, mark)
    if chunk.people:
        person_stops.put_listed(chunk.people.values(), now)
        accounts = {one.who.account for one in chunk.people.values()}
        person_stops.hold(known_records.ids_of(info.campaign_id, accounts), now)
    consents.put_listed(chunk.consents.values(), now)
    return replaced


def errors_by_line(list_id: int) -> Iterator[Problem]:
    """What kept rows out, warnings left aside, in the order of the file."""
    table = models.RowError
    query = (
        table.select()
        .where((table.list_import == list_id) & ~table.warning)
        .order_by(table.line, table.id)
    )
    return (_problem(row) for row in query.iterator())


def problems(list_id: int, limit: int) -> list[Problem]:
    """The first errors and warnings, in the order they were found."""
    return [one.problem for one in told(list_id, 0, limit)]


@dataclass(frozen=True, slots=True)
class Told:
    """A problem with its number: they are told in the order of these."""

    number: int
    problem: Problem


def told(list_id: int, after: int, limit: int, *, errors_only: bool = False) -> list[Told]:
    """A page of errors and warnings; ``after`` is the last one of the page before."""
    table = models.RowError
    wanted = (table.list_import == list_id) & (table.id > after)
    if errors_only:
        wanted &= ~table.warning
    query = table.select().where(wanted).order_by(table.id).limit(limit)
    return [Told(row.id, _problem(row)) for row in query]


def _move_cursor(info: ListInfo, chunk: Chunk) -> None:
    moved = ("importing", info.rows_read + chunk.rows_read)
    if not _MOVE(moved, info.id, info.rows_read, list(UNFINISHED)):
        raise TakenOver(f"list {info.id} was moved on, or ended, by another")


def _insert_problems(list_id: int, found: list[Problem]) -> None:
    if found:
        _INSERT_PROBLEMS(
            (list_id, one.line, one.column, one.value, one.reason, one.warning) for one in found
        )


def _problem(row: models.RowError) -> Problem:
    return Problem(row.line, row.column, row.value, row.reason, row.warning)


def _info(row: models.ListImport) -> ListInfo:
    values = {field.name: getattr(row, field.name) for field in fields(ListInfo)}
    return ListInfo(**values | {"campaign_id": row.campaign_id or 0})
