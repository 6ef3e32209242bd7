"""A person typed by hand, read as a row of a list is: a record, or what is wrong, by field.

What stands there already is not judged again, so that an old value keeps nobody from changing
another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.dates import DateOrder
from esl_dialer.core.lists.layout import COLUMNS, PHONE_COLUMNS, CellKind, Column
from esl_dialer.core.lists.list_rows import (
    MOST_CUSTOM,
    NO_COLUMN,
    NO_PHONE,
    REQUIRED,
    UNPLACED,
    RowPhone,
)
from esl_dialer.core.lists.typed_cells import LONGEST_CELL, READERS, TOO_LONG
from esl_dialer.core.people.area_codes import country_of, foreign_zones
from esl_dialer.core.people.gates import LONGEST_GATE
from esl_dialer.core.people.own_zone import zone_problem
from esl_dialer.core.people.phones import ReadPhone, read_phone
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import PhoneKind

HIGHEST_PRIORITY = 999
LONGEST_NAME = 64
"""Of a custom field."""

NO_PRIORITY = Says("a whole number from 0 to {most}", most=HIGHEST_PRIORITY)
TWICE = Says("it is there twice")
TOO_MANY_ZONES = Says("its phones are in too many time zones: set its own")
NO_NAME = Says("name this field")
BAD_NAME = Says("at most {most} characters, and no braces", most=LONGEST_NAME)
TOO_MANY = Says("at most {most}", most=MOST_CUSTOM)
EXTENSION = " x"
"""Between a number and its extension, as they are shown to be changed."""

_KEYS = frozenset(column.key for column in COLUMNS)

Problems = dict[str, Says]


@dataclass(frozen=True, slots=True)
class TypedPhone:
    """``kind``: a word of ``PhoneKind``, or nothing."""

    number: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A record as somebody typed it. ``fields`` by the layout's keys, account and name too.

    Phones without a number, and custom fields without name and value, are no phones and no fields.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    phones: Sequence[TypedPhone] = ()
    custom: Sequence[tuple[str, str]] = ()
    zone: str = ""
    priority: str = "0"
    owner: str = ""
    zone_by_hand: bool = False
    """Of what stands there: whether a person set the zone, not a list."""


NOTHING_KEPT = Typed()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be other than it is; all else stays. A custom field without a value (None) goes;
    ``phones``, where given, are all there are then."""

    fields: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, str | None] = field(default_factory=dict)
    phones: Sequence[TypedPhone] | None = None
    zone: str | None = None
    priority: str | None = None
    owner: str | None = None


