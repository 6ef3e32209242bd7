"""Importing lists: look first, begin, continue until done, fetch what was rejected.

An import is a file kept under its hash and a row with a cursor. Each chunk of rows is stored in one
transaction with the cursor, so that an import that was cut off goes on where it was, and one that
is repeated changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import Any

from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.chunk_size import SIDE_BY_SIDE, ChunkSize
from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.doubts import Doubt, doubts_about
from esl_dialer.core.lists.headers import ColumnMatch, choice_of, missing
from esl_dialer.core.lists.layout import PHONE_KEYS
from esl_dialer.core.lists.likeness import (
    DEFAULT,
    AccountZeros,
    Choices,
    Duplicates,
    Judged,
    Register,
    SamePerson,
)
from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.list_rows import (
    ListRow,
    Problem,
    RowReader,
    RowResult,
    RowStop,
    is_blank,
)
from esl_dialer.core.lists.reading_plan import Options, Plan
from esl_dialer.core.lists.row_fate import RowFate, fate_of
from esl_dialer.core.lists.sheets import HiddenRows
from esl_dialer.core.people.stops import by_list
from esl_dialer.core.says import NOTHING, Says, says_of
from esl_dialer.services.lists.list_files import (
    Aside,
    at_once,
    estimated_rows,
    first_rows,
    keep,
    read_rows,
    readable,
    taken_in,
)
from esl_dialer.services.lists.mappings import PlanBy, plan_by, recognised
from esl_dialer.store.accounts import users
from esl_dialer.store.database import one_writes_at_a_time, transaction
from esl_dialer.store.lists import filtering, list_records, lists
from esl_dialer.store.lists.lists import Chunk, ListInfo

Ready = dict[str, Any]
"""A list's columns, before it is written down."""

NO_LIST = 0
"""The number of a list that is not taken."""

PREVIEW_ROWS = 10
GRID_ROWS = 50
"""Of the file as it is, from its top."""
CHECKED_ROWS = 1000
TOLD_AGAIN = 10
"""The database is told that the table has grown when it has, by so many times."""
TOGETHER = 200
"""Rows of a preview that are looked for at once."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the file as it stands there; ``line`` as problems tell it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. Counts and problems are of the first ``rows_checked`` rows."""

    encoding: str
    delimiter: str
    has_header: bool
    columns: tuple[ColumnMatch, ...]
    missing: tuple[str, ...]
    date_order: str
    rows: tuple[tuple[str, ...], ...]
    rows_checked: int
    rows_good: int
    rows_bad: int
    stops: dict[str, int]
    """Rows that say not to call the person, by the stop's reason."""
    problems: tuple[Problem, ...]
    size: int
    """Bytes."""
    rows_estimated: int
    rows_duplicate: int
    """Left out, or in place of what the campaign has: their account is there already."""
    rows_alike: int
    """Their account is there with other zeros, as a spreadsheet makes them."""
    rows_same_person: int
    """Their person, by name and a number, is there under another account."""
    fates: dict[int, RowFate]
    """By line, what becomes of the rows that the problems are of."""
    sheet: str = ""
    """The workbook's sheet that is read, of the ``sheets`` that hold rows."""
    sheets: tuple[str, ...] = ()
    hidden_rows: int = 0
    """Rows of the whole sheet that do not show in it."""
    doubts: tuple[Doubt, ...] = ()
    grid: tuple[GridRow, ...] = ()
    """The first rows of the file: titles and the header, too."""
    start_row: int = 0
    """The line of the first row of data, where it is in the grid."""
    header_row: int = 0
    """The line of the header; 0 without one."""
    choices: tuple[str, ...] = ()
    """What each column is, as a person would say it (``core.lists.headers.CHOICES``)."""
    needs: str = ""
    """Which columns must be there."""
    mapping: str = ""
    """The name of the kept mapping by which the columns are known."""

    @property
    def has_phone(self) -> bool:
        return any(column.key in PHONE_KEYS for column in self.columns)


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
    rows_same_person: int
    rows_total: int | None
    """Estimated while it runs."""
    stops: dict[str, int] = field(default_factory=dict)
    """Rows that say not to call the person, by the stop's reason."""
    error: Says = NOTHING


def preview_file(
    path: Path,
    options: Options | None = None,
    *,
    campaign_id: int | None = None,
    choices: Choices = DEFAULT,
    planned: PlanBy = recognised,
) -> Preview:
    """What the file is taken for, and what is wrong with its first rows; keeps nothing.

    Rows are compared with those before them, and with the records of ``campaign_id``. ``planned``
    decides how it is read. Raises NotAList, BadOptions, OSError.
    """
    options = options or Options()
    with readable(path, options.sheet) as csv:
        plan, mapping = planned(csv, options)
        rows = list(islice(_data_rows(csv.path, plan), CHECKED_ROWS))
        top = first_rows(csv.path, plan, GRID_ROWS)
        estimate = estimated_rows(csv.path, plan)
    reader = _reader(plan)
    results = [reader.read(row) for row in rows]
    good = [result.row for result in results if result.row]
    judged = _judge(good, Register(choices), campaign_id)
    likenesses = [one.problem for one in judged if one.problem]
    problems = [problem for result in results for problem in result.problems] + likenesses
    fates = {one.row.line: fate_of(one) for one in judged}
    return Preview(
        encoding=plan.encoding,
        delimiter=plan.delimiter,
        has_header=plan.has_header,
        columns=plan.matches,
        missing=missing(plan.matches, plan.needs),
        date_order=plan.date_order,
        rows=tuple(tuple(row.cells) for row in rows[:PREVIEW_ROWS]),
        rows_checked=len(rows),
        rows_good=len(good),
        rows_bad=len(rows) - len(good),
        stops=dict(Counter(row.stop.reason.value for row in good if row.stop)),
        problems=tuple(sorted(problems, key=attrgetter("line"))),
        size=path.stat().st_size,
        rows_estimated=estimate,
        sheet=plan.sheet.name if plan.sheet else "",
        sheets=plan.sheet.names if plan.sheet else (),
        hidden_rows=plan.sheet.hidden if plan.sheet else 0,
        doubts=doubts_about(plan),
        rows_duplicate=sum(one.left_out or bool(one.record) for one in judged),
        rows_alike=sum(one.alike for one in judged),
        rows_same_person=sum(one.same_person for one in judged),
        fates={problem.line: fates.get(problem.line, RowFate.REJECTED) for problem in problems},
        grid=tuple(GridRow(row.line, tuple(row.cells)) for row in top),
        start_row=top[plan.skip].line if plan.skip < len(top) else 0,
        header_row=_header_row(plan, top),
        choices=tuple(map(choice_of, plan.matches)),
        needs=plan.needs,
        mapping=mapping.name if mapping else "",
    )


