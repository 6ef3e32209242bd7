"""Provinces and territories, and the time zones in which a person there may be.

The one place that says where a record's clock is, as of November 2026. Sources: IANA tzdata 2026f
for the zones, and its comments for which places keep which; Canada Post's forward sortation areas
for where those places are (their extents: Statistics Canada, catalogue 92-179-X, census 2021), each
with the places that decide beside it. An area with places of two times has both zones. A person is
taken to be in every zone that the row allows: a postal code narrows a province, and one that
belongs to another province widens it, as does a phone (``area_codes``) of another province or
country, or of an exchange that is in none of the zones of the address.

A zone stands for others that keep the same time from 2026 on: Vancouver for Creston, Dawson Creek
and Fort Nelson; Edmonton for Inuvik and Yellowknife; Whitehorse for Dawson; Halifax for Glace Bay.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from esl_dialer.core.people.area_codes import (
    AREA_PROVINCES,
    country_of,
    place_of,
    zones_of_number,
)
from esl_dialer.core.people.gates import Place, gate_of, written
from esl_dialer.core.people.states import STATE_OF_AREA
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
from esl_dialer.core.says import Says
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


@lru_cache(maxsize=1024)
def province_code(text: str) -> str:
    """The two letters of a province or territory, by code or name, English or French."""
    return _CODES.get(squashed(text), "")


@lru_cache(maxsize=65_536)
def zones_of(province: str, postal_code: str = "", number: str = "") -> frozenset[str]:
    """The IANA zones where the person may be; all of them must be open for a call.

    ``province`` is a code of ``ZONES`` (KeyError otherwise), ``number`` E.164 with ``+``.
    """
    zones = _by_address(province, _area(postal_code[:3]))
    return zones | _elsewhere(province, zones, number)


def gate(province: str, postal_code: str, numbers: tuple[str, ...], own_zone: str = "") -> str:
    """A record's gate, as it is kept: the zones by its address and each of its phones, the law of
    its province, and of each place of which a phone is. ``own_zone``, where somebody set it, goes
    before all zones, and the laws hold there.

    Without a province: of the one that the postal code tells; else the zones and laws of its
    phones. Empty when nothing tells a zone.
    """
    area = _area(postal_code[:3])
    province = province or _only_owner(area)
    places = tuple(filter(None, map(place_of, numbers)))
    if own_zone:
        laws = set(_laws(province, area)).union(*(laws_of_number(one) for one in places))
        return written(frozenset((own_zone,)), laws, ())
    return _gate(province, area, places)


def _only_owner(area: str) -> str:
    """The province of a postal code's first letters, where there is one."""
    owners = POSTAL_PROVINCES.get(area[:1], ())
    return owners[0] if len(owners) == 1 else ""


@lru_cache(maxsize=65_536)
def _gate(province: str, area: str, places: tuple[str, ...]) -> str:
    laws = _laws(province, area)
    if province:
        zones = _by_address(province, area).union(
            *(_elsewhere(province, _by_address(province, area), place) for place in places)
        )
    else:
        zones = frozenset[str]().union(*map(zones_of_number, places))
    there = (Place(zones_of_number(place), laws_of_number(place)) for place in places)
    added = (place for place in there if place.zones and not set(place.laws) & set(laws))
    return written(zones, laws, added) if zones else ""


def _laws(province: str, area: str) -> tuple[str, ...]:
    """Of the province, and of the one whose postal code it is, should that be another."""
    owners = POSTAL_PROVINCES.get(area[:1], ())
    others = owners if province and province not in owners else ()
    return tuple(f"CA-{one}" for one in (province, *others) if one)


@lru_cache(maxsize=65_536)
def laws_of_number(number: str) -> tuple[str, ...]:
    """Whose law holds where a number (E.164) may be, by ISO 3166-2, or a country by its two
    letters; empty when nobody can say."""
    if not number.startswith("+1"):
        country = country_of(number) if number else ""
        return (country,) if country.isalpha() else ()
    code, zones = number[2:5], zones_of_number(number)
    owners = AREA_PROVINCES.get(code, frozenset())
    provinces = sorted(one for one in owners if ZONES[one] & zones) or sorted(owners)
    state = STATE_OF_AREA.get(code)
    return (f"US-{state}",) if state else tuple(f"CA-{one}" for one in provinces)


@lru_cache(maxsize=4096)
def clock_of(kept: str) -> str:
    """The zone in whose time people read and write of a record's calls, by its gate: of several
    the main one of the province, else the first by name; empty when it has none."""
    found = gate_of(kept)
    main = MAIN_ZONE.get(found.jurisdiction.partition("+")[0].removeprefix("CA-"), "")
    return main if main in found.zones else min(found.zones, default="")


def why_there(
    province: str, postal_code: str, numbers: Iterable[str], own_zone: str = ""
) -> dict[str, Says]:
    """By zone of the gate that ``gate`` makes of the same: what puts the person there."""
    if own_zone:
        return {own_zone: Says("set for this person")}
    area = _area(postal_code[:3])
    owners = POSTAL_PROVINCES.get(area[:1], ())
    by_code = frozenset[str]().union(*(_in_area(owner, area) for owner in owners))
    found: dict[str, Says] = {}
    address = province or _only_owner(area)
    for zone in sorted(_by_address(address, area) if address else ()):
        by_postal_code = Says("by the postal code {code}", code=postal_code)
        found[zone] = by_postal_code if zone in by_code else Says("by the province")
    for number in numbers:
        there = zones_of(address, area, place_of(number)) if address else zones_of_number(number)
        for zone in sorted(there - found.keys()):
            found[zone] = Says("by the phone {number}", number=number)
    return found


@lru_cache(maxsize=4096)
def _area(beginning: str) -> str:
    """By the first three letters of a postal code; empty when they are of none."""
    text = beginning.upper()
    return text if _POSTAL.fullmatch(text) else ""


def _by_address(province: str, area: str) -> frozenset[str]:
    if not area:
        return ZONES[province]
    owners = POSTAL_PROVINCES.get(area[0], ())
    zones = frozenset().union(*(_in_area(owner, area) for owner in owners))
    return _in_area(province, area) if province in owners else ZONES[province] | zones


def _in_area(province: str, area: str) -> frozenset[str]:
    main = MAIN_ZONE.get(province)
    return POSTAL_ZONES.get(area) or (frozenset((main,)) if main else ZONES[province])


def _elsewhere(province: str, zones: frozenset[str], number: str) -> frozenset[str]:
    """Where the number may be, when it is not of the address's province, or of none of its zones.

    A province's own number is no news: ``778`` is all of British Columbia, Vancouver too.
    """
    there = zones_of_number(number) if number else frozenset()
    at_home = province in AREA_PROVINCES.get(number[2:5], ()) and number.startswith("+1")
    return frozenset() if at_home and there & zones else there
