"""In which time zones a phone number may be: by its exchange where that is known, else its code.

Sources, as of November 2026. Provinces of an area code: the Canadian Numbering Administrator (273,
over the ground of 418, comes into service in February 2027).
Towns of a Canadian exchange: the geocoding data of ``phonenumbers`` 9.0.43; their zones: IANA
tzdata 2026f, for the time zone data of ``phonenumbers`` is an hour off where it has a stand-in
(474, 879, 250-782, 867-645, 867-983 among them). The United States: that time zone data, whose
longest prefixes know an exchange, or the ten around it; shorter ones are what most exchanges of a
code have, and are not taken for what the others have.
"""

from collections import defaultdict
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import timezone
from phonenumbers.tzdata import TIMEZONE_DATA

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
    ST_JOHNS,
    TORONTO,
    VANCOUVER,
    WHITEHORSE,
    WINNIPEG,
)

_AREA_CODES = {
    "BC": "236 250 257 604 672 778",
    "AB": "368 403 587 780 825",
    "SK": "306 474 639",
    "MB": "204 431 584",
    "ON": "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 905 942",
    "QC": "263 273 354 367 418 438 450 468 514 579 581 819 873",
    "NB": "428 506",
    "NS": "782 902",
    "PE": "782 902",
    "NL": "709 879",
    "YT": "867",
    "NT": "867",
    "NU": "867",
}
AREA_PROVINCES: dict[str, frozenset[str]] = {
    code: frozenset(p for p, codes in _AREA_CODES.items() if code in codes.split())
    for all_codes in _AREA_CODES.values()
    for code in all_codes.split()
}
"""The provinces of each geographic area code."""

_ZONE_OF = {
    "BC": VANCOUVER, "AB": EDMONTON, "SK": REGINA, "MB": WINNIPEG, "ON": TORONTO, "QC": TORONTO,
    "NB": MONCTON, "NS": HALIFAX, "PE": HALIFAX, "NL": ST_JOHNS, "YT": WHITEHORSE,
    "NT": EDMONTON, "NU": IQALUIT,
}  # fmt: skip
_INTERIOR_BC = frozenset((VANCOUVER, EDMONTON))
_EASTERN_QUEBEC = frozenset((TORONTO, HALIFAX, BLANC_SABLON))
_NEWFOUNDLAND = frozenset((ST_JOHNS, GOOSE_BAY))
_SEVERAL_ZONES: dict[str, frozenset[str]] = {
    "236": _INTERIOR_BC, "250": _INTERIOR_BC, "257": _INTERIOR_BC, "672": _INTERIOR_BC,
    "778": _INTERIOR_BC,
    "273": _EASTERN_QUEBEC, "367": _EASTERN_QUEBEC, "418": _EASTERN_QUEBEC, "581": _EASTERN_QUEBEC,
    "709": _NEWFOUNDLAND, "879": _NEWFOUNDLAND,
    "807": frozenset((TORONTO, WINNIPEG, ATIKOKAN)),
    "867": frozenset((WHITEHORSE, EDMONTON, IQALUIT, RANKIN_INLET, CAMBRIDGE_BAY, ATIKOKAN)),
}  # fmt: skip
"""Canada's codes with places of more than one time: the Rockies; the Magdalen Islands, Listuguj and
the Lower North Shore; Labrador; the Rainy River and Kenora districts; the territories (Resolute
keeps the time of Rankin Inlet, Coral Harbour that of Atikokan)."""

