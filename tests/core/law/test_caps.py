"""Contact caps: what counts, of whom, in a window that rolls, and when one more is free again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.law.caps import Cap, Counted, Known, PastCall, Per, Whom, before, use_of, uses
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import Effect, RuleKind
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.words import Caller, CallKind, Outcome

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN = Whom(1, "+14165550100", "ann", "1234", "acme")
ONTARIO = "America/Toronto@CA-ON"


def a_call(days_ago: float, outcome: Outcome | None, to: Whom = ANN, **values) -> PastCall:
    at = NOW - days_ago * DAY
    answered = outcome in {Outcome.COMPLETED, Outcome.HUNG_UP, Outcome.TRANSFERRED}
    plain = {"attempt": f"{days_ago} {outcome} {to}", "claimed_at": at, "answered": answered}
    return PastCall(whom=to, at=at, outcome=outcome, **plain | values)


def caps(gate: str, caller: Caller = Caller.AGENCY, law: Law | None = None) -> dict[str, Cap]:
    found = (law or shipped_law()).caps(gate, caller, CallKind.RECORDED)
    return {cap.rule.id: cap for cap in found}


def of_ontario() -> Cap:
    return caps(ONTARIO)["ca-on.contacts"]


def test_ontario_counts_a_voice_mail_and_no_ring_out():
    talked = a_call(6, Outcome.HUNG_UP)
    rang = [a_call(n / 4, Outcome.NO_ANSWER) for n in range(1, 9)]
    busy = [a_call(n / 5, Outcome.BUSY) for n in range(1, 9)]
    assert use_of(of_ontario(), ANN, [talked, *rang, *busy], NOW).count == 1
    machines = [a_call(2, Outcome.MACHINE), a_call(1, Outcome.MACHINE)]
    used = use_of(of_ontario(), ANN, [talked, *machines, *rang], NOW)
    assert (used.count, used.used_up, used.clears_at) == (3, True, NOW + DAY)


def test_ontario_counts_from_the_first_conversation_on():
    machines = [a_call(n, Outcome.MACHINE) for n in (1, 2, 3, 4)]
    assert not use_of(of_ontario(), ANN, machines, NOW).used_up
    long_ago = a_call(400, Outcome.COMPLETED)
    assert use_of(of_ontario(), ANN, [*machines, long_ago], NOW).used_up


def test_the_window_rolls_to_the_instant():
    calls = [a_call(n, Outcome.COMPLETED) for n in (7, 3, 2)]
    cap = of_ontario()
    assert not use_of(cap, ANN, calls, NOW).used_up
    just_before = use_of(cap, ANN, calls, NOW - timedelta(microseconds=1))
    assert (just_before.used_up, just_before.clears_at) == (True, NOW)


def test_another_creditor_has_a_count_of_its_own_and_an_unknown_one_counts():
    for_other = Whom(2, "+14165550101", "ann", "77", "other bank")
    for_nobody = Whom(3, "+14165550101", "ann", "78", "")
    calls = [a_call(n, Outcome.COMPLETED, for_other) for n in (1, 2, 3)]
    assert use_of(of_ontario(), ANN, calls, NOW).count == 0
    assert use_of(of_ontario(), for_nobody, calls, NOW).used_up
    unknown = [a_call(n, Outcome.COMPLETED, for_nobody) for n in (1, 2, 3)]
    assert use_of(of_ontario(), ANN, unknown, NOW).used_up


@pytest.mark.parametrize(
    ("per", "same"),
    [
        (Per.NUMBER, {"number"}),
        (Per.PERSON, {"person"}),
        (Per.SUBJECT, {"person"}),
        (Per.DEBT, {"debt"}),
        (Per.CREDITOR, {"person"}),
    ],
)
def test_of_whom_calls_count(per, same):
    others = {
        "number": Whom(5, ANN.number, "bob", "9", "acme"),
        "person": Whom(6, "+16045550100", "ann", "9", "acme"),
        "debt": Whom(7, "+16045550100", "bob", "1234", "acme"),
        "nobody": Whom(8, "+16045550100", "bob", "9", "acme"),
        "debt of another": Whom(9, "+16045550100", "bob", "1234", "somebody else"),
    }
    cap = Cap(of_ontario().rule, 1, DAY, frozenset((Counted.ATTEMPT,)), per)
    counted = {
        name
        for name, whom in others.items()
        if use_of(cap, ANN, [a_call(0.5, Outcome.BUSY, whom)], NOW).count
    }
    assert counted == same


def test_of_a_person_who_is_not_known_record_and_number_tell():
    known = a_call(0.5, Outcome.BUSY)
    cap = Cap(of_ontario().rule, 1, DAY, frozenset((Counted.ATTEMPT,)), Per.PERSON)
    assert use_of(cap, Whom(7, ANN.number, ""), [known], NOW).count == 1
    assert use_of(cap, Whom(1, "+16045550100", ""), [known], NOW).count == 1
    assert use_of(cap, Whom(7, "+16045550100", ""), [known], NOW).count == 0


@pytest.mark.parametrize(
    ("outcome", "came_to"),
    [
        (Outcome.NO_ANSWER, {"attempt"}),
        (Outcome.FAILED, {"attempt"}),
        (Outcome.MACHINE, {"attempt", "voice mail"}),
        (Outcome.HUNG_UP, {"attempt", "conversation"}),
        (Outcome.LOST, {"attempt", "conversation"}),
        (Outcome.TRANSFERRED, {"attempt", "conversation", "talk"}),
        (Outcome.REFUSED, set()),
        (Outcome.NOT_PLACED, set()),
        (None, {"attempt", "conversation", "talk", "voice mail", "e-mail"}),
    ],
)
def test_what_a_call_came_to(outcome, came_to):
    call = a_call(1, outcome)
    assert {str(one) for one in Counted if call.counts(frozenset((one,)))} == came_to


def test_a_call_in_progress_may_come_to_count_and_says_no_instant():
    calls = [a_call(2, Outcome.COMPLETED), a_call(1, Outcome.COMPLETED), a_call(0, None)]
    used = use_of(of_ontario(), ANN, calls, NOW)
    assert (used.count, used.in_progress, used.used_up, used.clears_at) == (2, 1, True, None)


def test_regulation_f_cools_down_after_a_conversation():
    found = caps("America/New_York@US-NJ")
    assert found.keys() >= {"us.reg-f-attempts", "us.reg-f-conversation"}
    heard, talked = a_call(3, Outcome.COMPLETED), a_call(3, Outcome.TRANSFERRED)
    cool = found["us.reg-f-conversation"]
    assert not use_of(cool, ANN, [heard], NOW).used_up
    assert use_of(cool, ANN, [talked], NOW).clears_at == NOW + 4 * DAY
    seven = [a_call(n, Outcome.NO_ANSWER) for n in (0.1, 0.2, 0.3, 1, 2, 3, 6)]
    assert use_of(found["us.reg-f-attempts"], ANN, seven[:6], NOW).used_up is False
    assert use_of(found["us.reg-f-attempts"], ANN, seven, NOW).clears_at == NOW + DAY


def test_of_two_calls_that_are_claimed_the_first_goes_on():
    first, second = a_call(0.1, None, attempt="b"), a_call(0, None, attempt="a")
    over = a_call(3, Outcome.BUSY)
    assert before("b", [first, second, over]) == (over,)
    assert before("a", [first, second, over]) == (first, over)
    assert before("of another day", [first, over]) == (first, over)


def test_which_caps_bind():
    assert caps(ONTARIO).keys() == {"ca-on.contacts"}
    assert caps(ONTARIO, Caller.CREDITOR) == {}
    off = Law(shipped_packs(), {"ca-on.contacts": Effect.OFF})
    assert caps(ONTARIO, law=off) == {}
    two = caps("America/Halifax@CA-NS;America/Toronto@CA-ON")
    assert two.keys() == {"ca-ns.contacts", "ca-on.contacts"}


def test_a_cap_that_is_not_in_force_is_not_used():
    (cap,) = caps(ONTARIO).values()
    assert uses([cap], ANN, [], NOW)[0].count == 0
    later = replace(cap, rule=replace(cap.rule, start=NOW.date() + DAY))
    assert uses([later], ANN, [], NOW) == ()


def test_calls_are_found_by_whom_they_concern():
    mine, other = a_call(1, Outcome.BUSY), a_call(1, Outcome.BUSY, Whom(9, "+1604", "bob", "8"))
    known = Known([mine, other])
    assert known.of(ANN) == (mine,)
    assert known.of(Whom(9, "", "", "")) == ()


@given(st.lists(st.floats(0, 20), max_size=12), st.integers(1, 4))
def test_once_it_clears_one_more_is_free_and_not_an_instant_sooner(days, most):
    """Against the slow and obvious: count at each instant."""
    cap = Cap(of_ontario().rule, most, 7 * DAY, frozenset((Counted.ATTEMPT,)), Per.PERSON)
    calls = [a_call(one, Outcome.BUSY) for one in days]
    used = use_of(cap, ANN, calls, NOW)
    count = sum(NOW - one.at < 7 * DAY for one in calls)
    assert (used.count, used.used_up) == (count, count >= most)
    if used.clears_at:
        assert not use_of(cap, ANN, calls, used.clears_at).used_up
        assert use_of(cap, ANN, calls, used.clears_at - timedelta(microseconds=1)).used_up


def test_every_shipped_cap_is_understood():
    shipped = [rule for rule in shipped_law().rules if rule.kind is RuleKind.CAP]
    assert len(shipped) >= 7
