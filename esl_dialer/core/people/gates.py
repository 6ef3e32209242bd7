"""The gate of a record: what must be open before the person may be called, as one class of records.

Written as ``America/Toronto|America/Winnipeg@CA-ON``: the zones in which the person may be, sorted,
then whose law holds there. A number of another place adds that place, as in
``America/Toronto|America/Vancouver@CA-ON;America/Vancouver@CA-BC``: its own law, in its own zones;
laws that hold in the same zones stand together (``CA-NS+CA-PE``). Records of one campaign have few
different gates, so that the engine asks about each once and finds the records behind the open ones
by equality alone.
"""

from collections import defaultdict
from collections.abc import Iterable
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


def written(zones: frozenset[str], laws: Iterable[str], others: Iterable[Place]) -> str:
    """The gate of all these zones with the address's laws, and of places that numbers add.

    Where it gets too long to be kept, every law holds in every zone, which is stricter; where even
    that is too long, as with a number that may be in three territories, the address's laws alone.
    """
    own = tuple(sorted(set(laws)))
    added: dict[frozenset[str], set[str]] = defaultdict(set)
    for place in others:
        added[place.zones].update(set(place.laws) - set(own))
    if not own and len(added) == 1 and zones in added:
        own, added = tuple(sorted(added[zones])), {}
    parts = (Place(where, tuple(sorted(laws))) for where, laws in added.items() if laws)
    gate = Gate(zones, "+".join(own), tuple(sorted(parts, key=str)))
    every = sorted(set(own).union(*added.values()))
    forms = (str(gate), str(Gate(zones, "+".join(every))))
    fits = (text for text in forms if len(text) <= LONGEST_GATE)
    return next(fits, str(Gate(zones, "+".join(own))))
