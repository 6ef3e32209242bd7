"""Agents' rows, and the time in each state: it adds up to the time that passed."""

from datetime import timedelta

import pytest

from esl_dialer.core.agents.standing import NOTHING_GIVEN, Given, Verb, after
from esl_dialer.core.words import AgentState
from esl_dialer.store import models
from esl_dialer.store.agents import agents
from esl_dialer.store.database import Duplicate, transaction
from tests.store.rows import NOW, a_campaign


def an_agent(name="ann", extension="1001"):
    user = models.User.create(username=name, password_hash="x", created_at=NOW)
    with transaction():
        return agents.by_id(agents.add(user.id, extension, NOW))


def move(agent, verb, seconds, given=NOTHING_GIVEN):
    one = agents.by_id(agent.id)
    now = NOW + timedelta(seconds=seconds)
    with transaction():
        return agents.move(agent.id, one.standing, after(one.standing, verb, now, given), now)


def test_the_time_of_a_state_ends_when_the_next_begins(db):
    ann = an_agent()
    for seconds, verb in enumerate((Verb.READY, Verb.LEG_UP, Verb.RESERVE, Verb.CONNECT, Verb.END)):
        assert move(ann, verb, seconds, Given(campaign=3, attempt="a-1"))
    found = agents.times(ann.id, NOW - timedelta(days=1))
    assert [one.state for one in found] == [
        "logged_out", "ringing", "waiting", "reserved", "in_call", "wrap_up",
    ]  # fmt: skip
    assert [one.ended_at for one in found] == [one.at for one in found[1:]] + [None]
    assert found[3].attempt == found[5].attempt == "a-1"
    assert agents.of_attempts(["a-1", "a-2"]) == {"a-1": "ann"}


def test_of_two_hands_the_first_moves(db):
    ann = an_agent()
    stands = ann.standing
    wants = after(stands, Verb.READY, NOW)
    with transaction():
        assert agents.move(ann.id, stands, wants, NOW)
        assert not agents.move(ann.id, stands, wants, NOW)
    assert len(agents.times(ann.id, NOW - timedelta(days=1))) == 2


def test_who_is_free_and_for_what(db):
    ann, bob = an_agent(), an_agent("bob", "1002")
    spring, fall = a_campaign(name="Spring"), a_campaign(name="Fall")
    with transaction():
        agents.assign(ann.id, [spring, fall], "sue", NOW)
        agents.assign(ann.id, [fall], "tom", NOW)
    assert agents.assigned_by(ann.id) == {fall: "sue"}
    assert [one.id for one in agents.workers(fall)] == [ann.id]
    assert agents.free() == []
    for one in (ann, bob):
        move(one, Verb.READY, 0)
    move(ann, Verb.LEG_UP, 1)
    (free,) = agents.free()
    assert (free.agent, free.campaigns) == (ann.id, frozenset({fall}))
    assert {one.id for one in agents.at_work()} == {ann.id, bob.id}
    assert agents.by_id(bob.id).standing.state is AgentState.RINGING


def test_no_two_agents_have_one_extension(db):
    an_agent()
    with pytest.raises(Duplicate):
        an_agent("bob", "1001")
