"""Looking at a list before it counts: what it is taken for, and what would become of its rows."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path

from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.doubts import Doubt, doubts_about
from esl_dialer.core.lists.headers import ColumnMatch, choice_of, missing
from esl_dialer.core.lists.layout import PHONE_KEYS
from esl_dialer.core.lists.likeness import DEFAULT, Choices, Judged, Known, Register
from esl_dialer.core.lists.list_rows import ListRow, Problem
from esl_dialer.core.lists.reading_plan import Options, Plan
from esl_dialer.core.lists.row_fate import RowFate, fate_of
from esl_dialer.services.lists.importing import NO_LIST, data_rows, reader_of
from esl_dialer.services.lists.list_files import estimated_rows, first_rows, readable
from esl_dialer.services.lists.mappings import PlanBy, recognised
from esl_dialer.store.lists import known_records, list_people, list_records, removing_records

PREVIEW_ROWS = 10
GRID_ROWS = 50
"""Of the file as it is, from its top."""
CHECKED_ROWS = 1000
TOGETHER = 200
"""Rows that are looked for at once."""


NO_IMPORT = -1
"""The number of an import that has not begun."""


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
    rows_in_file: int
    """Of these, those whose account stands in the file above: the first counts."""
    rows_overwriting: int
    """And those that take the place of what a pending record says."""
    rows_another: int
    """Imported as a further record of an account that is there: the campaign looks for none."""
    replaceable: int
    """Records of the whole campaign that were never dialed: they go first, if the file replaces
    them."""
    stays: int
    """The campaign's other records: they stay, whatever is chosen."""
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


def preview_file(
    path: Path,
    options: Options | None = None,
    *,
    campaign_id: int | None = None,
    into: int = NO_LIST,
    choices: Choices = DEFAULT,
    planned: PlanBy = recognised,
) -> Preview:
    """What the file is taken for, and what is wrong with its first rows; keeps nothing.

    Rows are compared with those before them, and with the records of ``campaign_id``, or with the
    people of the list ``into`` which they go. ``planned``
    decides how it is read. Raises NotAList, BadOptions, OSError.
    """
    options = options or Options()
    with readable(path, options.sheet) as csv:
        plan, mapping = planned(csv, options)
        rows = list(islice(data_rows(csv.path, plan), CHECKED_ROWS))
        top = first_rows(csv.path, plan, GRID_ROWS)
        estimate = estimated_rows(csv.path, plan)
    reader = reader_of(plan)
    results = [reader.read(row) for row in rows]
    good = [result.row for result in results if result.row]
    judged = _judge(good, Register(choices), campaign_id, into, replaces=choices.replaces)
    likenesses = [one.problem for one in judged if one.problem]
    problems = [problem for result in results for problem in result.problems] + likenesses
    fates = {one.row.line: fate_of(one) for one in judged}
    there, goes = _there(campaign_id, into)
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
        rows_in_file=sum(one.in_list for one in judged),
        rows_overwriting=sum(bool(one.record) for one in judged),
        rows_another=sum(one.another for one in judged),
        replaceable=goes,
        stays=there - goes,
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


def _judge(
    rows: list[ListRow],
    register: Register,
    campaign_id: int | None,
    into: int,
    *,
    replaces: bool,
) -> list[Judged]:
    """Of each good row what it is like, among those who are there and those before it."""
    for start in range(0, len(rows), TOGETHER):
        known = _known(rows[start : start + TOGETHER], campaign_id, into)
        register.learn(_that_stay(known, into) if replaces else known)
    return [register.judge(row) for row in rows]


def _known(rows: list[ListRow], campaign_id: int | None, into: int) -> list[Known]:
    if into:
        return list_people.known(into, NO_IMPORT, rows)
    return known_records.known(campaign_id, NO_LIST, rows) if campaign_id is not None else []


def _that_stay(known: list[Known], into: int) -> list[Known]:
    """Without those whose place the file takes."""
    there = [one.record for one in known if one.in_campaign]
    gone = list_people.going(there) if into else removing_records.going(there)
    return [one for one in known if one.record not in gone]


def _there(campaign_id: int | None, into: int) -> tuple[int, int]:
    """How many are there, and how many a file that replaces them would take out."""
    if into:
        return list_people.people(into), list_people.uncalled(into)
    if not campaign_id:
        return 0, 0
    return list_records.left(campaign_id), removing_records.undialed(campaign_id)
