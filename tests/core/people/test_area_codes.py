"""Every area code and exchange, against the data of phonenumbers read in another way."""

from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumber, geocoder, timezone
from phonenumbers.tzdata import TIMEZONE_DATA

from esl_dialer.core.people.area_codes import (
    AREA_PROVINCES,
    TOWN_ZONES,
    place_of,
    zones_of_code,
    zones_of_number,
)
from esl_dialer.core.people.provinces import ZONES

CODES = range(200, 1000)
EXCHANGES = range(200, 1000)


def looked_up(code: int, exchange: int) -> frozenset[str]:
    """By the library's own search for the longest prefix."""
    number = PhoneNumber(country_code=1, national_number=int(f"{code}{exchange}0111"))
    return frozenset(timezone.time_zones_for_geographical_number(number))


def geographic() -> Iterator[int]:
    """The codes that some exchange places: not toll-free, not unused."""
    everywhere = frozenset(TIMEZONE_DATA["1"])
    for code in CODES:
        if any(looked_up(code, exchange) != everywhere for exchange in (200, 333, 555, 882)):
            yield code


GEOGRAPHIC = list(geographic())
ELSEWHERE = [code for code in GEOGRAPHIC if str(code) not in AREA_PROVINCES]


def test_the_codes_are_those_of_the_continent() -> None:
    assert len(GEOGRAPHIC) > 400
    assert set(map(int, AREA_PROVINCES)) <= set(GEOGRAPHIC)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_an_exchange_is_where_the_library_finds_it_or_anywhere_in_its_code(code: int) -> None:
    every = {exchange: looked_up(code, exchange) for exchange in EXCHANGES}
    of_the_code = frozenset().union(*every.values())
    assert zones_of_code(str(code)) >= of_the_code
    for exchange, zones in every.items():
        number = f"+1{code}{exchange}0111"
        assert zones <= zones_of_number(number) <= zones_of_code(str(code))
        assert zones_of_number(place_of(number)) == zones_of_number(number)


@pytest.mark.parametrize("code", sorted(AREA_PROVINCES))
def test_a_canadian_exchange_is_in_its_province(code: str) -> None:
    allowed = frozenset().union(*(ZONES[province] for province in AREA_PROVINCES[code]))
    for exchange in EXCHANGES:
        number = f"+1{code}{exchange}0111"
        assert zones_of_number(number)
        assert zones_of_number(number) <= allowed
        assert zones_of_number(place_of(number)) == zones_of_number(number)


STAND_INS = {
    "474": "the whole code is Winnipeg's",
    "428": "New Brunswick is Halifax's",
    "879": "Labrador is Puerto Rico's",
    "867": "the Yukon is Vancouver's, the Kivalliq Winnipeg's",
    "250": "the Peace is Edmonton's",
}
"""Codes in which the library has the zone of another place, and what it has."""


@pytest.mark.parametrize("code", sorted(AREA_PROVINCES.keys() - STAND_INS))
def test_a_canadian_exchange_is_also_where_the_library_has_it(code: str) -> None:
    same = {"America/Moncton": "America/Halifax", "America/Goose_Bay": "America/Halifax"}
    for exchange in EXCHANGES:
        zones = {same.get(one, one) for one in zones_of_number(f"+1{code}{exchange}0111")}
        if f"{code}{exchange}" not in TOWN_ZONES:
            assert looked_up(int(code), exchange) <= zones, exchange


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12198820111", {"America/Chicago"}),
        ("+18502000111", {"America/Chicago"}),
        ("+18502220111", {"America/Chicago", "America/New_York"}),
        ("+14485550111", {"America/Chicago", "America/New_York"}),
        ("+12125550111", {"America/New_York"}),
        ("+14745550111", {"America/Regina"}),
        ("+18795550111", {"America/St_Johns", "America/Goose_Bay"}),
        ("+12507820111", {"America/Vancouver"}),
        ("+12505550111", {"America/Vancouver", "America/Edmonton"}),
        ("+18676450111", {"America/Rankin_Inlet"}),
        ("+18679830111", {"America/Cambridge_Bay"}),
        ("+18072740111", {"America/Winnipeg"}),
        ("+18765550111", {"America/Jamaica"}),
        ("+442079460958", {"Europe/London"}),
        ("+18002709938", set()),
        ("+16005550111", set()),
    ],
)
def test_where_a_number_is(number: str, zones: set[str]) -> None:
    assert zones_of_number(number) == zones


def test_a_town_is_in_the_geocoder_under_its_exchange() -> None:
    """All but Cambridge Bay, which the geocoder knows as one of three territories."""
    for exchange in TOWN_ZONES.keys() - {"867983"}:
        number = phonenumbers.parse(f"+1{exchange}0111")
        province = {"BC", "YT", "NT", "NU", "ON", "NL", "SK"}
        described = geocoder.description_for_number(number, "en")
        assert described.rpartition(", ")[2] in province or described == "Watson Lake", exchange


@pytest.mark.parametrize("code", ["204", "416", "212", "905", "604"])
def test_a_code_of_one_zone_is_looked_up_once(code: str) -> None:
    assert place_of(f"+1{code}8820111") == f"+1{code}2000000"
