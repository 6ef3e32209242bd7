"""Agents are made, given campaigns and taken away; what is wrong has a word."""

from datetime import timedelta

import pytest

from esl_dialer.core.agents.standing import Verb
from esl_dialer.services.accounts import users as signing_in
from esl_dialer.services.agents import agents, reasons
from esl_dialer.services.agents.agents import NewAgent
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.store.accounts import audit_trail, users
from esl_dialer.store.agents import moving
from esl_dialer.store.database import transaction
from tests.store.rows import NOW, a_campaign

ANN = NewAgent("ann", "1001", "Ann One", password="a long password")


def test_an_agent_signs_in_and_may_take_calls_alone(ctx):
    made = agents.make(ctx, ANN).agent
    assert (made.username, made.extension, made.standing.state) == ("ann", "1001", "logged_out")
    user = users.by_name("ann")
    assert user.roles == ("agent",)
    assert user.permissions == {"sign_in", "take_calls"}
    assert signing_in.sign_in(ctx, "ann", "a long password") is not None


def test_a_user_who_is_there_keeps_role_and_password(ctx):
    with transaction():
        users.seed_roles()
        users.create({"username": "sue", "password_hash": "x"}, "admin", NOW)
    agents.make(ctx, NewAgent("sue", "1002"))
    assert users.by_name("sue").roles == ("admin",)
    with pytest.raises(Invalid, match="an agent already"):
        agents.make(ctx, NewAgent("sue", "1003"))


def test_many_at_once_or_none(ctx):
    spring = a_campaign(name="Spring")
    made = agents.make_several(ctx, 3, "agent", 1001, (spring,))
    assert [(one.agent.username, one.agent.extension) for one in made] == [
        ("agent1001", "1001"), ("agent1002", "1002"), ("agent1003", "1003"),
    ]  # fmt: skip
    assert len({one.password for one in made}) == 3
    assert [one.name for one in agents.find(ctx, "agent1002").campaigns] == ["Spring"]
    with pytest.raises(Invalid, match="already a user"):
        agents.make_several(ctx, 3, "agent", 1003)
    assert len(agents.every(ctx)) == 3
    with pytest.raises(Invalid, match="from 1 to 200"):
        agents.make_several(ctx, 201, "other", 2001)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (NewAgent("bob", "", password="a long password"), "extension"),
        (NewAgent("bob", "10 01", password="a long password"), "extension"),
        (NewAgent("bob", "1001", password="a long password"), "another agent has it"),
        (NewAgent("bob", "1002", password="short"), "at least 10 characters"),
        (NewAgent("bob", "1002", password="a long password", campaigns=(99,)), "no campaign 99"),
    ],
)
def test_what_is_wrong_has_a_word(ctx, new, told):
    agents.make(ctx, ANN)
    with pytest.raises(Invalid, match=told):
        agents.make(ctx, new)
    assert users.by_name("bob") is None


def test_campaigns_are_given_and_taken(ctx):
    made = agents.make(ctx, ANN).agent
    spring, fall = a_campaign(name="Spring"), a_campaign(name="Fall")
    assert len(agents.assign(ctx, made.id, [spring, fall]).campaigns) == 2
    assert [one.id for one in agents.assign(ctx, made.id, [fall]).campaigns] == [fall]
    with pytest.raises(Invalid, match="no campaign 99"):
        agents.assign(ctx, made.id, [99])


def test_who_is_at_work_is_not_removed_but_logged_out(ctx):
    made = agents.make(ctx, ANN).agent
    with transaction():
        moving.move(made.id, Verb.READY, ctx.now())
    with pytest.raises(Refused, match="at work"):
        agents.remove(ctx, made.id)
    assert agents.log_out(ctx, made.id).agent.standing.state == "logged_out"
    assert [one.state for one in agents.times(ctx, made.id, NOW - timedelta(days=1))][-1] == (
        "logged_out"
    )
    agents.remove(ctx, made.id)
    with pytest.raises(NotFound):
        agents.get(ctx, made.id)
    actions = [one.action for one in audit_trail.page("", "", 0, 9)]
    assert {"agent.create", "agent.log_out", "agent.remove"} <= set(actions)


def test_the_floor_names_its_reasons(ctx):
    assert agents.set_reasons(ctx, ["Lunch", " Coaching ", ""]) == ["Lunch", "Coaching"]
    assert reasons.every(ctx) == ["Lunch", "Coaching"]
    with pytest.raises(Invalid, match="each reason once"):
        agents.set_reasons(ctx, ["Lunch", "LUNCH"])
    with pytest.raises(Invalid, match="at most 64"):
        agents.set_reasons(ctx, ["x" * 65])


def test_who_may_only_look_manages_no_agents(viewer):
    with pytest.raises(Forbidden):
        agents.every(viewer)
    with pytest.raises(Forbidden):
        agents.make(viewer, ANN)


def test_a_file_makes_all_of_its_agents_or_says_which_line_is_wrong(ctx):
    campaign = a_campaign(name="Spring")
    wrong = {
        "username,extension\nann,1001\nbob,1001\n": "line 3: another agent has it",
        "username,extension,campaigns\nann,1001,Nowhere\n": "line 2: no campaign",
        "username,extension,language\nann,1001,de\n": "line 2: the language",
        "username,extension\nann,10 01\n": "line 2: 1 to 32",
    }
    for text, why in wrong.items():
        with pytest.raises(Invalid, match=why):
            agents.make_from_file(ctx, text)
    assert not agents.every(ctx)
    made = agents.make_from_file(ctx, "username,extension,campaigns\nann,1001,spring\n")
    assert len(made[0].password) > 8
    (one,) = agents.every(ctx)
    assert [each.id for each in one.campaigns] == [campaign]
