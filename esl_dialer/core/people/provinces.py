"""Provinces and territories, and the time zones in which a person there may be.

The one place that says which clocks a province keeps, as of November 2026 (of states: ``states``).
Sources: IANA tzdata 2026f for the zones, and its comments for which places keep which; Canada
Post's forward sortation areas for where those places are (their extents: Statistics Canada,
catalogue 92-179-X, census 2021), each with the places that decide beside it. An area with places
of two times has both zones. A person is taken to be in every zone that the row allows: a postal
code narrows a province, and one that belongs to another province widens it, as does a phone
(``area_codes``) of another province or country, or of an exchange that is in none of the zones of
the address.

A zone stands for others that keep the same time from 2026 on: Vancouver for Creston, Dawson Creek
and Fort Nelson; Edmonton for Inuvik and Yellowknife; Whitehorse for Dawson; Halifax for Glace Bay.
"""

import re
from functools import lru_cache

from esl_dialer.core.people.area_codes import AREA_PROVINCES, zones_of_number
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.people.states import STATE_OF_AREA, STATE_ZONES, state_code
from esl_dialer.core.people.zones import (
    ATIKOKAN,
    BLANC_SABLON,
    CAMBRIDGE_BAY,
    EDMONTON,
    GOOSE_BAY,
    HALIFAX,
    IQALUIT,
    MONCTON,
    RANKIN_INLET,
    REGINA,
    RESOLUTE,
    ST_JOHNS,
    TORONTO,
    VANCOUVER,
    WHITEHORSE,
    WINNIPEG,
)
from esl_dialer.core.text.folding import squashed

ZONES: dict[str, frozenset[str]] = {
    "BC": frozenset((VANCOUVER, EDMONTON)),
    "YT": frozenset((WHITEHORSE,)),
    "AB": frozenset((EDMONTON,)),
    "NT": frozenset((EDMONTON,)),
    "SK": frozenset((REGINA, EDMONTON, WINNIPEG)),
    "MB": frozenset((WINNIPEG,)),
    "ON": frozenset((TORONTO, WINNIPEG, ATIKOKAN)),
    "QC": frozenset((TORONTO, HALIFAX, BLANC_SABLON)),
    "NB": frozenset((MONCTON,)),
    "NS": frozenset((HALIFAX,)),
    "PE": frozenset((HALIFAX,)),
    "NL": frozenset((ST_JOHNS, GOOSE_BAY)),
    "NU": frozenset((IQALUIT, RESOLUTE, RANKIN_INLET, CAMBRIDGE_BAY, ATIKOKAN)),
}
"""All the zones of each province: what holds when nothing narrows it."""

MAIN_ZONE = {
    "BC": VANCOUVER, "SK": REGINA, "ON": TORONTO, "QC": TORONTO, "NL": ST_JOHNS,
}  # fmt: skip
"""Where a postal code is that ``POSTAL_ZONES`` does not list, in a province of several zones."""

POSTAL_ZONES: dict[str, frozenset[str]] = {
    "V0A": frozenset((EDMONTON,)),  # Golden, Invermere
    "V0B": frozenset((VANCOUVER, EDMONTON)),  # Creston keeps one time all year; Fernie, Sparwood
    "V1A": frozenset((EDMONTON,)),  # Kimberley
    "V1C": frozenset((EDMONTON,)),  # Cranbrook
    "S9V": frozenset((EDMONTON,)),  # Lloydminster
    "S0M": frozenset((REGINA, EDMONTON)),  # around Lloydminster
    "S0P": frozenset((REGINA, WINNIPEG)),  # Creighton and Denare Beach, as Flin Flon
    "P0T": frozenset((TORONTO, WINNIPEG, ATIKOKAN)),  # Thunder Bay's district, Ignace, Atikokan
    "P0V": frozenset((WINNIPEG, ATIKOKAN)),  # Red Lake, Sioux Lookout's north, Pickle Lake
    "P0W": frozenset((WINNIPEG, ATIKOKAN)),  # Rainy River, Mine Centre
    "P0X": frozenset((WINNIPEG,)),  # Kenora's district
    "P0Y": frozenset((WINNIPEG,)),  # Whiteshell's edge
    "P8N": frozenset((WINNIPEG,)),  # Dryden
    "P8T": frozenset((WINNIPEG,)),  # Sioux Lookout
    "P9A": frozenset((WINNIPEG,)),  # Fort Frances
    "P9N": frozenset((WINNIPEG,)),  # Kenora
    "G0C": frozenset((TORONTO, HALIFAX)),  # the Gaspé's south; Listuguj keeps Campbellton's time
    "G0G": frozenset((TORONTO, BLANC_SABLON)),  # the North Shore, on both sides of the Natashquan
    "G4T": frozenset((HALIFAX,)),  # the Magdalen Islands
    "A0K": frozenset((ST_JOHNS, GOOSE_BAY)),  # Labrador's south: Cartwright and Black Tickle differ
    "A0P": frozenset((GOOSE_BAY, ST_JOHNS)),  # Labrador's coast
    "A0R": frozenset((GOOSE_BAY,)),  # Churchill Falls, Wabush
    "A2V": frozenset((GOOSE_BAY,)),  # Labrador City
    "X0A": frozenset((IQALUIT, RESOLUTE)),  # Baffin; Resolute
    "X0B": frozenset((CAMBRIDGE_BAY,)),  # Kitikmeot
    "X0C": frozenset((RANKIN_INLET, ATIKOKAN)),  # Kivalliq; Coral Harbour
}
"""The areas that keep another time than ``MAIN_ZONE``, or two."""

