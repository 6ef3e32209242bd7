"""One row of a list to a record, or to what is wrong with it, by line, column, value and reason."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from esl_dialer.core.lists.cells import Reading, clean, is_nothing, without_unseen
from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.dates import DateOrder
from esl_dialer.core.lists.headers import How, missing
from esl_dialer.core.lists.layout import BY_KEY, PHONE_COLUMNS, PHONE_KEYS, CellKind, header_of
from esl_dialer.core.lists.reading_plan import Plan
from esl_dialer.core.lists.row_checks import RowChecks
from esl_dialer.core.lists.typed_cells import EMPTY, LONGEST_CELL, READERS, SOFT, TOO_LONG
from esl_dialer.core.people.area_codes import country_of, foreign_zones
from esl_dialer.core.people.gates import LONGEST_GATE
from esl_dialer.core.people.phones import read_phones
from esl_dialer.core.people.provinces import gate
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import squashed, unaccented

LONGEST_RAW = 2000
"""Characters of a cell that are looked at: with more it is too long however it is cleaned."""
REMEMBERED = 500
"""Texts of a column whose reading is remembered."""
MOST_PROBLEMS = 50
"""Problems of one row that are kept."""
MOST_CUSTOM = 50
"""Columns that are not the guide's; the ones after are left out."""
LONGEST_SHOWN = 200
"""Characters of a bad cell that are kept with its error."""

FOREIGN = Says("a number of {country}: called only while the hours there are open too")
UNPLACED = Says("a number of {country} that may be in too many time zones: left out")
REQUIRED = Says("required")
NO_PHONE = Says("no phone number that can be called")
NO_HEADER = Says("a number in a column without a header: left out")
NO_COLUMN = Says("no such column")

_LIKE_A_NUMBER = re.compile(r"(?:\d\D{0,3}){7}")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """``warning``: the row is good all the same."""

    line: int
    column: str
    value: str
    reason: Says
    warning: bool = False


@dataclass(frozen=True, slots=True)
class RowPhone:
    number: str
    extension: str
    kind: str
    as_given: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A person to reach, ready to be stored. ``fields`` is by ``core.lists.layout`` key.

    ``person_key`` is the same for the same full name at the same postal code, in any list, however
    it is written; without a postal code, for the same full name with the same first phone.
    """

    line: int
    account: str
    full_name: str
    province: str
    gate: str
    person_key: str
    fields: dict[str, str]
    custom: dict[str, str]
    phones: tuple[RowPhone, ...]


@dataclass(frozen=True, slots=True)
class RowResult:
    """``row`` is None when a problem that is no warning stands in the way."""

    row: ListRow | None
    problems: tuple[Problem, ...] = ()


class RowReader:
    """Reads rows by one plan: what does not change from row to row is worked out once."""

    def __init__(self, plan: Plan) -> None:
        self._order = plan.date_order
        columns = [(m.index, BY_KEY[m.key]) for m in plan.matches if m.key in BY_KEY]
        self._fields = [(i, column, _Memory(column.kind, self._order)) for i, column in columns]
        places = {m.key: m for m in plan.matches}
        phones = [places[key] for key in PHONE_KEYS if key in places]
        self._phones = [(m.index, m.key, m.phone_kind) for m in phones]
        custom = [m for m in plan.matches if m.how is How.CUSTOM]
        self._custom = [(m.index, m.header) for m in custom[:MOST_CUSTOM]]
        self._checks = RowChecks(plan)
        self._headers = [m.header for m in plan.matches]
        self._unnamed = [m.index for m in plan.matches if m.how is How.IGNORED and not m.header]
        self._lacking = missing(plan.matches)

    def read(self, raw: RawRow) -> RowResult:
        """Decide what a row is. A blank row is the caller's to leave out."""
        if refused := self._checks.refusal(raw):
            return RowResult(None, (_problem(raw.line, *refused),))
        cells = raw.cells
        problems: list[Problem] = []
        if raw.other_encoding:
            reason = Says("not in the encoding of the rest of the file")
            problems.append(_problem(raw.line, "", "", reason, warning=True))
        problems += [_problem(raw.line, header, "", NO_COLUMN) for header in self._lacking]
        for index, reason in raw.unread:
            header = self._headers[index] if index < len(self._headers) else ""
            problems.append(_problem(raw.line, header, "", reason, warning=True))
        for index in self._unnamed:
            if index < len(cells) and _LIKE_A_NUMBER.search(cells[index]):
                problems.append(_problem(raw.line, "", cells[index], NO_HEADER, warning=True))
        before = len(problems)
        fields = self._read_fields(raw.line, cells, problems)
        phones = self._read_phones(raw.line, cells, problems)
        unread = [p.column for p in problems[before:] if p.reason.text != FOREIGN.text]
        if unread and (refused := self._checks.misfit(cells, unread)):
            problems.append(_problem(raw.line, *refused))
        if all(problem.warning for problem in problems):
            row = self._row(raw, fields, phones)
            if len(row.gate) <= LONGEST_GATE:
                return RowResult(row, _first(problems))
            reason = Says("its phones are in too many time zones")
            problems.append(_problem(raw.line, "Phone 1", row.gate, reason))
        return RowResult(None, _first(problems))

    def _read_fields(self, line: int, cells: list[str], problems: list[Problem]) -> dict[str, str]:
        fields, width = {}, len(cells)
        for index, column, memory in self._fields:
            raw = cells[index] if index < width else ""
            value, problem = memory.read(raw) if raw else EMPTY
            if problem or (column.required and not value):
                soft = bool(value) or (column.kind in SOFT and not column.required)
                problems.append(_problem(line, column.header, raw, problem or REQUIRED, soft))
            fields[column.key] = value
        return fields

    def _read_phones(
        self, line: int, cells: list[str], problems: list[Problem]
    ) -> tuple[RowPhone, ...]:
        phones: dict[str, RowPhone] = {}
        for index, key, kind in self._phones:
            raw = cells[index] if index < len(cells) else ""
            text = clean(raw[:LONGEST_RAW]) if raw else ""
            if is_nothing(text):
                continue
            for part, phone in read_phones(text):
                if phone.problem:
                    said = _problem(line, header_of(key), part, phone.problem, warning=True)
                    problems.append(said)
                elif _callable(line, key, part, phone.number, problems):
                    given = RowPhone(phone.number, phone.extension, kind, part)
                    phones.setdefault(phone.number, given)
        if not phones:
            problems.append(_problem(line, "Phone 1", "", NO_PHONE))
        return tuple(phones.values())[:PHONE_COLUMNS]

    def _row(self, raw: RawRow, fields: dict[str, str], phones: tuple[RowPhone, ...]) -> ListRow:
        cells = raw.cells
        account = fields.pop("account_number")
        full_name, province = fields.pop("full_name"), fields.pop("province")
        postal_code = fields.get("postal_code", "")
        custom = {
            header: text[:LONGEST_CELL]
            for index, header in self._custom
            if index < len(cells) and (text := clean(cells[index][:LONGEST_RAW]))
        }
        numbers = tuple(phone.number for phone in phones)
        return ListRow(
            line=raw.line,
            account=account,
            full_name=full_name,
            province=province,
            gate=str(gate(province, postal_code, numbers)),
            person_key=person_key(full_name, postal_code, numbers[0]),
            fields=fields,
            custom=custom,
            phones=phones,
        )


