"""Importing lists: take the file, begin, continue until done.

An import is a file kept under its hash and a row with a cursor. Each chunk of rows is stored in one
transaction with the cursor, so that an import that was cut off goes on where it was, and one that
is repeated changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from esl_dialer.core.lists.addresses import without_query
from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.chunk_size import SIDE_BY_SIDE, ChunkSize
from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.headers import missing
from esl_dialer.core.lists.layout import header_of
from esl_dialer.core.lists.likeness import (
    DEFAULT,
    Choices,
    Judged,
    Register,
    chosen,
)
from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.list_rows import RowReader, RowResult, RowStop, is_blank
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.lists.reading_plan import Options, Plan
from esl_dialer.core.lists.sheets import HiddenRows
from esl_dialer.core.people.person_stops import ListedStop
from esl_dialer.core.people.stops import by_list, in_cell
from esl_dialer.core.says import NOTHING, Says, says_of
from esl_dialer.services.lists.list_files import (
    Aside,
    at_once,
    estimated_rows,
    keep,
    read_rows,
    readable,
    taken_in,
)
from esl_dialer.services.lists.mappings import plan_by
from esl_dialer.store.accounts import users
from esl_dialer.store.database import one_writes_at_a_time, transaction
from esl_dialer.store.lists import (
    filtering,
    known_records,
    list_people,
    list_records,
    lists,
    removing_records,
)
from esl_dialer.store.lists.chunks import Chunk
from esl_dialer.store.lists.lists import ListInfo
from esl_dialer.store.people.consents import Listed

Ready = dict[str, Any]
"""A list's columns, before it is written down."""

NO_LIST = 0
"""The number of a list that is not taken."""

TOLD_AGAIN = 10
"""The database is told that the table has grown when it has, by so many times."""


@dataclass(frozen=True, slots=True)
class Came:
    """How a file came, from which address, and who sent it."""

    origin: Origin = Origin.UNKNOWN
    address: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """``repeated``: this file was imported into this campaign already, in the same way."""

    list_id: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Progress:
    list_id: int
    status: str
    rows_read: int
    rows_good: int
    rows_bad: int
    rows_duplicate: int
    rows_alike: int
    rows_overwritten: int
    """Of the good ones, those that took the place of what a record said."""
    rows_removed: int
    rows_stay: int
    """Where the file replaces what is there: records that went first, and those that stayed."""
    rows_same_person: int
    rows_total: int | None
    """Estimated while it runs."""
    stops: dict[str, int] = field(default_factory=dict)
    """Rows that say not to call the person, by the stop's reason."""
    error: Says = NOTHING


def reader_of(plan: Plan) -> RowReader:
    """It knows the users where a column names them."""
    named = any(match.key == "owner_agent" for match in plan.matches)
    return RowReader(plan, users.by_email() if named else None)


def take(
    campaign_id: int,
    path: Path,
    name: str,
    *,
    into: int = NO_LIST,
    data_dir: Path,
    choices: Choices = DEFAULT,
    options: Options | None = None,
    came: Came = Came(),
    aside: Aside = at_once,
    ask: Callable[[int], HiddenRows] = lambda _: HiddenRows.UNSAID,
) -> Ready:
    """Keep the file, and decide how it will be read; what takes long with its size is ``aside``.

    ``into`` is the list that stands apart from campaigns, where ``campaign_id`` is 0. ``ask`` is
    asked what becomes of so many hidden rows of a workbook, when the options do not say.
    Raises NotAList (also when a required column is missing), BadOptions, ValueError, OSError.
    """
    options = options or Options()
    folder = data_dir / "lists"
    with taken_in(path, folder, aside) as copy, readable(copy, options.sheet, folder) as csv:
        plan, mapping = plan_by(csv, options)
        plan = _asked(plan, ask)
        if lacking := missing(plan.matches, plan.needs):
            raise NotAList(Says("no column for: {columns}", columns=", ".join(lacking)))
        estimate = estimated_rows(csv.path, plan)
        kept = keep(copy, csv.path, options.sheet, folder, aside)
    return ({"list": into} if into else {}) | {
        "campaign": campaign_id,
        "name": clean(name)[:128] or clean(path.stem)[:128],
        "file_name": clean(path.name)[-255:],
        "stored_path": str(kept.path.relative_to(data_dir)),
        "sha256": kept.sha256,
        "duplicates": choices.duplicates,
        "account_zeros": choices.account_zeros,
        "same_person": choices.same_person,
        "replaces": choices.replaces,
        "origin": came.origin,
        "address": without_query(came.address),
        "created_by": came.by,
        "mapping": mapping.name if mapping else "",
        "options": plan.to_json(),
        "rows_total": estimate,
    }


