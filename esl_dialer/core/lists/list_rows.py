"""One row of a list to a record, or to what is wrong with it, by line, column, value and reason."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from esl_dialer.core.lists.cells import Reading, clean, is_nothing, without_unseen
from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.dates import DateOrder
from esl_dialer.core.lists.headers import How, missing
from esl_dialer.core.lists.layout import (
    BY_KEY,
    OWN_COLUMNS,
    PHONE_COLUMNS,
    PHONE_KEYS,
    Column,
    header_of,
    is_required,
)
from esl_dialer.core.lists.list_file import END_OF_FILE
from esl_dialer.core.lists.moments import instant_in, read_moment
from esl_dialer.core.lists.reading_plan import Plan
from esl_dialer.core.lists.row_checks import RowChecks
from esl_dialer.core.lists.typed_cells import LONGEST_CELL, PLAIN, READERS, SOFT, TOO_LONG
from esl_dialer.core.people.area_codes import country_of, foreign_zones
from esl_dialer.core.people.consents import Form, Withdrawal, said_of
from esl_dialer.core.people.gates import LONGEST_GATE, gate_of
from esl_dialer.core.people.identity import person_key
from esl_dialer.core.people.own_zone import zone_problem
from esl_dialer.core.people.phone_words import stop_of
from esl_dialer.core.people.phones import plain_number, read_phones
from esl_dialer.core.people.provinces import area_of, clock_of
from esl_dialer.core.people.source_statuses import status_problem
from esl_dialer.core.people.states import STATE_ZONES
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import unaccented
from esl_dialer.core.words import StopReason

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
NO_USER = Says("no user who can sign in has this e-mail address")
SEVERAL_USERS = Says("several users have this e-mail address")
NOWHERE = Says("neither a province nor a number says in which time zone the person is")
ABROAD = Says("a state of the United States beside a Canadian postal code")
ZONE_ELSEWHERE = Says("neither address nor phones are there: called only while both are open")
REFUSED_BESIDE = Says("another cell of the row refuses this number")

_LIKE_A_NUMBER = re.compile(r"(?:\d\D{0,3}){7}")
_DOS_END = END_OF_FILE.decode()


@dataclass(frozen=True, slots=True)
class Problem:
    """``warning``: it does not reject the row."""

    line: int
    column: str
    value: str
    reason: Says
    warning: bool = False


class RowPhone(NamedTuple):
    number: str
    extension: str
    kind: str
    as_given: str


@dataclass(frozen=True, slots=True)
class RowStop:
    """The row says that the person is not to be called: why, and by which cell. ``person``: a
    column of its own does, and means the person wherever they are called, ``until`` then."""

    reason: StopReason
    column: str
    value: str
    person: bool = False
    until: datetime | None = None


class RowConsent(NamedTuple):
    """What the row says of the person's consent: in which form they gave it, or that they did not;
    and how it says it."""

    said: Form | Withdrawal
    value: str


class ListRow(NamedTuple):
    """A person to reach, ready to be stored. ``fields`` is by ``core.lists.layout`` key.

    ``person_key``: as of a person who is seen for the first time (``core.people.identity``).
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
    """One or more, unless there is a ``stop``."""
    stop: RowStop | None = None
    consent: RowConsent | None = None
    owner: str = ""
    """The user whose record it is, where the list says one."""
    scheduled_for: datetime | None = None
    """When to call, where the list says it."""
    zone: str = ""
    """The person's own time zone, where the list says one."""
    source_status: str = ""


class RowResult(NamedTuple):
    """``row`` is None when a problem that is no warning stands in the way."""

    row: ListRow | None
    problems: tuple[Problem, ...] = ()


_AS_GIVEN: dict[str, Callable[[str], Says | None]] = {
    "zone": zone_problem,
    "source_status": status_problem,
}
"""Columns of a record's own that are kept as they are given, and what may be wrong with each."""