def person_key(full_name: str, postal_code: str, first_phone: str) -> str:
    """Says that two records are the same person; 32 hexadecimal digits (see ``ListRow``)."""
    name = _NO_LETTER.sub("", unaccented(full_name).casefold())
    place = squashed(postal_code) or first_phone
    return hashlib.sha256(f"{name}|{place}".encode()).hexdigest()[:32]


class _Memory:
    """A column's reader that remembers some of what it read: most columns repeat few texts."""

    def __init__(self, kind: CellKind, order: DateOrder) -> None:
        self._reader, self._order = READERS[kind], order
        self._known: dict[str, Reading] = {}

    def read(self, raw: str) -> Reading:
        known = self._known.get(raw)
        if known is not None:
            return known
        reading = self._read_new(raw)
        if len(self._known) < REMEMBERED and len(raw) <= LONGEST_CELL:
            self._known[raw] = reading
        return reading

    def _read_new(self, raw: str) -> Reading:
        if len(raw) > LONGEST_RAW:
            return Reading("", TOO_LONG)
        return self._reader(raw, self._order)


def is_blank(cells: Sequence[str]) -> bool:
    return not any(cell and not cell.isspace() for cell in cells)


def _callable(line: int, key: str, part: str, number: str, problems: list[Problem]) -> bool:
    """A number of another country is called when it is open there too, if that can be known."""
    if number.startswith("+1"):
        return True
    known = bool(foreign_zones(number))
    told = (FOREIGN if known else UNPLACED).of(country=country_of(number))
    problems.append(_problem(line, header_of(key), part, told, warning=True))
    return known


def _first(problems: list[Problem]) -> tuple[Problem, ...]:
    """As many as are kept, errors before warnings."""
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    return tuple(sorted(problems, key=attrgetter("warning"))[:MOST_PROBLEMS])


def _problem(line: int, column: str, value: str, reason: Says, warning: bool = False) -> Problem:
    return Problem(line, column, without_unseen(value[:LONGEST_SHOWN]), reason, warning)
