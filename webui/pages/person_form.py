"""The form of one person: rows for phones and for fields of their own, as many as are wanted."""

from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from esl_dialer.core.lists.by_hand import Typed, TypedPhone
from esl_dialer.core.lists.layout import COLUMNS, PHONE_COLUMNS
from esl_dialer.core.lists.list_rows import MOST_CUSTOM

SPARE = 2
"""Empty rows after those that are filled."""

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class PhoneRow:
    number: str
    kind: str
    order: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form holds, as text."""

    fields: dict[str, str]
    phones: tuple[PhoneRow, ...]
    custom: tuple[tuple[str, str], ...]
    zone: str
    priority: str
    owner: str


def shown(typed: Typed) -> Shown:
    rows = [PhoneRow(one.number, one.kind, str(at)) for at, one in enumerate(typed.phones, 1)]
    return Shown(
        fields=dict(typed.fields),
        phones=(*rows, *_spare_phones(len(rows))),
        custom=(*typed.custom, *_spare_custom(len(typed.custom))),
        zone=typed.zone,
        priority=typed.priority,
        owner=typed.owner,
    )


def wants_more(form: Form) -> bool:
    """Whether a button of the form asks for other rows; nothing is saved then."""
    return "more" in form or "drop" in form


def as_typed(form: Form) -> Shown:
    """The form as it was sent, with the rows that a button of it asks for."""
    phones, custom = tuple(_phones(form)), tuple(_custom(form))
    if form.get("more") == "phones":
        phones += _spare_phones(len(phones))
    if form.get("more") == "custom":
        custom += _spare_custom(len(custom))
    if (gone := form.get("drop", "")).isdecimal():
        custom = tuple(row for at, row in enumerate(custom, 1) if at != int(gone))
    return Shown(
        fields={column.key: form.get(column.key, "") for column in COLUMNS},
        phones=phones,
        custom=custom,
        zone=form.get("zone", ""),
        priority=form.get("priority", ""),
        owner=form.get("owner", ""),
    )


def read(form: Form) -> Typed:
    """What was typed; phones in the order that was given to them."""
    sent = as_typed(form)
    return Typed(
        fields=sent.fields,
        phones=tuple(TypedPhone(row.number, row.kind) for row in sent.phones),
        custom=sent.custom,
        zone=sent.zone,
        priority=sent.priority,
        owner=sent.owner,
    )


def _phones(form: Form) -> Iterator[PhoneRow]:
    """By their order, of two with the same the one that stands above."""
    rows = [
        PhoneRow(number, form.get(f"kind_{at}", ""), form.get(f"order_{at}", ""))
        for at, number in _numbered(form, "phone", PHONE_COLUMNS)
    ]
    ordered = sorted(enumerate(rows, 1), key=lambda one: (_place(one[1], one[0]), one[0]))
    for at, (_, row) in enumerate(ordered, 1):
        yield PhoneRow(row.number, row.kind, str(at))


def _place(row: PhoneRow, stands: int) -> int:
    return int(row.order) if row.order.isdecimal() else stands


def _custom(form: Form) -> Iterator[tuple[str, str]]:
    for at, name in _numbered(form, "custom", MOST_CUSTOM):
        yield name, form.get(f"value_{at}", "")


def _numbered(form: Form, name: str, most: int) -> Iterator[tuple[int, str]]:
    """The fields ``name_1``, ``name_2`` and so on that the form holds."""
    for at in range(1, most + 1):
        if f"{name}_{at}" in form:
            yield at, form[f"{name}_{at}"]


def _spare_phones(there: int) -> tuple[PhoneRow, ...]:
    last = min(there + SPARE, PHONE_COLUMNS)
    return tuple(PhoneRow("", "", str(at)) for at in range(there + 1, last + 1))


def _spare_custom(there: int) -> tuple[tuple[str, str], ...]:
    return (("", ""),) * min(SPARE, MOST_CUSTOM - there)