def _header_row(plan: Plan, top: list[RawRow]) -> int:
    at = plan.header_at if plan.header_at >= 0 else plan.skip - 1
    return top[at].line if plan.has_header and at < len(top) else 0


def _reader(plan: Plan) -> RowReader:
    """Knows the users where a column names them."""
    named = any(match.key == "owner_agent" for match in plan.matches)
    return RowReader(plan, users.by_email() if named else None)


def _judge(rows: list[ListRow], register: Register, campaign_id: int | None) -> list[Judged]:
    """Of each good row what it is like, among those of the campaign and those before it."""
    if campaign_id is not None:
        for start in range(0, len(rows), TOGETHER):
            some = rows[start : start + TOGETHER]
            register.learn(list_records.known(campaign_id, NO_LIST, some))
    return [register.judge(row) for row in rows]


def take(
    campaign_id: int,
    path: Path,
    name: str,
    *,
    data_dir: Path,
    choices: Choices = DEFAULT,
    options: Options | None = None,
    aside: Aside = at_once,
    ask: Callable[[int], HiddenRows] = lambda _: HiddenRows.UNSAID,
) -> Ready:
    """Keep the file, and decide how it will be read; what takes long with its size is ``aside``.

    ``ask`` is asked what becomes of so many hidden rows of a workbook, when the options do not say.
    Raises NotAList (also when a required column is missing), BadOptions, ValueError, OSError.
    """
    options = options or Options()
    folder = data_dir / "lists"
    with taken_in(path, folder, aside) as copy, readable(copy, options.sheet, folder) as csv:
        plan = _asked(plan_by(csv, options)[0], ask)
        if lacking := missing(plan.matches, plan.needs):
            raise NotAList(Says("no column for: {columns}", columns=", ".join(lacking)))
        estimate = estimated_rows(csv.path, plan)
        kept = keep(copy, csv.path, options.sheet, folder, aside)
    return {
        "campaign": campaign_id,
        "name": clean(name)[:128] or clean(path.stem)[:128],
        "file_name": clean(path.name)[-255:],
        "stored_path": str(kept.path.relative_to(data_dir)),
        "sha256": kept.sha256,
        "duplicates": choices.duplicates,
        "account_zeros": choices.account_zeros,
        "same_person": choices.same_person,
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
        rows = islice(_data_rows(data_dir / info.stored_path, plan), info.rows_read, None)
        way = Way(chunk or _chunk_size(), progress, timer)
        _import_rows(info, _reader(plan), rows, now, way)
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
        filtering.ask_if_filtered(info.campaign_id)
        ended(info.id)


@dataclass(slots=True)
class Way:
    """How an import goes on: its chunks, who watches, what measures."""

    chunk: ChunkSize
    progress: Callable[[Progress], None] | None
    timer: Callable[[], float]


def _import_rows(
    info: ListInfo,
    reader: RowReader,
    rows: Iterator[RawRow],
    now: Callable[[], datetime],
    way: Way,
) -> None:
    position, told = list_records.last_position(info.campaign_id) + 1, 0
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
    register = Register(choices_of(info), list_records.known(info.campaign_id, info.id, rows))
    chunk = Chunk(rows_read=len(batch), bad=len(batch) - len(rows))
    for result in batch:
        chunk.problems.extend(result.problems)
        if result.row is None:
            continue
        judged = register.judge(result.row)
        _put(chunk, judged)
        if result.row.stop:
            _mark(chunk, judged, result.row.stop, info.file_name)
    return chunk


def choices_of(info: ListInfo) -> Choices:
    """What was chosen as the list was taken."""
    return chosen(info.duplicates, info.account_zeros, info.same_person)


def chosen(duplicates: str, account_zeros: str, same_person: str) -> Choices:
    """By their words. Raises ValueError."""
    return Choices(Duplicates(duplicates), AccountZeros(account_zeros), SamePerson(same_person))


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


def _mark(chunk: Chunk, judged: Judged, stop: RowStop, file: str) -> None:
    """Whatever else becomes of the row, the record that it speaks of is not to be called."""
    chunk.stops[stop.reason] += 1
    mark = by_list(stop.reason, file, judged.row.line, stop.column, stop.value)
    chunk.marks.setdefault(judged.account, mark)


def _data_rows(path: Path, plan: Plan) -> Iterator[RawRow]:
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
        rows_same_person=info.rows_same_person,
        rows_total=info.rows_total,
        stops=info.stops,
        error=info.error,
    )