POSTAL_PROVINCES = {
    "A": ("NL",), "B": ("NS",), "C": ("PE",), "E": ("NB",), "G": ("QC",), "H": ("QC",),
    "J": ("QC",), "K": ("ON",), "L": ("ON",), "M": ("ON",), "N": ("ON",), "P": ("ON",),
    "R": ("MB",), "S": ("SK",), "T": ("AB",), "V": ("BC",), "X": ("NT", "NU"), "Y": ("YT",),
}  # fmt: skip
"""Canada Post: the province of a postal code's first letter."""

_OF_NUNAVUT = frozenset(("X0A", "X0B", "X0C"))
"""Canada Post: of the codes that begin with X; the others are the Northwest Territories'."""

_NAMES = {
    "BC": "british columbia|colombie britannique|c b|brit col",
    "AB": "alberta|alta",
    "SK": "saskatchewan|sask",
    "MB": "manitoba|man",
    "ON": "ontario|ont",
    "QC": "quebec|que|pq|qu",
    "NB": "new brunswick|nouveau brunswick",
    "NS": "nova scotia|nouvelle ecosse",
    "PE": "prince edward island|ile du prince edouard|pei|ipe|i p e",
    "NL": "newfoundland|newfoundland and labrador|terre neuve|terre neuve et labrador|nf|nfld|tnl",
    "YT": "yukon|yukon territory|territoire du yukon|yk|yn",
    "NT": "northwest territories|territoires du nord ouest|nwt|tno|t n o",
    "NU": "nunavut",
}
_CODES = {squashed(name): code for code, names in _NAMES.items() for name in names.split("|")}
_CODES |= {code.lower(): code for code in ZONES}
_POSTAL = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]")


REGIONS = (*ZONES, *STATE_ZONES)
"""The codes of provinces, territories and states."""


@lru_cache(maxsize=1024)
def province_code(text: str) -> str:
    """The two letters of a province or territory, by code or name, English or French."""
    return _CODES.get(squashed(text), "")


@lru_cache(maxsize=1024)
def region_code(text: str) -> str:
    """The two letters of a province, a territory or a state; no code is of two of them."""
    return province_code(text) or state_code(text)


def law_of(region: str) -> str:
    """By ISO 3166-2, of a region's code: ``CA-ON``, ``US-NY``."""
    return f"US-{region}" if region in STATE_ZONES else f"CA-{region}"


@lru_cache(maxsize=65_536)
def zones_of(region: str, postal_code: str = "", number: str = "") -> frozenset[str]:
    """The IANA zones where the person may be; all of them must be open for a call.

    ``region`` is a code of ``ZONES`` or ``STATE_ZONES`` (KeyError otherwise), ``number`` E.164
    with ``+``.
    """
    area = area_of(postal_code[:3])
    zones = by_address(region, area)
    return zones | elsewhere(region, area, zones, number)


@lru_cache(maxsize=4096)
def area_of(beginning: str) -> str:
    """By the first three letters of a postal code; empty when they are of none."""
    text = beginning.upper()
    return text if _POSTAL.fullmatch(text) else ""


def regions_of(region: str, area: str) -> tuple[str, ...]:
    """All that an address may be of: the region that it names, and that of its postal code, should
    it be another. Without a region those of the code's first letter: X is two territories'."""
    owners = _owners(area) if region else POSTAL_PROVINCES.get(area[:1], ())
    return tuple(dict.fromkeys(one for one in (region, *owners) if one))


def by_address(region: str, area: str) -> frozenset[str]:
    """The zones of all the regions that it may be of; none where it tells none."""
    zones = (zones_in(one, area) for one in regions_of(region, area))
    return frozenset[str]().union(*zones)


def zones_in(region: str, area: str) -> frozenset[str]:
    """Of a region, narrowed by a postal code of its own."""
    if region not in _owners(area):
        return STATE_ZONES.get(region) or ZONES[region]
    main = MAIN_ZONE.get(region)
    return POSTAL_ZONES.get(area) or (frozenset((main,)) if main else ZONES[region])


def by_postal_code(area: str) -> frozenset[str]:
    """The zones that the postal code alone tells."""
    return frozenset[str]().union(*(zones_in(owner, area) for owner in _owners(area)))


def _owners(area: str) -> tuple[str, ...]:
    """The province whose postal code it is: each is of one."""
    if area[:1] == "X":
        return ("NU",) if area in _OF_NUNAVUT else ("NT",)
    return POSTAL_PROVINCES.get(area[:1], ())


def elsewhere(region: str, area: str, zones: frozenset[str], number: str) -> frozenset[str]:
    """Where the number may be, when it is not of the address's region, or of none of its zones.

    A region's own number is no news: ``778`` is all of British Columbia, Vancouver too.
    """
    there = zones_of_number(number) if number else frozenset()
    code = number[2:5] if number.startswith("+1") else ""
    home = {region} if region else set(regions_of(region, area))
    at_home = home & (AREA_PROVINCES.get(code, frozenset()) | {STATE_OF_AREA.get(code, "")})
    return frozenset() if at_home and there & zones else there


@lru_cache(maxsize=4096)
def clock_of(kept: str) -> str:
    """The zone in whose time people read and write of a record's calls, by its gate: of several
    the main one of the province, else the first by name; empty when it has none."""
    found = gate_of(kept)
    main = MAIN_ZONE.get(found.jurisdiction.partition("+")[0].removeprefix("CA-"), "")
    return main if main in found.zones else min(found.zones, default="")
