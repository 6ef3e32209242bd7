"""The gate of a record: what must be open before the person may be called, as one class of records.

Written as ``America/Toronto|America/Winnipeg@CA-ON``: the zones in which the person may be, sorted,
then whose law holds there. Records of one campaign have few different gates, so that the engine
asks about each once and finds the records behind the open ones by equality alone.
"""

from dataclasses import dataclass
from functools import cache
from typing import Self

LONGEST_GATE = 128
"""Characters that the database keeps."""


@dataclass(frozen=True, slots=True)
class Gate:
    """``zones`` by IANA name; ``jurisdiction`` by ISO 3166-2 (``CA-QC``), empty when nobody knows.

    Without a zone nobody is called: there is no default one.
    """

    zones: frozenset[str]
    jurisdiction: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        zones, _, jurisdiction = text.partition("@")
        return cls(frozenset(name for name in zones.split("|") if name), jurisdiction)

    def __str__(self) -> str:
        zones = "|".join(sorted(self.zones))
        return f"{zones}@{self.jurisdiction}" if self.jurisdiction else zones


@cache
def gate_of(text: str) -> Gate:
    """The gate that a record has, as it is kept: read once of each class."""
    return Gate.read(text)