_TOWNS = {
    "250242 250262 250774 250782 250785 250787 250788": VANCOUVER,  # the Peace, Fort Nelson
    "250428": VANCOUVER,  # Creston
    "250342 250344 250347 250417 250423 250425 250426 250427 250489": EDMONTON,  # the East Kootenay
    "306825": EDMONTON,  # Lloydminster
    "709282 709896 709944": GOOSE_BAY,  # Wabush, Happy Valley-Goose Bay, Labrador City
    "807223 807274 807467 807468 807548 807727 807737": WINNIPEG,  # Dryden, Fort Frances, Kenora
    "807285 807343 807344 807345 807346 807473 807475 807577 807622 807623": TORONTO,
    "807626 807683 807767 807768 807939": TORONTO,  # Thunder Bay
    "807229 807854 807876 807887": TORONTO,  # Marathon, Geraldton, Longlac, Nipigon
    "807597": ATIKOKAN,
    "867393 867456 867536 867633 867667 867668 867993": WHITEHORSE,  # Watson Lake, Dawson
    "867669 867695 867766 867777 867872 867873 867874 867920": EDMONTON,  # Yellowknife, Inuvik, ...
    "867645": RANKIN_INLET,
    "867979": IQALUIT,
    "867983": CAMBRIDGE_BAY,
}
TOWN_ZONES: dict[str, frozenset[str]] = {
    exchange: frozenset((zone,))
    for exchanges, zone in _TOWNS.items()
    for exchange in exchanges.split()
}
"""The zone of a Canadian exchange (area code and exchange, six digits) whose town is known."""
_CODES_WITH_TOWNS = frozenset(exchange[:3] for exchange in TOWN_ZONES)

_OVERLAYS = {"364": "270", "448": "850", "458": "541", "930": "812", "986": "208"}
"""North American Numbering Plan Administrator: younger codes over the ground of one with two zones.
The data of ``phonenumbers`` has no exchange of theirs, and mostly one zone for all."""

_KNOWS_AN_EXCHANGE = 7
"""A prefix of so many digits is an exchange (1, area code, exchange); one less is ten of them."""
_FEW = 4
"""A number said to be in more zones than this says nothing of where it is (toll-free, say)."""


def place_of(number: str) -> str:
    """As much of a number as says where it is, so that few are looked up; again as E.164."""
    return _place_in_america(number[:8]) if number.startswith("+1") else number


@lru_cache(maxsize=65_536)
def _place_in_america(exchange: str) -> str:
    """``exchange`` is ``+1NXXNXX``; its last three digits count in codes of two zones."""
    code = exchange[2:5]
    matters = code in _CODES_WITH_TOWNS or len(zones_of_code(code)) > 1
    return f"{exchange}0000" if matters else f"{exchange[:5]}2000000"


@lru_cache(maxsize=65_536)
def zones_of_number(number: str) -> frozenset[str]:
    """The zones where a number (E.164) may be; empty when nobody can say, or too many to tell."""
    if not number.startswith("+1"):
        return foreign_zones(number)
    exchange = number[2:8]
    return TOWN_ZONES.get(exchange) or _listed(exchange) or zones_of_code(exchange[:3])


def _listed(exchange: str) -> frozenset[str]:
    """What the United States' part of the data says of an exchange; empty when it does not know."""
    if exchange[:3] in AREA_PROVINCES:
        return frozenset()
    prefix = f"1{exchange}"
    zones = TIMEZONE_DATA.get(prefix) or TIMEZONE_DATA.get(prefix[: _KNOWS_AN_EXCHANGE - 1], ())
    return frozenset(zones)


@cache
def zones_of_code(code: str) -> frozenset[str]:
    """All the zones of an area code; empty for one that is nowhere, as toll-free ones are."""
    if (owners := AREA_PROVINCES.get(code)) is not None:
        return _SEVERAL_ZONES.get(code) or frozenset(_ZONE_OF[owner] for owner in owners)
    every = _zones_by_code()
    return every.get(code, frozenset()) | every.get(_OVERLAYS.get(code, ""), frozenset())


@cache
def _zones_by_code() -> dict[str, frozenset[str]]:
    zones: dict[str, set[str]] = defaultdict(set)
    for prefix, names in TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) >= 4:
            zones[prefix[1:4]].update(names)
    return {code: frozenset(names) for code, names in zones.items()}


@lru_cache(maxsize=4096)
def foreign_zones(number: str) -> frozenset[str]:
    """The zones of a number outside +1; empty when nobody can say, or when they are too many."""
    zones = timezone.time_zones_for_number(phonenumbers.parse(number))
    return frozenset(zones) if len(zones) <= _FEW and zones != ("Etc/Unknown",) else frozenset()


@lru_cache(maxsize=4096)
def country_of(number: str) -> str:
    """Two letters (``GB``), or the calling code where several countries share it."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.region_code_for_number(parsed) or f"+{parsed.country_code}"