class RowReader:
    """Reads rows by one plan: what does not change from row to row is worked out once."""

    def __init__(self, plan: Plan, agents: Mapping[str, str] | None = None) -> None:
        """``agents``: users by their e-mail address, in lower case; an empty name: several."""
        columns = [
            (m.index, _Column(column, plan.date_order, is_required(column, plan.needs)))
            for m in plan.matches
            if (column := BY_KEY.get(m.key)) and column not in OWN_COLUMNS
        ]
        self._fields = [(index, column.key, column.known, column) for index, column in columns]
        places = {m.key: m for m in plan.matches}
        self._own = [(m.index, key) for c in OWN_COLUMNS if (m := places.get(key := c.key))]
        self._agents, self._order = agents or {}, plan.date_order
        self._status = plan.source_status
        self._nothing_own = _Own(status=plan.source_status)
        phones = [places[key] for key in PHONE_KEYS if key in places]
        self._phones = [(m.index, m.key, m.phone_kind) for m in phones]
        custom = [m for m in plan.matches if m.how is How.CUSTOM][:MOST_CUSTOM]
        names = _each_once([m.header for m in custom])
        self._custom = [(m.index, name) for m, name in zip(custom, names, strict=True)]
        self._checks = RowChecks(plan)
        self._headers = [m.header for m in plan.matches]
        self._unnamed = [m.index for m in plan.matches if m.how is How.IGNORED and not m.header]
        self._lacking = missing(plan.matches, plan.needs)

    def read(self, raw: RawRow) -> RowResult:
        """Decide what a row is. A blank row is the caller's to leave out."""
        if refused := self._checks.refusal(raw):
            return RowResult(None, (_problem(raw.line, *refused),))
        cells = raw.cells + [""] * (len(self._headers) - len(raw.cells))
        problems: list[Problem] = []
        if raw.other_encoding:
            reason = Says("not in the encoding of the rest of the file")
            problems.append(_problem(raw.line, "", "", reason, warning=True))
        problems += [_problem(raw.line, header, "", NO_COLUMN) for header in self._lacking]
        for index, reason in raw.unread:
            header = self._headers[index] if index < len(self._headers) else ""
            problems.append(_problem(raw.line, header, "", reason, warning=True))
        for index in self._unnamed:
            if _LIKE_A_NUMBER.search(cells[index]):
                problems.append(_problem(raw.line, "", cells[index], NO_HEADER, warning=True))
        before = len(problems)
        fields = self._read_fields(raw.line, cells, problems)
        own = self._read_own(raw.line, cells, problems) if self._own else self._nothing_own
        phones, stop = self._read_phones(raw.line, cells, problems, own)
        unread = [p.column for p in problems[before:] if p.reason.text != FOREIGN.text]
        if unread and (refused := self._checks.misfit(raw.cells, unread)):
            problems.append(_problem(raw.line, *refused))
        if all(problem.warning for problem in problems):
            row = self._row(raw.line, cells, fields, phones, stop, own)
            if not row.gate and phones:
                problems.append(_problem(raw.line, "Phone 1", phones[0].as_given, NOWHERE))
                return RowResult(None, _first(problems))
            problems += _doubts_of_place(row)
            if len(row.gate) <= LONGEST_GATE and all(problem.warning for problem in problems):
                return RowResult(row, _first(problems))
            if len(row.gate) > LONGEST_GATE:
                reason = Says("its phones are in too many time zones")
                problems.append(_problem(raw.line, "Phone 1", row.gate, reason))
        return RowResult(None, _first(problems))

    def _read_fields(self, line: int, cells: list[str], problems: list[Problem]) -> dict[str, str]:
        fields = {}
        for index, key, known, column in self._fields:
            value = known.get(cells[index])
            fields[key] = column.read(cells[index], line, problems) if value is None else value
        return fields

    def _read_phones(
        self, line: int, cells: list[str], problems: list[Problem], own: "_Own"
    ) -> tuple[tuple[RowPhone, ...], RowStop | None]:
        found = _Found(line, problems, own.stop)
        for index, key, kind in self._phones:
            raw = cells[index]
            if not raw:
                continue
            if number := plain_number(raw):
                found.take(RowPhone(number, "", kind, raw))
            elif not is_nothing(text := clean(raw[:LONGEST_RAW])):
                found.read(text, key, kind)
        found.stop = found.stop or own.day
        return found.phones(), found.stop

    def _read_own(self, line: int, cells: list[str], problems: list[Problem]) -> "_Own":
        """What can't be read here refuses the row: it would be called by another, or too early."""
        owner: str | None = ""
        at, until = None, None
        plain: dict[str, str] = {}
        stop: RowStop | None = None
        day: RowStop | None = None
        consent: RowConsent | None = None
        for index, key in self._own:
            text, told = clean(cells[index][:LONGEST_RAW]), None
            if key == "scheduled_for":
                at, told = read_moment(text, self._order)
            elif key in _AS_GIVEN:
                plain[key] = "" if is_nothing(text) else text
                told = _AS_GIVEN[key](plain[key])
            elif key == "stop":
                said = None if is_nothing(text) else stop_of(text)
                if isinstance(said, StopReason):
                    stop = RowStop(said, header_of(key), text[:LONGEST_SHOWN], person=True)
                elif said:
                    told = said
            elif key == "consent":
                given = None if is_nothing(text) else said_of(unaccented(text).casefold().strip())
                if isinstance(given, Says):
                    told = given
                elif given:
                    consent = RowConsent(given, text[:LONGEST_SHOWN])
            elif key == "stop_until":
                until, told = read_moment(text, self._order)
                cell = (header_of(key), text[:LONGEST_SHOWN])
                day = RowStop(StopReason.DNC, *cell, person=True) if until else None
            elif not is_nothing(text):
                owner = self._agents.get(text.casefold())
                told = NO_USER if owner is None else None if owner else SEVERAL_USERS
            if told:
                problems.append(_problem(line, header_of(key), cells[index], told))
        zone, status = plain.get("zone", ""), plain.get("source_status", "")
        return _Own(owner or "", at, zone, stop, day, until, consent, status or self._status)

    def _row(  # noqa: PLR0917
        self,
        line: int,
        cells: list[str],
        fields: dict[str, str],
        phones: tuple[RowPhone, ...],
        stop: RowStop | None,
        own: "_Own",
    ) -> ListRow:
        account = fields.pop("account_number")
        full_name, province = fields.pop("full_name", ""), fields.pop("province", "")
        if not full_name:
            parts = (fields.get("first_name", ""), fields.get("last_name", ""))
            full_name = " ".join(filter(None, parts))
        postal_code = fields.get("postal_code", "")
        custom = {
            header: text[:LONGEST_CELL]
            for index, header in self._custom
            if (text := clean(cells[index][:LONGEST_RAW]))
        }
        numbers = tuple([phone.number for phone in phones]) or ("",)
        where = gate(province, postal_code, numbers, own.zone, by_hand=False)
        clock = own.zone or clock_of(where)
        at = instant_in(own.at, clock) if own.at and clock else None
        if stop is not None and stop.person and own.stop_until:
            stop = replace(stop, until=instant_in(own.stop_until, clock or "UTC"))
        return ListRow(
            line=line,
            account=account,
            full_name=full_name,
            province=province,
            gate=where,
            person_key=person_key(full_name, numbers[0] or account),
            fields=fields,
            custom=custom,
            phones=phones,
            stop=stop,
            consent=own.consent,
            owner=own.owner,
            scheduled_for=at,
            zone=own.zone,
            source_status=own.status,
        )


