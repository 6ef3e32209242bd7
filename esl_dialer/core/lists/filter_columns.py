"""The columns that a filter may ask about: those of the layout, a record's own, and custom fields.

A person's values are texts by column, as a list's cells are kept: amounts as ``1234.56``, dates as
``2026-01-15``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.layout import COLUMNS, CellKind
from esl_dialer.core.text.folding import plain

Cells = Mapping[str, str]
"""One person: what stands in each column, by its key; a custom field by ``custom_column``."""

CUSTOM = "custom."
"""Before the name of a custom field, as in templates."""

LONGEST_NAME = 255
"""Of a custom field: a list's header may be as long as its cells."""


class Kind(StrEnum):
    """How the values of a column are compared."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    """An instant; its value is the milliseconds since 1970."""
    ANY = "any"
    """A custom field: as the test asks, each cell read as a list's is."""


@dataclass(frozen=True, slots=True)
class FilterColumn:
    key: str
    title: str
    kind: Kind
    cells: CellKind = CellKind.TEXT
    """How a value that is compared with it is read."""


_KINDS = {
    CellKind.AMOUNT: Kind.NUMBER,
    CellKind.PERCENT: Kind.NUMBER,
    CellKind.DATE: Kind.DATE,
}

OF_LAYOUT = tuple(
    FilterColumn(one.key, one.header, _KINDS.get(one.kind, Kind.TEXT), one.kind) for one in COLUMNS
)
OWN = (
    FilterColumn("owner_agent", "Agent", Kind.TEXT),
    FilterColumn("source_status", "Source status", Kind.TEXT),
    FilterColumn("priority", "Priority", Kind.NUMBER, CellKind.AMOUNT),
    FilterColumn("list", "List", Kind.TEXT),
    FilterColumn("added_at", "Added", Kind.MOMENT, CellKind.DATE),
)
"""What a record has beside the layout's columns: the list that brought it, and when it came."""

BY_KEY = {column.key: column for column in (*OF_LAYOUT, *OWN)}


def custom_column(name: str) -> str:
    """The key of a custom field, however its name is capitalized and accented."""
    return f"{CUSTOM}{plain(name)}"


def column_named(key: str) -> FilterColumn | None:
    """None: there is no such column. A custom field needs no record that has it."""
    if not key.lower().startswith(CUSTOM):
        return BY_KEY.get(key)
    name = clean(key[len(CUSTOM) :])
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        return None
    return FilterColumn(custom_column(name), f"{CUSTOM}{name}", Kind.ANY)


def cells_of(columns: Cells, custom: Mapping[str, str]) -> Cells:
    """A person's values together; of custom fields that differ in case alone the first counts."""
    own: dict[str, str] = {}
    for name, value in custom.items():
        own.setdefault(custom_column(name), str(value))
    return own | dict(columns)