def _asked(plan: Plan, ask: Callable[[int], HiddenRows]) -> Plan:
    if not plan.sheet or not plan.sheet.hidden or plan.hidden_rows:
        return plan
    return replace(plan, hidden_rows=ask(plan.sheet.hidden))


def begin(ready: Ready, now: datetime) -> Begun:
    """Write down the list that was taken, to be read; call it inside a transaction."""
    same = lists.same_import(ready)
    return Begun(same or lists.create(ready, now), repeated=same is not None)


def continue_import(
    list_id: int,
    data_dir: Path,
    now: Callable[[], datetime],
    *,
    chunk: ChunkSize | None = None,
    progress: Callable[[Progress], None] | None = None,
    ended: Callable[[int], None] = lambda _: None,
    timer: Callable[[], float] = perf_counter,
) -> Progress:
    """Import what is left of a list; call it again after a crash.

    ``progress`` is called between transactions, and may wait there to let others write. ``timer``
    (seconds) is asked as a transaction begins to write and when it is committed: the next chunk is
    as long as that allows. ``ended`` is called in the transaction in which the list ends here.
    Raises NoSuchList, TakenOver; a file that can't be read any more makes the list failed.
    """
    info = lists.get(list_id)
    if not info.unfinished:
        return _progress(info)
    plan = Plan.from_json(info.options)
    try:
        rows = islice(data_rows(data_dir / info.stored_path, plan), info.rows_read, None)
        way = Way(chunk or _chunk_size(), progress, timer)
        info = _make_room(info, way)
        _import_rows(info, reader_of(plan), rows, now, way)
    except OSError as error:
        _finish(info, now(), ended, status="failed", error=says_of(error))
    else:
        _finish(info, now(), ended)
    return progress_of(list_id)


def _chunk_size() -> ChunkSize:
    return ChunkSize() if one_writes_at_a_time() else SIDE_BY_SIDE


def progress_of(list_id: int) -> Progress:
    """How far a list is read. Raises NoSuchList."""
    return _progress(lists.get(list_id))


def _finish(info: ListInfo, at: datetime, ended: Callable[[int], None], **how: Any) -> None:
    """Raises TakenOver when another ended it; ``how`` is for ``lists.finish``."""
    with transaction():
        if not lists.finish(info.id, at, **how):
            raise lists.TakenOver(f"list {info.id} was ended by another")
        if not info.apart:
            judge_again(info)
        ended(info.id)


def judge_again(info: ListInfo) -> None:
    """An import into a campaign ended: whom the campaign does not call is to be looked for among
    its records. Inside a transaction."""
    if info.options and Plan.from_json(info.options).says_statuses:
        filtering.ask(info.campaign_id)
    else:
        filtering.ask_if_filtered(info.campaign_id)


@dataclass(slots=True)
class Way:
    """How an import goes on: its chunks, who watches, what measures."""

    chunk: ChunkSize
    progress: Callable[[Progress], None] | None
    timer: Callable[[], float]


def _make_room(info: ListInfo, way: Way) -> ListInfo:
    """Where the file replaces what is there: the records that were never dialed go first, those
    alone that were there as this began. Rows are read when all are gone."""
    if not info.replaces or info.rows_read:
        return info
    with transaction():
        info = lists.begin_replacing(info, _last_there(info))
    after = 0
    while True:
        with transaction():
            begun = way.timer()
            gone, after = _remove(info, after, way.chunk.rows)
            stay = _left(info) if not after else 0
            info = lists.note_removed(info, gone, stay)
        if not after:
            return info
        way.chunk = way.chunk.after(way.timer() - begun)
        if way.progress:
            way.progress(_progress(info))


def _last_there(info: ListInfo) -> int:
    if info.apart:
        return list_people.last(info.list_id)
    return list_records.last_record(info.campaign_id)