def _doubts_of_place(row: ListRow) -> Iterator[Problem]:
    """What its cells say of where the person is that other cells contradict."""
    postal_code = row.fields.get("postal_code", "")
    if row.province in STATE_ZONES and area_of(postal_code[:3]):
        yield _problem(row.line, "Province", row.province, ABROAD)
    if row.zone:
        there = gate(row.province, postal_code, tuple(phone.number for phone in row.phones))
        if there and row.zone not in gate_of(there).zones:
            yield _problem(row.line, header_of("zone"), row.zone, ZONE_ELSEWHERE, warning=True)


def _each_once(headers: Sequence[str]) -> list[str]:
    """Names of columns that are kept beside: the second of a name is ``NAME (2)``, however it is
    capitalized, so that a template which says NAME says the first and no other."""
    seen: Counter[str] = Counter()
    names = []
    for header in headers:
        seen[header.casefold()] += 1
        number = seen[header.casefold()]
        names.append(header if number == 1 else f"{header} ({number})")
    return names


class _Own(NamedTuple):
    """Whose the record is; when to call, by the clock where the person is unless it has a zone;
    where that clock is; why the person is not called, and until when, by the same clock. ``day``:
    what that instant says where no cell says why."""

    owner: str = ""
    at: datetime | None = None
    zone: str = ""
    stop: RowStop | None = None
    day: RowStop | None = None
    stop_until: datetime | None = None
    consent: RowConsent | None = None
    status: str = ""


