"""The gate of a record: what must be open before the person may be called, as one class of records.

Written as ``America/Toronto|America/Winnipeg@CA-ON``: the zones in which the person may be, sorted,
then whose law holds there. A number of another place adds that place, as in
``America/Toronto|America/Vancouver@CA-ON;America/Vancouver@CA-BC``: its own law, in its own zones;
laws that hold in the same zones stand together (``CA-NS+CA-PE``). Records of one campaign have few
different gates, so that the engine asks about each once and finds the records behind the open ones
by equality alone.
"""

from dataclasses import dataclass
from functools import cache
from typing import Self

LONGEST_GATE = 128
"""Characters that the database keeps."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose laws hold together, and in which zones the person may be there."""

    zones: frozenset[str]
    laws: tuple[str, ...] = ()

    def __str__(self) -> str:
        zones = "|".join(sorted(self.zones))
        return f"{zones}@{'+'.join(self.laws)}" if self.laws else zones


@dataclass(frozen=True, slots=True)
class Gate:
    """``zones`` by IANA name, all of them; ``jurisdiction`` by ISO 3166-2 (``CA-QC``), empty when
    nobody knows: that of the address, whose law holds in every zone. ``others``: places that a
    number adds.

    Without a zone nobody is called: there is no default one.
    """

    zones: frozenset[str]
    jurisdiction: str = ""
    others: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """The address's first."""
        laws = tuple(law for law in self.jurisdiction.split("+") if law)
        return (Place(self.zones, laws), *self.others)

    @classmethod
    def read(cls, text: str) -> Self:
        first, *others = map(_read_place, text.split(";"))
        return cls(first.zones, "+".join(first.laws), tuple(others))

    def __str__(self) -> str:
        return ";".join(map(str, self.places))


def _read_place(text: str) -> Place:
    zones, _, laws = text.partition("@")
    return Place(
        frozenset(name for name in zones.split("|") if name),
        tuple(law for law in laws.split("+") if law),
    )


@cache
def gate_of(text: str) -> Gate:
    """The gate that a record has, as it is kept: read once of each class."""
    return Gate.read(text)


def kept(text: str) -> str:
    """As the database keeps it: of one that is too long no zone is known, and nobody is called."""
    return text if len(text) <= LONGEST_GATE else ""


@cache
def zones_alone(text: str) -> str:
    """The same gate as one that knows no law: every law of its zones is asked."""
    places = gate_of(text).places
    return str(Gate(frozenset[str]().union(*(place.zones for place in places))))
