"""Which campaigns a list shows, and in which order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.campaigns.listing import (
    ANY,
    PARAMETERS,
    Archived,
    Listed,
    Order,
    Priority,
    Sort,
    Wanted,
    fitting,
    in_order,
    read,
    written,
)
from esl_dialer.core.words import CampaignKind, RunState

DAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


def one(number: int, name: str, **values) -> Listed:
    plain = {
        "kind": CampaignKind.LB,
        "priority": 1,
        "run_state": RunState.DRAFT,
        "archived": False,
        "deleted": False,
        "created_at": DAY + timedelta(hours=number),
        "last_run_at": None,
    }
    return Listed(number, name, **plain | values)


SPRING = one(1, "Spring", run_state=RunState.STOPPED, last_run_at=DAY + timedelta(days=2))
ETE = one(2, "Été 2026", kind=CampaignKind.MD, priority=3)
FALL = one(3, "fall", run_state=RunState.ACTIVE, last_run_at=DAY + timedelta(days=1))
OLD = one(4, "Spring of 2025", archived=True, run_state=RunState.COMPLETED)
EVERY = [SPRING, ETE, FALL, OLD]


def names(wanted: Wanted, of_list=None) -> list[str]:
    return [each.name for each in fitting(EVERY, wanted, of_list)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ANY, ["Spring", "fall", "Été 2026"]),
        (Wanted(search="SPRING"), ["Spring"]),
        (Wanted(search="ete"), ["Été 2026"]),
        (Wanted(search="2026 été"), ["Été 2026"]),
        (Wanted(search="3"), ["fall"]),
        (Wanted(search="winter"), []),
        (Wanted(search="spring", archived=Archived.ONLY), ["Spring of 2025"]),
        (Wanted(search="spring", archived=Archived.TOO), ["Spring", "Spring of 2025"]),
        (Wanted(name="Spring", archived=Archived.TOO), ["Spring"]),
        (Wanted(name="spring"), []),
        (Wanted(states=frozenset({RunState.ACTIVE, RunState.STOPPED})), ["Spring", "fall"]),
        (Wanted(kinds=frozenset({CampaignKind.MD})), ["Été 2026"]),
        (Wanted(sort=Sort.NAME), ["Été 2026", "fall", "Spring"]),
        (Wanted(sort=Sort.CREATED), ["fall", "Été 2026", "Spring"]),
        (Wanted(sort=Sort.STATUS), ["fall", "Été 2026", "Spring"]),
        (Wanted(sort=Sort.PRIORITY), ["Été 2026", "fall", "Spring"]),
        (Wanted(sort=Sort.NAME, order=Order.BACKWARDS), ["Spring", "fall", "Été 2026"]),
    ],
)
def test_what_is_wanted_in_its_order(wanted, found):
    assert names(wanted) == found


def test_those_of_a_priority():
    low = replace(FALL, precedence=2)
    assert fitting([SPRING, low], Wanted(priorities=frozenset({Priority.LOW}))) == [low]


def test_those_that_have_a_list():
    assert names(ANY, of_list={2, 4}) == ["Été 2026"]
    assert names(ANY, of_list=set()) == []


@pytest.mark.parametrize("sort", Sort)
def test_the_other_way_round_is_the_same_turned(sort):
    forwards = in_order(EVERY, Wanted(sort=sort))
    assert in_order(EVERY, Wanted(sort=sort, order=Order.BACKWARDS)) == forwards[::-1]


ALL_ASKED = Wanted(
    search="spring sale",
    states=frozenset({RunState.ACTIVE, RunState.PAUSED}),
    kinds=frozenset({CampaignKind.MD}),
    priorities=frozenset({Priority.HIGHEST, Priority.LOW}),
    list_name="May",
    archived=Archived.TOO,
    sort=Sort.NAME,
    order=Order.BACKWARDS,
)


@pytest.mark.parametrize("wanted", [ANY, ALL_ASKED])
def test_what_is_written_is_read_again(wanted):
    told = written(wanted)
    given = {name: [text] if isinstance(text, str) else text for name, text in told.items()}
    assert read(given) == (wanted, {})
    assert set(told) <= set(PARAMETERS)


def test_all_that_can_be_asked_is_written():
    assert set(written(ALL_ASKED)) == set(PARAMETERS)


def test_several_words_come_one_by_one_or_with_commas():
    for given in (["active", "paused"], ["active,paused"], ["active,", "paused"]):
        assert read({"status": given})[0].states == {RunState.ACTIVE, RunState.PAUSED}


def test_what_can_not_be_read_is_told_by_its_parameter_and_asks_for_nothing():
    given = {"status": ["explode"], "sort": ["size"], "search": ["x" * 129], "kind": ["LB"]}
    wanted, problems = read(given)
    assert set(problems) == {"status", "sort", "search"}
    assert "active" in str(problems["status"])
    assert wanted == Wanted(kinds=frozenset({CampaignKind.LB}))
