"""Where a person may be, and whose law holds there: the gate of an address and its phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.people.gates import (
    LONGEST_GATE,
    Gate,
    Place,
    gate_of,
    kept,
    zones_alone,
)
from esl_dialer.core.people.provinces import POSTAL_ZONES, ZONES
from esl_dialer.core.people.whereabouts import gate, laws_of_zones, why_there

EVERY_ZONE = sorted(frozenset().union(*ZONES.values(), *POSTAL_ZONES.values()))
TORONTO, VANCOUVER = "America/Toronto", "America/Vancouver"


def test_a_gate_is_sorted_and_takes_all_phones() -> None:
    numbers = ("+16135550111", "+16045550111", "+19025550111")
    text = (
        "America/Halifax|America/Toronto|America/Vancouver@CA-ON"
        ";America/Halifax@CA-NS+CA-PE;America/Vancouver@CA-BC"
    )
    assert gate("ON", "K1P", numbers) == text
    zones = frozenset(("America/Halifax", "America/Toronto", "America/Vancouver"))
    others = (
        Place(frozenset(("America/Halifax",)), ("CA-NS", "CA-PE")),
        Place(frozenset(("America/Vancouver",)), ("CA-BC",)),
    )
    assert gate_of(text) == Gate(zones, "CA-ON", others)


@given(st.sets(st.sampled_from(EVERY_ZONE)), st.sampled_from(["", "CA-QC", "US-NY"]))
def test_a_gate_is_read_as_it_is_written(zones: set[str], jurisdiction: str) -> None:
    written = Gate(frozenset(zones), jurisdiction)
    assert Gate.read(str(written)) == written


def test_a_gate_goes_by_the_exchange_where_a_code_has_two_zones() -> None:
    chicago = "America/Chicago|America/Toronto@CA-ON;America/Chicago@US-IN"
    assert gate("ON", "K1P", ("+12198820111",)) == chicago
    both = "America/Edmonton|America/Vancouver"
    assert gate("AB", "", ("+12505550111",)) == f"{both}@CA-AB;{both}@CA-BC"
    assert gate("AB", "", ("+12507820111",)) == f"{both}@CA-AB;America/Vancouver@CA-BC"
    assert len(gate("AB", "", ("+18675550111",))) <= LONGEST_GATE


@pytest.mark.parametrize(
    ("postal_code", "numbers", "text"),
    [
        (
            "K1P 5M7",
            ("+16045550111",),
            "America/Toronto|America/Vancouver@CA-ON;America/Vancouver@CA-BC",
        ),
        ("X0B", (), "America/Cambridge_Bay|America/Edmonton@CA-NT+CA-NU"),
        (
            "X0A",
            ("+14165550111",),
            "America/Edmonton|America/Iqaluit|America/Resolute|America/Toronto@CA-NT+CA-NU"
            ";America/Toronto@CA-ON",
        ),
        ("", ("+14165550111", "+19055550111"), "America/Toronto@CA-ON"),
        (
            "",
            ("+14165550111", "+16045550111"),
            "America/Toronto|America/Vancouver;America/Toronto@CA-ON;America/Vancouver@CA-BC",
        ),
        ("", ("+19025550111",), "America/Halifax@CA-NS+CA-PE"),
        ("", ("+18676670111",), "America/Whitehorse@CA-YT"),
        ("", ("+12125550111",), "America/New_York@US-NY"),
        ("", ("+442079460111",), "Europe/London@GB"),
        ("", ("+18665550111", "+14165550111"), "America/Toronto@CA-ON"),
        ("", ("+18665550111",), ""),
        ("", ("",), ""),
    ],
)
def test_without_a_province_postal_code_and_numbers_tell(postal_code, numbers, text):
    """The law of each province in which a number may be: two have 902."""
    assert gate("", postal_code, numbers) == text


@pytest.mark.parametrize(
    ("region", "postal_code", "text"),
    [
        ("NU", "X0B", "America/Cambridge_Bay@CA-NU"),
        ("NT", "X0B", "America/Cambridge_Bay|America/Edmonton@CA-NT+CA-NU"),
        ("NT", "X1A", "America/Edmonton@CA-NT"),
    ],
)
def test_a_territory_that_its_postal_code_contradicts_is_both(region, postal_code, text):
    assert gate(region, postal_code, ()) == text


def test_a_gate_that_knows_too_many_laws_is_its_zones_alone_and_every_law_of_them_is_asked():
    made = gate("AB", "", ("+18675550111",))
    assert "@" not in made
    assert len(made) <= LONGEST_GATE
    assert {"CA-AB", "CA-YT", "CA-NT", "CA-NU"} <= set(laws_of_zones(gate_of(made).zones))


def test_a_gate_whose_zones_would_lose_a_law_is_too_long_to_be_kept():
    """Who is by hand in one zone, with phones of many states that do not keep it."""
    areas = ("212", "213", "214", "215", "216", "217", "251", "203", "302", "207", "208", "303",
             "305", "307", "308", "309", "313", "316", "319", "334")  # fmt: skip
    made = gate("ON", "", tuple(f"+1{area}5550111" for area in areas), TORONTO)
    assert len(made) > LONGEST_GATE
    assert kept(made) == ""
    assert kept("America/Toronto@CA-ON") == "America/Toronto@CA-ON"


@pytest.mark.parametrize(
    ("region", "numbers", "text"),
    [
        ("NY", ("+12125550111",), "America/New_York@US-NY"),
        ("TX", ("+19155550111",), "America/Chicago|America/Denver@US-TX"),
        (
            "NY",
            ("+14165550111",),
            "America/New_York|America/Toronto@US-NY;America/Toronto@CA-ON",
        ),
    ],
)
def test_a_state_is_a_place_as_a_province_is(region, numbers, text):
    assert gate(region, "10001", numbers) == text


def test_a_zone_that_a_list_says_is_asked_beside_the_others_and_one_set_by_hand_before_them():
    asked = ("ON", "K1P", ("+16135550111",))
    assert gate(*asked, VANCOUVER, by_hand=False) == f"{TORONTO}|{VANCOUVER}@CA-ON"
    assert gate(*asked, TORONTO, by_hand=False) == f"{TORONTO}@CA-ON"
    assert gate(*asked, VANCOUVER) == f"{VANCOUVER}@CA-ON"
    assert gate("", "", ("+18665550111",), VANCOUVER, by_hand=False) == VANCOUVER
    told = why_there(*asked, VANCOUVER, by_hand=False)
    assert {zone: str(why) for zone, why in told.items()} == {
        TORONTO: "by the postal code K1P",
        VANCOUVER: "by the time zone that its list says",
    }


def test_a_gate_without_its_laws_has_all_of_its_zones():
    assert zones_alone(f"{TORONTO}|{VANCOUVER}@CA-ON;{VANCOUVER}@CA-BC") == f"{TORONTO}|{VANCOUVER}"
    assert zones_alone(f"{TORONTO};{VANCOUVER}@CA-BC") == f"{TORONTO}|{VANCOUVER}"
    assert zones_alone("") == ""


def test_every_law_of_a_zone_is_that_of_other_countries_too():
    assert "GB" in laws_of_zones(frozenset(("Europe/London",)))
    assert not {"CA", "US"} & set(laws_of_zones(frozenset((TORONTO, "America/New_York"))))
