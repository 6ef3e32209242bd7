"""One row of a list to a record, or to what is wrong with it, by line, column, value and reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from esl_dialer.core.cells import clean, is_nothing, without_unseen
from esl_dialer.core.folding import squashed
from esl_dialer.core.headers import How, missing
from esl_dialer.core.layout import BY_KEY, PHONE_COLUMNS, PHONE_KEYS, header_of
from esl_dialer.core.listcells import EMPTY, LONGEST_CELL, READERS, SOFT
from esl_dialer.core.listfile import RawRow
from esl_dialer.core.listplan import Plan
from esl_dialer.core.phones import read_phones
from esl_dialer.core.provinces import gate

LONGEST_GATE = 128
MOST_CUSTOM = 50
"""Columns that are not the guide's; the ones after are left out."""
LONGEST_SHOWN = 200
"""Characters of a bad cell that are kept with its error."""


@dataclass(frozen=True, slots=True)
class Problem:
    """``warning``: the row is good all the same."""

    line: int
    column: str
    value: str
    reason: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class RowPhone:
    number: str
    extension: str
    kind: str
    as_given: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A person to reach, ready to be stored. ``fields`` is by ``core.layout`` key.

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
        self._fields = [(index, column, READERS[column.kind]) for index, column in columns]
        places = {m.key: m for m in plan.matches}
        phones = [places[key] for key in PHONE_KEYS if key in places]
        self._phones = [(m.index, m.key, m.phone_kind) for m in phones]
        custom = [m for m in plan.matches if m.how is How.CUSTOM]
        self._custom = [(m.index, m.header) for m in custom[:MOST_CUSTOM]]
        self._width = len(plan.matches)
        self._lacking = missing(plan.matches)

    def read(self, raw: RawRow) -> RowResult:
        """Decide what a row is. A blank row is the caller's to leave out."""
        if raw.problem:
            return RowResult(None, (_problem(raw.line, "", raw.cells[0], raw.problem),))
        cells, problems = raw.cells, _width_problems(raw, self._width)
        if raw.other_encoding:
            reason = "not in the encoding of the rest of the file"
            problems.append(_problem(raw.line, "", "", reason, warning=True))
        problems += [_problem(raw.line, header, "", "no such column") for header in self._lacking]
        fields = self._read_fields(raw.line, cells, problems)
        phones = self._read_phones(raw.line, cells, problems)
        if all(problem.warning for problem in problems):
            row = self._row(raw, fields, phones)
            if len(row.gate) <= LONGEST_GATE:
                return RowResult(row, tuple(problems))
            reason = "its phones are in too many time zones"
            problems.append(_problem(raw.line, "Phone 1", row.gate, reason))
        return RowResult(None, tuple(problems))

    def _read_fields(self, line: int, cells: list[str], problems: list[Problem]) -> dict[str, str]:
        fields, width = {}, len(cells)
        for index, column, read in self._fields:
            raw = cells[index] if index < width else ""
            value, problem = read(raw, self._order) if raw else EMPTY
            if problem or (column.required and not value):
                soft = bool(value) or (column.kind in SOFT and not column.required)
                problems.append(_problem(line, column.header, raw, problem or "required", soft))
            fields[column.key] = value
        return fields

    def _read_phones(
        self, line: int, cells: list[str], problems: list[Problem]
    ) -> tuple[RowPhone, ...]:
        phones: dict[str, RowPhone] = {}
        for index, key, kind in self._phones:
            raw = cells[index] if index < len(cells) else ""
            text = clean(raw) if raw else ""
            if is_nothing(text):
                continue
            for part, phone in read_phones(text):
                if phone.problem:
                    problems.append(
                        _problem(line, header_of(key), part, phone.problem, warning=True)
                    )
                else:
                    given = RowPhone(phone.number, phone.extension, kind, part)
                    phones.setdefault(phone.number, given)
        if not phones:
            problems.append(_problem(line, "Phone 1", "", "no phone number that can be called"))
        return tuple(phones.values())[:PHONE_COLUMNS]

    def _row(self, raw: RawRow, fields: dict[str, str], phones: tuple[RowPhone, ...]) -> ListRow:
        cells = raw.cells
        account = fields.pop("account_number")
        full_name, province = fields.pop("full_name"), fields.pop("province")
        postal_code = fields.get("postal_code", "")
        custom = {
            header: text[:LONGEST_CELL]
            for index, header in self._custom
            if index < len(cells) and (text := clean(cells[index]))
        }
        numbers = tuple(phone.number for phone in phones)
        return ListRow(
            line=raw.line,
            account=account,
            full_name=full_name,
            province=province,
            gate=gate(province, postal_code, numbers),
            person_key=person_key(full_name, postal_code, numbers[0]),
            fields=fields,
            custom=custom,
            phones=phones,
        )


def person_key(full_name: str, postal_code: str, first_phone: str) -> str:
    """Says that two records are the same person; 32 hexadecimal digits (see ``ListRow``)."""
    place = squashed(postal_code) or first_phone
    return hashlib.sha256(f"{squashed(full_name)}|{place}".encode()).hexdigest()[:32]


def is_blank(cells: Sequence[str]) -> bool:
    return not any(cell and not cell.isspace() for cell in cells)


def _width_problems(raw: RawRow, width: int) -> list[Problem]:
    """Cells beyond the last header mean that a delimiter stands inside a cell: all is displaced."""
    beyond = [cell for cell in raw.cells[width:] if cell.strip()]
    if not beyond:
        return []
    reason = f"{len(raw.cells)} cells for {width} columns: a delimiter stands inside a cell"
    return [_problem(raw.line, "", beyond[0], reason)]


def _problem(line: int, column: str, value: str, reason: str, warning: bool = False) -> Problem:
    return Problem(line, column, without_unseen(value[:LONGEST_SHOWN]), reason, warning)
