from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people import provinces
from esl_dialer.core.people.area_codes import AREA_PROVINCES
from esl_dialer.core.people.provinces import (
    POSTAL_ZONES,
    ZONES,
    province_code,
    region_code,
    zones_of,
)
from esl_dialer.core.people.states import STATE_ZONES


@cache
def zone(name: str) -> ZoneInfo:
    """From the tzdata package, whatever the machine has."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, name)


EVERY_ZONE = sorted(frozenset().union(*ZONES.values(), *POSTAL_ZONES.values()))


@pytest.mark.parametrize("name", EVERY_ZONE)
def test_every_zone_is_in_tzdata(name: str) -> None:
    assert zone(name)


@pytest.mark.parametrize(
    ("stands", "for_"),
    [
        ("Vancouver", "Creston"),
        ("Vancouver", "Dawson_Creek"),
        ("Vancouver", "Fort_Nelson"),
        ("Edmonton", "Inuvik"),
        ("Edmonton", "Yellowknife"),
        ("Whitehorse", "Dawson"),
        ("Halifax", "Glace_Bay"),
        ("Puerto_Rico", "Blanc-Sablon"),
        ("Rankin_Inlet", "Resolute"),
        ("Atikokan", "Coral_Harbour"),
    ],
)
def test_a_zone_that_stands_for_another_keeps_its_time(stands: str, for_: str) -> None:
    day = datetime(2026, 11, 22, tzinfo=UTC)
    for hours in range(0, 3 * 365 * 24, 12):
        at = day + timedelta(hours=hours)
        assert at.astimezone(zone(f"America/{stands}")).utcoffset() == (
            at.astimezone(zone(f"America/{for_}")).utcoffset()
        )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("on", "ON"),
        (" Ontario ", "ON"),
        ("QUÉBEC", "QC"),
        ("Que.", "QC"),
        ("P.E.I.", "PE"),
        ("Î.-P.-É.", "PE"),
        ("B.C.", "BC"),
        ("Colombie-Britannique", "BC"),
        ("Nouvelle-Écosse", "NS"),
        ("Terre-Neuve-et-Labrador", "NL"),
        ("T.N.-O.", "NT"),
        ("ZZ", ""),
        ("NY", ""),
        ("", ""),
    ],
)
def test_provinces_by_code_and_name(text: str, code: str) -> None:
    assert province_code(text) == code


def test_a_region_is_a_province_or_a_state_and_no_code_is_both() -> None:
    assert [region_code(text) for text in ("ont.", "New York", "ny", "Puebla")] == [
        "ON", "NY", "NY", "",
    ]  # fmt: skip
    assert not ZONES.keys() & STATE_ZONES.keys()


@pytest.mark.parametrize(
    ("province", "postal", "zones"),
    [
        ("ON", "K1P 4V6", {"America/Toronto"}),
        ("ON", "P9N 1A1", {"America/Winnipeg"}),
        ("ON", "", {"America/Toronto", "America/Winnipeg", "America/Atikokan"}),
        ("QC", "g4t1a1", {"America/Halifax"}),
        ("QC", "G0C 2R0", {"America/Toronto", "America/Halifax"}),
        ("SK", "S4P 4V6", {"America/Regina"}),
        ("SK", "S9V 0A1", {"America/Edmonton"}),
        ("BC", "V1C 1A1", {"America/Edmonton"}),
        ("BC", "V6B 4V6", {"America/Vancouver"}),
        ("YT", "Y1A 4V6", {"America/Whitehorse"}),
        ("NT", "X1A 4V6", {"America/Edmonton"}),
        ("NU", "X0B 0A0", {"America/Cambridge_Bay"}),
        ("NL", "A1C 4V6", {"America/St_Johns"}),
        ("NL", "A0K 1V0", {"America/St_Johns", "America/Goose_Bay"}),
        ("PE", "C1A 4V6", {"America/Halifax"}),
        ("PE", "not a code", {"America/Halifax"}),
        ("NT", "X0B 0A0", {"America/Edmonton", "America/Cambridge_Bay"}),
        ("NU", "X1A 4V6", {*ZONES["NU"], "America/Edmonton"}),
        ("TX", "79901", {"America/Chicago", "America/Denver"}),
        ("NY", "K1P 4V6", {"America/New_York", "America/Toronto"}),
    ],
)
def test_zones_by_address(province: str, postal: str, zones: set[str]) -> None:
    assert zones_of(province, postal) == zones


def test_what_disagrees_with_the_province_widens_it() -> None:
    assert zones_of("AB", "", "+14165550111") == {"America/Edmonton", "America/Toronto"}
    assert zones_of("AB", "A1C 4V6") == {"America/Edmonton", "America/St_Johns"}
    assert zones_of("AB", "", "+442079460958") == {"America/Edmonton", "Europe/London"}
    assert zones_of("AB", "", "+12125550111") == {"America/Edmonton", "America/New_York"}


def test_a_number_that_is_nowhere_says_nothing() -> None:
    assert zones_of("AB", "", "+18002709938") == {"America/Edmonton"}
    assert zones_of("AB", "", "+14035550111") == {"America/Edmonton"}
    assert zones_of("YT", "", "+18675550111") == {"America/Whitehorse"}


def test_a_number_at_home_widens_only_where_it_keeps_another_time_than_the_address() -> None:
    assert zones_of("BC", "V6B 4V6", "+17785550111") == {"America/Vancouver"}
    assert zones_of("BC", "V6B 4V6", "+12504260111") == {"America/Edmonton", "America/Vancouver"}
    assert zones_of("ON", "K1P 4V6", "+18072740111") == {"America/Toronto", "America/Winnipeg"}
    assert zones_of("YT", "Y1A 4V6", "+18679790111") == {"America/Iqaluit", "America/Whitehorse"}


@given(
    province=st.sampled_from(sorted(ZONES)),
    postal=st.from_regex(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", fullmatch=True) | st.text(max_size=8),
    area=st.sampled_from(sorted(AREA_PROVINCES)),
)
def test_nothing_but_the_address_is_ever_left_out(province: str, postal: str, area: str) -> None:
    zones = zones_of(province, postal, f"+1{area}5550100")
    assert zones & (ZONES[province] | set(POSTAL_ZONES.get(postal[:3].upper(), ())))
    assert zones <= set(EVERY_ZONE)


def test_every_postal_area_belongs_to_a_province() -> None:
    for area, zones in POSTAL_ZONES.items():
        owners = provinces.POSTAL_PROVINCES[area[0]]
        assert zones <= frozenset().union(*(ZONES[owner] for owner in owners))
