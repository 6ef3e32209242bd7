"""The table is whole, and what it says depends on the number and the dial alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.carrier import behaviour, national
from esl_dialer.simulator.carrier_table import (
    AGENT,
    AGENTS,
    CAUSE_OF_SIP,
    CONTACTS,
    REPRESENTATIVES,
    RINGS_FOREVER,
    Scenario,
)
from esl_dialer.simulator.guide import carrier_tables

NUMBERS = st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True)
DOCUMENT = Path(__file__).parents[2] / "docs" / "carrier.md"


def test_every_pair_of_digits_is_in_exactly_one_row() -> None:
    pairs = [pair for row in CONTACTS for pair in range(row.first, row.last + 1)]
    assert pairs == list(range(100))


def test_every_scenario_of_the_list_is_there() -> None:
    rows = [*CONTACTS, *REPRESENTATIVES.values()]
    used = {row.behaviour.scenario for row in rows}
    used |= {row.later.scenario for row in rows if row.later}
    used |= {agent.scenario for agent in (AGENT, *AGENTS.values())}
    assert used == set(Scenario)


def test_every_refusal_has_a_cause() -> None:
    rows = [*CONTACTS, *REPRESENTATIVES.values()]
    assert {row.behaviour.sip_status for row in rows} <= {0, *CAUSE_OF_SIP}


@given(NUMBERS, st.integers(1, 20), st.sampled_from([LegRole.CONTACT, LegRole.TRANSFER]))
def test_the_way_a_number_is_written_does_not_matter(number: str, nth: int, role: LegRole) -> None:
    written = (number, f"1{number}", f"+1{number}", f"+1 ({number[:3]}) {number[3:6]}-{number[6:]}")
    assert len({behaviour(text, nth, role) for text in written}) == 1
    assert national(written[-1]) == number


@given(st.text(max_size=20), st.integers(1, 9))
def test_any_text_has_a_behaviour(number: str, nth: int) -> None:
    assert behaviour(number, nth).ring_ms <= RINGS_FOREVER


@given(st.integers(200, 999), st.integers(0, 99), st.integers(1, 9))
def test_fictional_numbers_choose_by_their_last_two_digits(area: int, pair: int, nth: int) -> None:
    found = behaviour(f"{area}55501{pair:02}", nth)
    (row,) = (row for row in CONTACTS if row.first <= pair <= row.last)
    assert (
        found.scenario
        == (row.later if row.later and nth >= row.later_from else row.behaviour).scenario
    )


@pytest.mark.parametrize(
    ("number", "nth", "role", "scenario"),
    [
        ("4165550190", 1, LegRole.CONTACT, Scenario.PRESSES_1),
        ("4165550100", 1, LegRole.CONTACT, Scenario.RINGS_OUT),
        ("4165550146", 2, LegRole.CONTACT, Scenario.BUSY_TWICE),
        ("4165550146", 3, LegRole.CONTACT, Scenario.LISTENS),
        ("4165550175", 1, LegRole.CONTACT, Scenario.CONGESTION_ONCE),
        ("4165550175", 2, LegRole.CONTACT, Scenario.LISTENS),
        ("4165550191", 1, LegRole.TRANSFER, Scenario.BUSY),
        ("4165550199", 2, LegRole.TRANSFER, Scenario.TALKS),
        ("4169013704", 5, LegRole.TRANSFER, Scenario.TALKS),
        ("8002709938", 1, LegRole.TRANSFER, Scenario.TALKS),
    ],
)
def test_known_numbers(number: str, nth: int, role: LegRole, scenario: Scenario) -> None:
    assert behaviour(number, nth, role).scenario is scenario


def test_ordinary_numbers_stay_what_they_are_from_one_version_to_the_next() -> None:
    """The figures of past rehearsals must hold: this list only changes on purpose."""
    found = [behaviour(f"41623456{n:02}", 1).scenario for n in range(8)]
    assert found == [
        Scenario.BUSY,
        Scenario.PRESSES_2_THEN_1,
        Scenario.RINGS_OUT_TWICE,
        Scenario.RINGS_OUT,
        Scenario.RINGS_OUT,
        Scenario.UNAVAILABLE,
        Scenario.PRESSES_2,
        Scenario.PRESSES_1,
    ]


def test_ordinary_numbers_fall_into_the_documented_shares() -> None:
    numbers = [f"{416_300_0000 + 7919 * n}" for n in range(20_000)]
    found = [behaviour(number, 1) for number in numbers]
    unanswered = sum(item.ring_ms >= RINGS_FOREVER or item.sip_status == 480 for item in found)
    machines = sum(item.scenario is Scenario.MACHINE for item in found)
    assert unanswered / len(found) == pytest.approx(0.40, abs=0.02)
    assert machines / len(found) == pytest.approx(0.20, abs=0.02)


def test_the_document_shows_the_table() -> None:
    assert carrier_tables() in DOCUMENT.read_text(encoding="utf-8")
