"""The form of one person: rows for phones and for fields of their own, as many as are wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from werkzeug.datastructures import MultiDict

from esl_dialer.core.lists.by_hand import Typed, TypedPhone
from esl_dialer.core.lists.layout import COLUMNS, PHONE_COLUMNS
from esl_dialer.core.lists.list_rows import MOST_CUSTOM
from esl_dialer.core.says import Says
from webui.pages import forms
from webui.text.numbers import number_in

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


def mark(typed: Typed) -> str:
    """Of what a record holds that people edit: dialing does not change it."""
    return forms.mark(asdict(typed))


def differences(form: Form, saved: Typed) -> dict[str, Says]:
    """By field: what is saved now, where the form says something else; phones, and fields of its
    own, at the first of them."""
    sent, now = read(form), shown(saved)
    told = forms.differences(_flat(shown(sent)), _flat(now))
    if _filled(sent.phones) != tuple(saved.phones):
        numbers = ", ".join(f"{one.number} {one.kind}".strip() for one in saved.phones)
        told["phone_1"] = forms.saved_meanwhile(numbers)
    if tuple(row for row in sent.custom if any(row)) != tuple(saved.custom):
        own = ", ".join(f"{name}: {value}" for name, value in saved.custom)
        told["custom_1"] = forms.saved_meanwhile(own)
    return told


def _filled(phones: Sequence[TypedPhone]) -> tuple[TypedPhone, ...]:
    return tuple(phone for phone in phones if phone.number.strip())


def _flat(form: Shown) -> dict[str, str]:
    """The fields that are there once."""
    one_text = {column.key: form.fields.get(column.key, "") for column in COLUMNS}
    return one_text | {"zone": form.zone, "priority": form.priority, "owner": form.owner}


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
    if (gone := number_in(form.get("drop", ""))) is not None:
        custom = tuple(row for at, row in enumerate(custom, 1) if at != gone)
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
    order = number_in(row.order)
    return stands if order is None else order


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