def with_changes(kept: Typed, changes: Changes) -> Typed:
    custom = {**dict(kept.custom), **changes.custom}
    return Typed(
        fields={**kept.fields, **changes.fields},
        phones=kept.phones if changes.phones is None else changes.phones,
        custom=tuple((name, value) for name, value in custom.items() if value is not None),
        zone=kept.zone if changes.zone is None else changes.zone,
        priority=kept.priority if changes.priority is None else changes.priority,
        owner=kept.owner if changes.owner is None else changes.owner,
        zone_by_hand=kept.zone_by_hand,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, ready to be stored. ``fields`` but for account, name and province."""

    account: str
    full_name: str
    province: str
    gate: str
    fields: dict[str, str]
    custom: dict[str, str]
    phones: tuple[RowPhone, ...]
    zone: str | None
    priority: int
    owner: str
    zone_by_hand: bool = False


def read(typed: Typed, kept: Typed = NOTHING_KEPT) -> tuple[Entry | None, Problems]:
    """None when something is wrong: all of it, by field; ``phone_2``, ``custom_1`` by place.
    ``kept``: what stands there."""
    problems: Problems = {key: NO_COLUMN for key in typed.fields if key not in _KEYS}
    fields = dict(_fields(typed, kept, problems))
    phones = tuple(_phones(typed, kept, problems))
    custom = dict(_custom(typed, kept, problems))
    zone = clean(typed.zone)
    if wrong := zone_problem(zone):
        problems["zone"] = wrong
    priority = _priority(typed.priority, problems)
    if problems:
        return None, problems
    account, full_name = fields.pop("account_number"), fields.pop("full_name")
    province = fields.pop("province")
    numbers = tuple(phone.number for phone in phones)
    by_hand = kept.zone_by_hand if zone == kept.zone else bool(zone)
    where = gate(province, fields.get("postal_code", ""), numbers, zone, by_hand=by_hand)
    if len(where) > LONGEST_GATE:
        return None, {"zone": TOO_MANY_ZONES}
    owner = typed.owner.strip()
    made = (account, full_name, province, where, fields, custom, phones, zone or None)
    return Entry(*made, priority, owner, by_hand), {}


def _fields(typed: Typed, kept: Typed, problems: Problems) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        raw = typed.fields.get(column.key, "")
        if column.key == "full_name" and (not clean(raw) or _follows_its_parts(raw, kept)):
            raw = _of_parts(typed)
        yield column.key, _field(column, raw, kept.fields.get(column.key, ""), problems)


def _of_parts(typed: Typed) -> str:
    names = (typed.fields.get("first_name", ""), typed.fields.get("last_name", ""))
    return " ".join(name for name in map(clean, names) if name)


def _follows_its_parts(raw: str, kept: Typed) -> bool:
    """Whether it is, as it was left, what its parts made: then it is what they make now."""
    whole = kept.fields.get("full_name", "")
    return raw == whole and whole.casefold() == _of_parts(kept).casefold()


def _field(column: Column, raw: str, kept: str, problems: Problems) -> str:
    if raw and raw == kept and column.kind is not CellKind.PROVINCE:
        return kept
    reading = READERS[column.kind](raw, DateOrder.UNKNOWN)
    doubted = column.kind is CellKind.NAME and reading.value
    if reading.problem and not doubted:
        problems[column.key] = reading.problem
    elif column.required and not reading.value:
        problems[column.key] = REQUIRED
    return reading.value


def as_typed(number: str, extension: str) -> str:
    """A phone as the form has it."""
    return f"{number}{EXTENSION}{extension}" if extension else number


def _phones(typed: Typed, kept: Typed, problems: Problems) -> Iterator[RowPhone]:
    there = {phone.number for phone in kept.phones}
    seen: set[str] = set()
    for place, phone in enumerate(typed.phones, start=1):
        given = clean(phone.number)
        if not given:
            continue
        read = read_phone(given)
        if given in there:
            number, _, extension = given.partition(EXTENSION)
            read = ReadPhone(number, extension)
        if wrong := _phone_problem(phone, read, seen):
            problems[f"phone_{place}"] = wrong
        elif len(seen) >= PHONE_COLUMNS:
            problems[f"phone_{place}"] = Says("at most {most}", most=PHONE_COLUMNS)
        seen.add(read.number)
        yield RowPhone(read.number, read.extension, phone.kind or read.kind, given)
    if not seen:
        problems["phone_1"] = NO_PHONE


def _phone_problem(phone: TypedPhone, read: ReadPhone, seen: set[str]) -> Says | None:
    if not read.number:
        return read.problem
    if read.number in seen:
        return TWICE
    if phone.kind and phone.kind not in set(PhoneKind):
        return Says("there is no type of phone {kind}", kind=quoted(phone.kind))
    if not read.number.startswith("+1") and not foreign_zones(read.number):
        return UNPLACED.of(country=country_of(read.number))
    return None


def _custom(typed: Typed, kept: Typed, problems: Problems) -> Iterator[tuple[str, str]]:
    seen, there = set[str](), set(kept.custom)
    for place, (raw_name, raw) in enumerate(typed.custom, start=1):
        name, value = clean(raw_name), clean(raw)
        if not name and not value:
            continue
        if (raw_name, raw) in there:
            name, value = raw_name, raw
        elif wrong := _custom_problem(name, value, seen):
            problems[f"custom_{place}"] = wrong
        seen.add(name.casefold())
        yield name, value


def _custom_problem(name: str, value: str, seen: set[str]) -> Says | None:
    if not name:
        return NO_NAME
    if len(name) > LONGEST_NAME or set("{}") & set(name):
        return BAD_NAME
    if name.casefold() in seen:
        return TWICE
    if len(seen) >= MOST_CUSTOM:
        return TOO_MANY
    return TOO_LONG if len(value) > LONGEST_CELL else None


def _priority(raw: str, problems: Problems) -> int:
    text = raw.strip() or "0"
    if not (text.isascii() and text.isdecimal()) or int(text) > HIGHEST_PRIORITY:
        problems["priority"] = NO_PRIORITY
        return 0
    return int(text)
