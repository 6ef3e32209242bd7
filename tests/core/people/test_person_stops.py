"""Stops of a person: which of them binds a record, for how long; what a cell says."""

from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.people.noted import Scope, whose
from esl_dialer.core.people.person_stops import NOT_HELD, PersonStop, held_by
from esl_dialer.core.people.phone_words import NO_STOP, stop_of
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.words import RecordStatus, StopReason

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_stop(number: int = 1, reason: StopReason = StopReason.DISPUTED, **values) -> PersonStop:
    plain = {
        "campaign": 0, "list": 0, "until": None, "why": "a letter", "source": NOTHING,
        "set_by": "ann", "set_at": NOW,
    }  # fmt: skip
    return PersonStop(id=number, reason=reason, **plain | values)


def test_a_stop_for_good_is_a_mark_and_says_who_set_it():
    held = held_by([a_stop(7)], 3, None)
    assert (held.mark.stop, held.mark.status) == (7, RecordStatus.STOPPED)
    assert str(held.mark.source) == "stop of the person, set by ann on 2026-11-30"
    assert held_by([a_stop(reason=StopReason.DNC)], 3, None).mark.status is RecordStatus.DNC
    assert str(held_by([a_stop(source=Says("a cell"))], 3, None).mark.source) == "a cell"


def test_of_several_that_end_the_last_counts():
    stops = [a_stop(n, until=NOW + n * DAY) for n in (1, 3, 2)]
    assert held_by(stops, 3, None).timed.until == NOW + 3 * DAY
    assert held_by(stops, 3, None).mark is None


@pytest.mark.parametrize(
    ("values", "scope", "bound"),
    [
        ({}, Scope.EVERYWHERE, {(1, 5), (1, None), (2, 6)}),
        ({"campaign": 1}, Scope.CAMPAIGN, {(1, 5), (1, None)}),
        ({"list": 6}, Scope.LIST, {(2, 6)}),
    ],
)
def test_which_records_a_stop_holds(values, scope, bound):
    stop = a_stop(**values)
    assert stop.scope is scope
    asked = [(1, 5), (1, None), (2, 6)]
    assert {one for one in asked if held_by([stop], *one) != NOT_HELD} == bound


def test_what_is_removed_or_over_holds_nobody():
    assert held_by([a_stop(withdrawn_at=NOW)], 1, None) == NOT_HELD
    assert not a_stop(until=NOW).stands(NOW)
    assert a_stop(until=NOW + DAY).stands(NOW)


def test_whose_it_is():
    assert whose("abc", "12") == "abc"
    assert whose("", "12") == "account 12"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("", None), ("No", None), ("n", None), ("0", None), ("aucun", None),
        ("Yes", StopReason.DNC), ("oui", StopReason.DNC), ("X", StopReason.DNC),
        ("Do not call", StopReason.DNC), ("written_only", StopReason.WRITTEN_ONLY),
        ("Par écrit seulement", StopReason.WRITTEN_ONLY), ("In dispute", StopReason.DISPUTED),
        ("Contestée", StopReason.DISPUTED), ("cease", StopReason.CEASE),
        ("Cease and desist", StopReason.CEASE), ("Deceased", StopReason.DECEASED),
        ("faillite", StopReason.BANKRUPT), ("Lawyer", StopReason.REPRESENTED),
        ("wrong person", StopReason.WRONG_PERSON), ("maybe", NO_STOP), ("12", NO_STOP),
    ],
)  # fmt: skip
def test_what_a_cell_says(cell, says):
    assert stop_of(cell) == says


def test_each_stop_is_understood_by_its_name():
    assert [stop_of(reason.value) for reason in StopReason] == list(StopReason)