def _remove(info: ListInfo, after: int, limit: int) -> tuple[int, int]:
    """The next that go, and the last one that was looked at; 0 at the end."""
    upto = info.replaces_to or 0
    if info.apart:
        return list_people.remove_uncalled(info.list_id, after, upto, limit)
    return removing_records.remove_undialed(info.campaign_id, after, upto, limit)


def _left(info: ListInfo) -> int:
    if info.apart:
        return list_people.people(info.list_id)
    return list_records.left(info.campaign_id)


def _import_rows(
    info: ListInfo,
    reader: RowReader,
    rows: Iterator[RawRow],
    now: Callable[[], datetime],
    way: Way,
) -> None:
    told, position = 0, 0
    if not info.apart:
        position = list_records.last_position(info.campaign_id) + 1
    while batch := list(islice(rows, way.chunk.rows)):
        results = [reader.read(row) for row in batch]
        with transaction():
            begun = way.timer()
            chunk = decide_chunk(info, results)
            info = lists.save_chunk(info, chunk, position, now())
        way.chunk = way.chunk.after(way.timer() - begun)
        position += len(chunk.new)
        if info.rows_read > told * TOLD_AGAIN:
            told = info.rows_read
            list_records.tell_planner(told)
        if way.progress:
            way.progress(_progress(info))


def decide_chunk(info: ListInfo, batch: list[RowResult]) -> Chunk:
    """Which rows are new, which replace, which are there already: the first of a file wins."""
    rows = [result.row for result in batch if result.row]
    known = (
        list_people.known(info.list_id, info.id, rows)
        if info.apart
        else known_records.known(info.campaign_id, info.id, rows)
    )
    register = Register(choices_of(info), known)
    chunk = Chunk(rows_read=len(batch), bad=len(batch) - len(rows))
    for result in batch:
        chunk.problems.extend(result.problems)
        if result.row is None:
            continue
        judged = register.judge(result.row)
        _put(chunk, judged)
        if result.row.stop:
            _mark(chunk, judged, result.row.stop, info)
        if consent := result.row.consent:
            cell = (judged.row.line, header_of("consent"), consent.value)
            source = in_cell(info.file_name, *cell)
            given = Listed(consent.form, source, info.created_by, info.id)
            chunk.consents.setdefault(judged.account, given)
    return chunk


def choices_of(info: ListInfo) -> Choices:
    """What was chosen as the list was taken."""
    return chosen(info.duplicates, info.account_zeros, info.same_person, replaces=info.replaces)


def _put(chunk: Chunk, judged: Judged) -> None:
    if judged.left_out:
        chunk.duplicate += 1
    elif judged.record:
        chunk.replacing.append((judged.record, judged.row))
    else:
        chunk.new.append(judged.row)
    chunk.alike += judged.alike
    chunk.same_person += judged.same_person
    if judged.problem:
        chunk.problems.append(judged.problem)


def _mark(chunk: Chunk, judged: Judged, stop: RowStop, info: ListInfo) -> None:
    """Whatever else becomes of the row, the record that it speaks of is not to be called, or the
    person."""
    chunk.stops[stop.reason] += 1
    mark = by_list(stop.reason, info.file_name, judged.row.line, stop.column, stop.value)
    if stop.person:
        listed = ListedStop(stop.reason, mark.source, stop.until, info.created_by, info.id)
        chunk.people.setdefault(judged.account, listed)
    else:
        chunk.marks.setdefault(judged.account, mark)


def data_rows(path: Path, plan: Plan) -> Iterator[RawRow]:
    """Those that hold something. Raises OSError."""
    return (row for row in read_rows(path, plan) if row.problem or not is_blank(row.cells))


def _progress(info: ListInfo) -> Progress:
    return Progress(
        list_id=info.id,
        status=info.status,
        rows_read=info.rows_read,
        rows_good=info.rows_good,
        rows_bad=info.rows_bad,
        rows_duplicate=info.rows_duplicate,
        rows_alike=info.rows_alike,
        rows_overwritten=info.rows_overwritten,
        rows_removed=info.rows_removed,
        rows_stay=info.rows_stay,
        rows_same_person=info.rows_same_person,
        rows_total=info.rows_total,
        stops=info.stops,
        error=info.error,
    )