class _Column:
    """Reads the cells of a column. It remembers some: most columns repeat few texts."""

    def __init__(self, column: Column, order: DateOrder, required: bool) -> None:
        self.key, self._header, self._required = column.key, column.header, required
        self._soft = column.kind in SOFT and not required
        self._reader, self._order = READERS[column.kind], order
        self._is_plain = PLAIN[column.kind].fullmatch
        self.known: dict[str, str] = {} if required else {"": ""}
        """Texts to their values, where nothing is to be told."""
        self._told: dict[str, Reading] = {}
        """The others to their readings."""

    def read(self, raw: str, line: int, problems: list[Problem]) -> str:
        """Take up what is to be told of the cell, too."""
        value, problem = (raw, None) if self._is_plain(raw) else self._reading(raw)
        if problem or (self._required and not value):
            soft = bool(value) or self._soft
            problems.append(_problem(line, self._header, raw, problem or REQUIRED, soft))
        elif len(self.known) < REMEMBERED and len(raw) <= LONGEST_CELL:
            self.known[raw] = value
        return value

    def _reading(self, raw: str) -> Reading:
        if len(raw) > LONGEST_RAW:
            return Reading("", TOO_LONG)
        reading = self._told.get(raw) or self._reader(raw, self._order)
        if reading.problem and len(self._told) < REMEMBERED and len(raw) <= LONGEST_CELL:
            self._told[raw] = reading
        return reading


class _Found:
    """The phones of one row while its cells are read, and what is told of them."""

    def __init__(self, line: int, problems: list[Problem], stop: RowStop | None = None) -> None:
        self._line, self._problems = line, problems
        self._phones: dict[str, RowPhone] = {}
        self._refused: dict[str, int] = {}
        """Numbers that words refuse: which problem tells so."""
        self.stop = stop

    def take(self, phone: RowPhone) -> None:
        """A number of which nothing is to be told."""
        self._phones.setdefault(phone.number, phone)

    def read(self, text: str, key: str, kind: str) -> None:
        """Take up the numbers of a cell; ``kind`` as its header says."""
        for part, phone in read_phones(text):
            if told := phone.problem or phone.note:
                self._tell(key, part, told)
            if phone.refused:
                self._refused.setdefault(phone.refused, len(self._problems) - 1)
            if phone.stop and not self.stop:
                self.stop = RowStop(phone.stop, header_of(key), text[:LONGEST_SHOWN])
            if phone.number and self._callable(key, part, phone.number):
                self.take(RowPhone(phone.number, phone.extension, phone.kind or kind, part))

    def phones(self) -> tuple[RowPhone, ...]:
        """Those that no other cell refuses. Without any the row is refused, by the words that
        refuse its numbers if there are such; unless it stops the person."""
        for number in self._phones.keys() & self._refused.keys():
            self._tell("phone_1", self._phones.pop(number).as_given, REFUSED_BESIDE)
        if not self._phones and not self.stop:
            for at in self._refused.values():
                self._problems[at] = replace(self._problems[at], warning=False)
            if not self._refused:
                self._problems.append(_problem(self._line, "Phone 1", "", NO_PHONE))
        return tuple(self._phones.values())[:PHONE_COLUMNS]

    def _callable(self, key: str, part: str, number: str) -> bool:
        """A number of another country is called when it is open there too, if that can be known."""
        if number.startswith("+1"):
            return True
        known = bool(foreign_zones(number))
        self._tell(key, part, (FOREIGN if known else UNPLACED).of(country=country_of(number)))
        return known

    def _tell(self, key: str, part: str, reason: Says) -> None:
        self._problems.append(_problem(self._line, header_of(key), part, reason, warning=True))


def is_blank(cells: Sequence[str]) -> bool:
    """White space only, or what ends a file of DOS."""
    return not any(cell and not cell.isspace() and cell.strip(_DOS_END) for cell in cells)


def _first(problems: list[Problem]) -> tuple[Problem, ...]:
    """As many as are kept, errors before warnings."""
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    return tuple(sorted(problems, key=attrgetter("warning"))[:MOST_PROBLEMS])


def _problem(line: int, column: str, value: str, reason: Says, warning: bool = False) -> Problem:
    return Problem(line, column, without_unseen(value[:LONGEST_SHOWN]), reason, warning)
