"""Every state with every verb; and what must hold however they follow one another."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.agents.standing import (
    TABLE,
    Answer,
    Given,
    Standing,
    Verb,
    after,
    refusal,
)
from esl_dialer.core.words import AgentState

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
CALL = Given(campaign=7, attempt="a-1")
S = AgentState


def walk(*verbs, leg_up=True, given=CALL):
    stands = Standing(S.LOGGED_OUT, NOW)
    for at, verb in enumerate(verbs):
        stands = after(stands, verb, NOW + timedelta(seconds=at), given)
    return stands


def test_the_table_is_total():
    assert set(TABLE) == set(S)
    assert all(set(row) == set(Verb) for row in TABLE.values())


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("verb", Verb)
def test_a_verb_is_carried_out_or_refused_with_a_reason(state, verb):
    stands = Standing(state, NOW)
    if refusal(stands, verb) is None:
        after(stands, verb, NOW)
    else:
        assert str(refusal(stands, verb))
        with pytest.raises(ValueError, match=verb):
            after(stands, verb, NOW)


def test_a_day_of_an_agent():
    stands = walk(Verb.READY)
    assert (stands.state, stands.leg_up, stands.free) == (S.RINGING, False, False)
    stands = walk(Verb.READY, Verb.LEG_UP)
    assert (stands.state, stands.free) == (S.WAITING, True)
    stands = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE)
    assert (stands.state, stands.campaign, stands.attempt) == (S.RESERVED, 7, "a-1")
    stands = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT, Verb.END)
    assert (stands.state, stands.attempt) == (S.WRAP_UP, "a-1")
    stands = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT, Verb.END, Verb.SUBMIT)
    assert (stands.state, stands.attempt, stands.free) == (S.WAITING, "", True)


def test_a_call_that_came_to_nothing_leaves_the_place_in_the_line():
    waited = walk(Verb.READY, Verb.LEG_UP)
    again = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.END)
    assert again.state is S.WAITING
    assert again.idle_since == waited.idle_since
    assert again.since > waited.since


def test_a_pause_asked_for_in_a_call_begins_when_it_is_submitted():
    talking = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT)
    later = after(talking, Verb.PAUSE, NOW, Given("Lunch"))
    assert (later.state, later.pause_after) == (S.IN_CALL, "Lunch")
    submitted = after(after(later, Verb.END, NOW), Verb.SUBMIT, NOW)
    assert (submitted.state, submitted.reason, submitted.pause_after) == (S.PAUSED, "Lunch", "")
    thought_better = after(later, Verb.READY, NOW)
    assert after(after(thought_better, Verb.END, NOW), Verb.SUBMIT, NOW).state is S.WAITING


def test_who_pauses_while_people_are_dialed_for_them_gets_no_other_call():
    soon = after(walk(Verb.READY, Verb.LEG_UP), Verb.PAUSE_SOON, NOW, Given("Lunch"))
    assert (soon.state, soon.free) == (S.WAITING, False)
    reserved = after(soon, Verb.RESERVE, NOW, CALL)
    assert after(reserved, Verb.END, NOW).state is S.PAUSED


def test_a_leg_that_is_lost():
    assert after(walk(Verb.READY, Verb.LEG_UP), Verb.LEG_LOST, NOW).state is S.AWAY
    talking = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT)
    lost = after(talking, Verb.LEG_LOST, NOW)
    assert (lost.state, lost.leg_up, lost.attempt) == (S.WRAP_UP, False, "a-1")
    assert after(lost, Verb.SUBMIT, NOW).state is S.RINGING
    away = after(walk(Verb.READY, Verb.LEG_UP), Verb.LEG_LOST, NOW)
    called = after(away, Verb.CALL_LEG, NOW)
    assert after(called, Verb.LEG_UP, NOW).state is S.WAITING


def test_a_page_that_is_lost_ends_no_call():
    talking = walk(Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT)
    assert after(talking, Verb.PAGE_LOST, NOW) is talking
    away = after(walk(Verb.READY, Verb.LEG_UP), Verb.PAGE_LOST, NOW)
    assert (away.state, away.leg_up) == (S.AWAY, True)
    assert after(away, Verb.READY, NOW).state is S.WAITING


@given(st.lists(st.sampled_from(Verb), max_size=40))
def test_nobody_is_left_reserved(verbs):
    """Whatever happened: a call that ends, and what became of it, lead back to the line."""
    stands = Standing(S.LOGGED_OUT, NOW)
    for verb in verbs:
        if refusal(stands, verb) is None:
            stands = after(stands, verb, NOW, CALL)
        with_call = {S.RESERVED, S.IN_CALL, S.WRAP_UP}
        assert bool(stands.attempt) is (stands.state in with_call)
        assert not stands.free or stands.state is S.WAITING
    for verb in (Verb.END, Verb.SUBMIT):
        if refusal(stands, verb) is None:
            stands = after(stands, verb, NOW)
    assert stands.state not in {S.RESERVED, S.IN_CALL, S.WRAP_UP}


def test_every_answer_is_used():
    used = {answer for row in TABLE.values() for answer in row.values()}
    assert set(Answer) <= used
