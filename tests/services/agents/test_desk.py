"""An agent's desk: what they see of the person whose call is theirs, and what they write down."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.agents.standing import Given, Verb
from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.words import AgentState, CampaignKind, Outcome, RecordStatus
from esl_dialer.engine.settling import settle
from esl_dialer.services.accounts import staff
from esl_dialer.services.agents import agents, desk
from esl_dialer.services.agents.agents import NewAgent
from esl_dialer.services.agents.desk import Told
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.people import records
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.accounts import users
from esl_dialer.store.agents import agents as store
from esl_dialer.store.agents import moving, previews
from esl_dialer.store.agents.previews import Preview
from esl_dialer.store.database import transaction
from esl_dialer.store.people import stops
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call

PHONE = "+14165550101"


class Ann:
    """An agent with a call, as the engine makes it hers."""

    def __init__(self, ctx):
        self.campaign = a_campaign(kind=CampaignKind.AG, wrap_up=20)
        self.record = a_record(self.campaign, PHONE, fields={"balance": "12.50"})
        self.agent = agents.make(
            ctx, NewAgent("ann", "1001", password="a long password", campaigns=(self.campaign,))
        ).agent.id
        self.user = users.by_name("ann")
        self.ctx = replace(ctx, actor=Actor("ann", ROLES["agent"][1]))

    def does(self, *verbs, given=None):
        for verb in verbs:
            with transaction():
                moving.move(self.agent, verb, NOW, given or Given())

    def talks(self):
        self.attempt = "a-1"
        an_attempt(self.record, self.attempt)
        call = Given(campaign=self.campaign, attempt=self.attempt)
        self.does(Verb.READY, Verb.LEG_UP)
        self.does(Verb.RESERVE, given=call)
        self.does(Verb.CONNECT)

    def hangs_up(self):
        assert settle(ended_call(self.attempt, seconds=30), Outcome.TRANSFERRED, "", NOW)
        self.does(Verb.END)

    def desk(self):
        return desk.of(self.ctx, self.user)


@pytest.fixture
def ann(ctx):
    return Ann(ctx)


def test_an_agent_sees_the_person_whose_call_is_theirs_and_nobody_else(ann):
    with pytest.raises(Forbidden):
        records.person(ann.ctx, ann.record)
    assert ann.desk().talk is None
    ann.talks()
    talk = ann.desk().talk
    assert talk.person.detail.row.id == ann.record
    assert (talk.number, talk.zone, talk.attempt) == (PHONE, "America/Toronto", ann.attempt)
    assert ann.desk().working_for == {talk.campaign.name: "command line"}


def test_what_the_call_came_to_is_written_down_and_the_next_one_comes(ann):
    ann.talks()
    told = Told("call_back", Said("Pays on Friday", "2026-11-27T10:00"))
    with pytest.raises(Refused, match="not over yet"):
        desk.submit(ann.ctx, ann.user, told, ann.attempt)
    ann.hangs_up()
    assert ann.desk().late_at == NOW + timedelta(seconds=20)
    assert "sale_made" in [one.key for one in ann.desk().talk.choices]
    desk.submit(ann.ctx, ann.user, told, ann.attempt)
    assert store.by_id(ann.agent).standing.state is AgentState.WAITING
    (note,) = models.Note.select()
    assert (note.text, note.by, note.attempt) == ("Pays on Friday", "ann", ann.attempt)
    assert models.Attempt.get_by_id(ann.attempt).disposition == "call_back"
    assert models.Record.get_by_id(ann.record).scheduled_for is not None
    with pytest.raises(Refused):
        desk.submit(ann.ctx, ann.user, told, ann.attempt)


def test_what_is_wrong_keeps_nothing_and_the_agent_in_wrap_up(ann):
    ann.talks()
    ann.hangs_up()
    with pytest.raises(Refused, match="another call"):
        desk.submit(ann.ctx, ann.user, Told("busy"), "another")
    for wrong in (Told(), Told("nonsense"), Told("call_back", Said("well", "yesterday"))):
        with pytest.raises(Invalid):
            desk.submit(ann.ctx, ann.user, wrong, ann.attempt)
    assert not models.Note.select().exists()
    assert store.by_id(ann.agent).standing.state is AgentState.WRAP_UP


def test_do_not_call_and_a_pause(ann, ctx):
    agents.set_reasons(ctx, ["Lunch"])
    ann.talks()
    ann.hangs_up()
    desk.submit(ann.ctx, ann.user, Told("do_not_call", pause="Lunch"), ann.attempt)
    stands = store.by_id(ann.agent).standing
    assert (stands.state, stands.reason) == (AgentState.PAUSED, "Lunch")
    assert stops.matching([PHONE]) == {PHONE: "dnc"}


def test_a_pause_waits_for_who_is_being_dialed(ann, ctx):
    agents.set_reasons(ctx, ["Lunch"])
    ann.does(Verb.READY, Verb.LEG_UP)
    an_attempt(ann.record, "a-2")
    with pytest.raises(Invalid, match="choose a reason"):
        desk.pause(ann.ctx, ann.user, "Golf")
    desk.pause(ann.ctx, ann.user, "Lunch")
    stands = store.by_id(ann.agent).standing
    assert (stands.state, stands.pause_after) == (AgentState.WAITING, "Lunch")
    desk.ready(ann.ctx, ann.user)
    assert store.by_id(ann.agent).standing.pause_after == ""


def test_hanging_up_is_an_order_and_there_must_be_a_call(ann):
    with pytest.raises(Refused, match="nothing to hang up"):
        desk.hang_up(ann.ctx, ann.user)
    ann.talks()
    desk.hang_up(ann.ctx, ann.user)
    assert models.Act.get().payload == {"attempts": [ann.attempt]}
    with pytest.raises(Refused, match="in a call"):
        desk.log_out(ann.ctx, ann.user)


def test_a_page_that_comes_back_takes_calls_again(ann):
    ann.does(Verb.READY, Verb.LEG_UP, Verb.PAGE_LOST)
    desk.seen(ann.ctx, ann.user)
    one = store.by_id(ann.agent)
    assert (one.standing.state, one.page_at) == (AgentState.WAITING, NOW)


def test_who_is_no_agent_has_no_desk(ctx, ann):
    with transaction():
        other = users.create({"username": "sue", "password_hash": "x"}, "admin", NOW)
    with pytest.raises(NotFound):
        desk.of(replace(ctx, actor=Actor("sue", ROLES["admin"][1])), other)
    assert not desk.is_agent(other.id)
    assert models.Record.get_by_id(ann.record).status is RecordStatus.PENDING


def sees(ann, *, skips=1):
    """Ann sees her person, as the engine shows them."""
    models.Campaign.update(max_skips=skips, mode="preview", run_state="active").execute()
    models.Record.update(ready=True).execute()
    dial_at = NOW + timedelta(seconds=30)
    ann.does(Verb.READY, Verb.LEG_UP)
    ann.does(Verb.RESERVE, given=Given(campaign=ann.campaign))
    with transaction():
        view = Preview(ann.agent, ann.record, ann.campaign, 1, PHONE, dial_at)
        assert previews.show(Shown(ann.record), view, NOW)


@dataclass(frozen=True)
class Shown:
    record: int
    number: str = PHONE
    person_key: str = ""


def test_whom_an_agent_sees_is_dialed_when_they_say_so(ann, ctx):
    with pytest.raises(Refused, match="nobody is shown"):
        desk.dial(ann.ctx, ann.user)
    sees(ann)
    shown = ann.desk()
    assert (shown.talk.number, shown.talk.attempt) == (PHONE, "")
    assert (shown.preview.skips_left, shown.preview.asked) == (1, False)
    with pytest.raises(Refused, match="nothing to hang up"):
        desk.hang_up(ann.ctx, ann.user)
    assert why.of_number(ctx, ann.campaign, ann.record).rule == "previewed"
    desk.dial(ann.ctx, ann.user)
    assert ann.desk().preview.asked
    assert models.Preview.get().dial_at == NOW


def test_who_is_skipped_is_called_by_the_retry_rule_and_the_limit_holds(ann):
    sees(ann)
    with pytest.raises(Invalid, match="say why"):
        desk.skip(ann.ctx, ann.user, " ")
    desk.skip(ann.ctx, ann.user, "a colleague knows them")
    record = models.Record.get_by_id(ann.record)
    assert (record.status, record.held_by, record.ready) == (RecordStatus.RETRY, "", False)
    assert record.not_before == NOW + timedelta(minutes=240)
    assert store.by_id(ann.agent).standing.state is AgentState.WAITING
    models.Record.update(held_by="").execute()
    sees(ann)
    assert ann.desk().preview.skips_left == 0
    with pytest.raises(Refused, match="no more skips"):
        desk.skip(ann.ctx, ann.user, "again")


def test_holding_muting_and_keys_are_of_a_talk(ann):
    for act in (
        lambda: desk.hold(ann.ctx, ann.user, held=True),
        lambda: desk.mute(ann.ctx, ann.user, muted=True),
        lambda: desk.press(ann.ctx, ann.user, "1"),
    ):
        with pytest.raises(Refused, match="no call is yours"):
            act()
    ann.talks()
    desk.hold(ann.ctx, ann.user, held=True)
    desk.mute(ann.ctx, ann.user, muted=True)
    stands = ann.desk().agent.standing
    assert (stands.held, stands.muted, stands.state) == (True, True, AgentState.IN_CALL)
    desk.hold(ann.ctx, ann.user, held=False)
    assert not ann.desk().agent.standing.held
    with pytest.raises(Invalid, match="digits"):
        desk.press(ann.ctx, ann.user, "12a")
    desk.press(ann.ctx, ann.user, "12#")
    assert models.Act.get().payload == {"attempt": ann.attempt, "keys": "12#"}
    ann.hangs_up()
    assert not ann.desk().agent.standing.muted


def test_a_call_is_given_to_another_agent_who_waits(ann, ctx):
    made = agents.make(ctx, NewAgent("bob", "1002", password="a long password"))
    bob = made.agent.id
    with pytest.raises(Invalid, match="choose an agent"):
        desk.transfer(ann.ctx, ann.user, "ann")
    with pytest.raises(Refused, match="talk with nobody"):
        desk.transfer(ann.ctx, ann.user, "bob")
    ann.talks()
    with pytest.raises(Refused, match="bob is not free"):
        desk.transfer(ann.ctx, ann.user, "bob")
    with transaction():
        for verb in (Verb.READY, Verb.LEG_UP):
            moving.move(bob, verb, NOW)
    assert [one.username for one in ann.desk().colleagues] == ["bob"]
    desk.transfer(ann.ctx, ann.user, "bob")
    stands = store.by_id(bob).standing
    assert (stands.state, stands.attempt) == (AgentState.RESERVED, ann.attempt)
    ann.does(Verb.END)
    with transaction():
        moving.move(bob, Verb.CONNECT, NOW)
    assert ann.desk().talk.passed_on
    desk.submit(ann.ctx, ann.user, Told(said=Said("They will pay")), ann.attempt)
    assert store.by_id(ann.agent).standing.state is AgentState.WAITING
    assert models.Note.get().text == "They will pay"
    assert models.Attempt.get_by_id(ann.attempt).disposition == ""


def test_a_user_at_work_is_not_deleted(ann, ctx):
    ann.does(Verb.READY)
    with pytest.raises(Refused, match="they are at work"):
        staff.remove(ctx, ann.user.id)
    ann.does(Verb.LOG_OUT)
    staff.remove(ctx, ann.user.id)
    assert store.named("ann") is None


def test_a_person_who_is_deleted_in_the_wrap_up_lets_the_agent_go_on(ann):
    ann.talks()
    ann.hangs_up()
    models.Record.update(status=RecordStatus.DELETED).execute()
    assert ann.desk().talk is None
    with pytest.raises(Refused, match="another call"):
        desk.submit(ann.ctx, ann.user, Told(), "another")
    desk.submit(ann.ctx, ann.user, Told(), ann.attempt)
    assert store.by_id(ann.agent).standing.state is AgentState.WAITING


def test_yesterdays_page_is_no_matter_to_who_begins(ann):
    store.note_page(ann.agent, NOW - timedelta(days=1))
    desk.ready(ann.ctx, ann.user)
    assert store.by_id(ann.agent).page_at is None
    desk.ready(ann.ctx, ann.user, page=True)
    assert store.by_id(ann.agent).page_at == NOW


def test_logging_out_waits_for_who_is_being_dialed(ann):
    ann.does(Verb.READY, Verb.LEG_UP)
    an_attempt(ann.record, "a-2")
    desk.log_out(ann.ctx, ann.user)
    stands = store.by_id(ann.agent).standing
    assert (stands.state, stands.pause_after) == (AgentState.WAITING, "log_out")
