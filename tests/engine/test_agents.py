"""Agents on the simulated switch: who is given whom, and nobody left with nobody."""

from datetime import timedelta

import pytest

from esl_dialer.core.agents.standing import LEAVING, NOTHING_GIVEN, Given, Verb
from esl_dialer.core.people.stops import NumberStop, key_of
from esl_dialer.core.words import AgentState, CampaignKind, Mode, Outcome, StopReason
from esl_dialer.engine.call_in_hand import MELODY
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.store import models
from esl_dialer.store.agents import agents, moving, previews
from esl_dialer.store.database import transaction
from esl_dialer.store.people import stops
from tests.engine.campaigns import active_campaign
from tests.fakes import Killed, Trap, World
from tests.whole import WHOLE

LISTENS = ["4165550178", "4165550179", "4165550180", "4165550181"]
HANGS_UP = "4165550189"
"""Half a second after the answer."""
FINE = timedelta(milliseconds=20)


class Floor:
    """A world with agents of one campaign."""

    def __init__(self, world: World) -> None:
        self.world = world

    def campaign(self, *phones: str, **values) -> int:
        given = {"kind": CampaignKind.AG, "mode": Mode.PROGRESSIVE} | values
        mine = active_campaign([[phone] for phone in phones], **given)
        for one in agents.every():
            agents.assign(one.id, [mine], "sue", self.world.clock.now())
        return mine

    def hire(self, *names: str) -> list[int]:
        made = []
        for number, name in enumerate(names):
            user = models.User.create(
                username=name, password_hash="x", created_at=self.world.clock.now()
            )
            extension = str(1001 + number) if name != "dropped" else "9993"
            made.append(agents.add(user.id, extension, self.world.clock.now()))
        return made

    def does(self, agent: int, verb: Verb, given: Given = NOTHING_GIVEN) -> None:
        with transaction():
            moving.move(agent, verb, self.world.clock.now(), given)

    def at_work(self, *names: str) -> list[int]:
        hired = self.hire(*names)
        for agent in hired:
            self.does(agent, Verb.READY)
            self.crank(3)
        return hired

    def crank(self, seconds: float, step: timedelta = timedelta(milliseconds=200)) -> None:
        for _ in range(int(seconds / step.total_seconds())):
            self.world.crank(step)

    def until(self, holds, step: timedelta = timedelta(milliseconds=200)) -> None:
        for _ in range(2000):
            if holds():
                return
            self.world.crank(step)
        raise AssertionError("it never came to that")

    def state(self, agent: int) -> AgentState:
        return agents.by_id(agent).standing.state

    def outcomes(self) -> list[Outcome | None]:
        return [row.outcome for row in models.Attempt.select().order_by(models.Attempt.claimed_at)]

    def settled(self) -> None:
        self.until(lambda: models.Attempt.select().exists() and not attempts_open())

    def submits(self, *hired: int) -> bool:
        """Nobody stays in wrap-up."""
        for agent in hired:
            if self.state(agent) is AgentState.WRAP_UP:
                self.does(agent, Verb.SUBMIT)
        return not models.Record.select().where(models.Record.status == "pending").exists()


def attempts_open() -> bool:
    table = models.Attempt
    return table.select().where(table.settled_at.is_null()).exists()


@pytest.fixture
def floor(tmp_path):
    world = World(tmp_path)
    yield Floor(world)
    world.close()


def test_who_wants_calls_has_their_phone_called_and_waits(floor):
    (ann,) = floor.at_work("ann")
    one = agents.by_id(ann)
    assert (one.standing.state, one.standing.leg_up) == (AgentState.WAITING, True)
    assert floor.world.simulated.has_channel(one.leg)
    floor.does(ann, Verb.LOG_OUT)
    floor.crank(1)
    assert not floor.world.simulated.live()
    assert agents.by_id(ann).leg == ""


def test_one_call_for_each_agent_who_is_free_and_a_talk(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(*LISTENS)
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    floor.until(lambda: floor.state(bob) is AgentState.IN_CALL)
    floor.crank(5)
    assert models.Attempt.select().count() == 2
    mine = agents.by_id(ann).standing
    attempt = models.Attempt.get_by_id(mine.attempt)
    assert attempt.bridged_at is not None
    floor.until(lambda: floor.state(ann) is AgentState.WRAP_UP)
    assert models.Attempt.get_by_id(mine.attempt).outcome == "transferred"
    floor.crank(5)
    assert floor.state(ann) is AgentState.WRAP_UP
    floor.does(ann, Verb.SUBMIT)
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    assert agents.by_id(ann).standing.attempt != mine.attempt
    assert agents.by_id(ann).leg in floor.world.simulated.live()


def test_the_longest_idle_is_given_the_next_person(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    assert floor.state(bob) is AgentState.WAITING


def test_a_person_who_leaves_at_once_leaves_the_agent_free(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(HANGS_UP)
    waited = agents.by_id(ann).standing.idle_since
    floor.settled()
    floor.crank(2)
    state = floor.state(ann)
    assert state in {AgentState.WRAP_UP, AgentState.WAITING}
    if state is AgentState.WAITING:
        assert agents.by_id(ann).standing.idle_since == waited


def test_with_nobody_free_who_called_is_said_by_the_switch_and_it_is_counted(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0])
    floor.until(lambda: models.Attempt.select().exists())
    floor.does(ann, Verb.PAUSE, Given("Lunch"))
    floor.settled()
    assert floor.outcomes() == ["abandoned"]
    (told,) = [entry for entry in floor.world.entries("PLAY") if entry.number.endswith(LISTENS[0])]
    assert told.fields["file"] == "/audio/0.wav"
    assert models.Record.get().status == "retry"
    assert floor.state(ann) is AgentState.PAUSED


def test_who_pauses_soon_still_takes_whom_was_dialed_for_them(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(*LISTENS[:2])
    floor.until(lambda: models.Attempt.select().exists())
    floor.does(ann, Verb.PAUSE_SOON, Given("Lunch"))
    floor.until(lambda: floor.state(ann) is AgentState.WRAP_UP)
    floor.does(ann, Verb.SUBMIT)
    assert floor.state(ann) is AgentState.PAUSED
    floor.crank(10)
    assert models.Attempt.select().count() == 1


def test_a_leg_that_is_lost_in_a_talk_gives_the_person_to_another(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    attempt = agents.by_id(ann).standing.attempt
    floor.world.simulated.api(f"uuid_kill {agents.by_id(ann).leg}", lambda _: None)
    floor.until(lambda: floor.state(bob) is AgentState.IN_CALL)
    assert agents.by_id(bob).standing.attempt == attempt
    assert (floor.state(ann), agents.by_id(ann).leg) == (AgentState.WRAP_UP, "")
    floor.does(ann, Verb.SUBMIT)
    floor.until(lambda: floor.state(ann) is AgentState.WAITING)


def test_a_leg_that_is_lost_at_the_hand_over_leaves_nobody_in_silence(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.RESERVED, FINE)
    floor.until(lambda: any(a.startswith("CS_SOFT") for a in states(floor)), FINE)
    floor.world.simulated.api(f"uuid_kill {agents.by_id(ann).leg}", lambda _: None)
    floor.settled()
    assert floor.outcomes() in (["abandoned"], ["transferred"])
    floor.until(lambda: floor.state(ann) is not AgentState.RESERVED)


def states(floor) -> list[str]:
    rows = models.Attempt.select(models.Attempt.id).where(models.Attempt.settled_at.is_null())
    looks = [floor.world.switch.look(row.id) for row in rows]
    return [look.state for look in looks if look]


def test_a_leg_that_is_lost_is_called_again(floor):
    (ann,) = floor.at_work("ann")
    floor.world.simulated.api(f"uuid_kill {agents.by_id(ann).leg}", lambda _: None)
    floor.until(lambda: floor.state(ann) is AgentState.AWAY)
    floor.until(lambda: floor.state(ann) is AgentState.WAITING)


def test_a_page_that_is_gone_takes_no_more_calls(floor):
    (ann,) = floor.at_work("ann")
    agents.note_page(ann, floor.world.clock.now())
    floor.until(lambda: floor.state(ann) is AgentState.AWAY)
    assert agents.by_id(ann).standing.reason == "page"
    floor.does(ann, Verb.READY)
    assert floor.state(ann) is AgentState.WAITING


def test_nobody_is_bridged_with_another_agents_person(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    attempt = agents.by_id(ann).standing.attempt
    wrong = agents.by_id(bob).leg
    floor.world.simulated.api(f"uuid_bridge {wrong} {attempt}", lambda _: None)
    floor.until(lambda: floor.state(ann) is not AgentState.IN_CALL)
    assert agents.by_id(bob).standing.attempt in {"", attempt}
    floor.settled()


@pytest.mark.parametrize(
    ("mode", "at"),
    [
        *((Mode.PROGRESSIVE, at) for at in ((8, 20, 32, 44) if WHOLE else (20, 44))),
        *((Mode.PREVIEW, at) for at in ((6, 14, 26) if WHOLE else (14,))),
        *((Mode.POWER, at) for at in ((6, 14, 26) if WHOLE else (14,))),
        (Mode.AGENT_FIRST, 12),
    ],
)
def test_an_engine_that_is_killed_leaves_nobody_behind(tmp_path, mode, at):
    world = World(tmp_path, Trap())
    floor = Floor(world)
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(*LISTENS, mode=mode, preview_seconds=5)
    world.trap.at = world.trap.seen + at
    with pytest.raises(Killed):
        floor.crank(60)
    world.trap.at = None
    world.simulated.advance(world.clock.now() + timedelta(seconds=3))
    world.clock.instant += timedelta(seconds=3)
    world.after_kill()
    floor.until(lambda: floor.submits(ann, bob) and not attempts_open())
    floor.until(lambda: {floor.state(ann), floor.state(bob)} == {AgentState.WAITING})
    assert set(world.simulated.live()) == {
        agents.by_id(ann).leg, agents.by_id(bob).leg,
    }  # fmt: skip
    for one in (ann, bob):
        times = agents.times(one, world.clock.now() - timedelta(days=1))
        assert [t.ended_at for t in times] == [t.at for t in times[1:]] + [None]
    world.close()


BUSY = "4165550140"
RINGS_ON = ["4165550110", "4165550111", "4165550112"]


def test_power_dials_several_for_an_agent_who_is_reserved_meanwhile(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0], *RINGS_ON, mode=Mode.POWER, ratio=2)
    floor.until(lambda: floor.state(ann) is AgentState.RESERVED)
    assert models.Attempt.select().count() == 2
    assert agents.by_id(ann).standing.attempt == ""
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    assert models.Attempt.get_by_id(agents.by_id(ann).standing.attempt).number[-10:] == LISTENS[0]
    assert models.Attempt.select().count() == 2


def test_of_two_who_answer_one_agent_in_power_mode_the_second_is_told_who_called(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(*LISTENS[:2], mode=Mode.POWER, ratio=2)
    floor.settled()
    assert sorted(floor.outcomes()) == ["abandoned", "transferred"]
    assert floor.state(ann) is AgentState.WRAP_UP


def test_with_nobody_left_to_dial_a_reserved_agent_is_free_again(floor):
    (ann,) = floor.at_work("ann")
    waited = agents.by_id(ann).standing.idle_since
    floor.campaign(BUSY, mode=Mode.POWER, ratio=2)
    floor.settled()
    floor.until(lambda: floor.state(ann) is AgentState.WAITING)
    assert agents.by_id(ann).standing.idle_since == waited


def test_agent_first_one_person_after_another_is_dialed_for_one_agent(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(BUSY, LISTENS[0], LISTENS[1], mode=Mode.AGENT_FIRST)
    floor.until(lambda: AgentState.RESERVED in {floor.state(ann), floor.state(bob)})
    reserved = ann if floor.state(ann) is AgentState.RESERVED else bob
    mine = agents.by_id(reserved).standing.attempt
    assert models.Attempt.get_by_id(mine).answered_at is None
    floor.until(lambda: {floor.state(ann), floor.state(bob)} == {AgentState.IN_CALL})
    assert models.Attempt.select().count() == 3


def test_who_is_called_first_stops_by_hanging_up_and_goes_on_when_ready(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0], LISTENS[1], mode=Mode.AGENT_FIRST)
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    floor.world.simulated.api(f"uuid_kill {agents.by_id(ann).leg}", lambda _: None)
    floor.until(lambda: floor.state(ann) is AgentState.WRAP_UP)
    floor.does(ann, Verb.SUBMIT)
    stands = agents.by_id(ann).standing
    assert (stands.state, stands.reason) == (AgentState.PAUSED, "hung_up")
    floor.crank(40)
    assert floor.state(ann) is AgentState.PAUSED
    floor.does(ann, Verb.READY)
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)


def shown(floor) -> list[str]:
    """The numbers of those whom agents see."""
    return [row.number[-10:] for row in models.Preview.select().order_by(models.Preview.id)]


def test_who_is_shown_to_an_agent_is_dialed_when_the_time_is_over(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(*LISTENS[:2], mode=Mode.PREVIEW, preview_seconds=10)
    floor.until(lambda: shown(floor))
    assert (floor.state(ann), agents.by_id(ann).standing.attempt) == (AgentState.RESERVED, "")
    floor.crank(9)
    assert not models.Attempt.select().exists()
    seen = shown(floor)
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    assert models.Attempt.get().number[-10:] == seen[0]
    assert not shown(floor)


def test_an_agent_dials_whom_they_see_and_two_see_two(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(*LISTENS[:3], mode=Mode.PREVIEW, preview_seconds=600)
    floor.until(lambda: len(shown(floor)) == 2)
    assert len(set(shown(floor))) == 2
    with transaction():
        mine = previews.of_agent(ann)
        previews.dial(ann, mine.record, floor.world.clock.now())
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    assert models.Attempt.get().record_id == mine.record
    assert floor.state(bob) is AgentState.RESERVED


def test_rules_are_asked_again_when_who_was_seen_is_dialed(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0], mode=Mode.PREVIEW, preview_seconds=10)
    floor.until(lambda: shown(floor))
    with transaction():
        stop = NumberStop(key_of(f"+1{LISTENS[0]}"), StopReason.DNC, "", "sue")
        stops.put(stop, floor.world.clock.now())
    floor.until(lambda: floor.state(ann) is AgentState.WAITING)
    assert not models.Attempt.select().exists()
    assert models.Record.get().status == "dnc"


def test_a_campaign_that_is_paused_shows_nobody(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0], mode=Mode.PREVIEW, preview_seconds=10)
    floor.until(lambda: shown(floor))
    models.Campaign.update(run_state="paused").execute()
    floor.until(lambda: floor.state(ann) is AgentState.WAITING)
    assert (models.Record.get().ready, shown(floor)) == (True, [])


def test_who_loses_their_phone_while_they_see_somebody_sees_them_again(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0], mode=Mode.PREVIEW, preview_seconds=60)
    floor.until(lambda: shown(floor))
    floor.world.simulated.api(f"uuid_kill {agents.by_id(ann).leg}", lambda _: None)
    floor.until(lambda: floor.state(ann) is AgentState.AWAY)
    floor.until(lambda: not shown(floor))
    floor.until(lambda: bool(shown(floor)))
    assert floor.state(ann) is AgentState.RESERVED


def music(floor, kind: str) -> int:
    """How often a person on hold began to hear it (PLAY), or heard it no more (PLAYED)."""
    found = floor.world.entries(kind)
    return sum(one.fields.get("file", MELODY) == MELODY for one in found)


def test_a_person_on_hold_hears_music_and_talks_again(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    attempt, ended = agents.by_id(ann).standing.attempt, music(floor, "PLAYED")
    floor.does(ann, Verb.HOLD)
    floor.until(lambda: music(floor, "PLAY") == 1)
    floor.crank(1)
    assert (music(floor, "PLAY"), music(floor, "PLAYED")) == (1, ended)
    floor.does(ann, Verb.RESUME)
    floor.until(lambda: music(floor, "PLAYED") == ended + 1)
    assert floor.world.switch.look(attempt).state == "CS_EXCHANGE_MEDIA"
    floor.until(lambda: floor.state(ann) is AgentState.WRAP_UP)


def test_a_person_on_hold_whose_agent_is_lost_is_given_to_another(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    attempt = agents.by_id(ann).standing.attempt
    floor.does(ann, Verb.HOLD)
    floor.until(lambda: music(floor, "PLAY") == 1)
    floor.world.simulated.api(f"uuid_kill {agents.by_id(ann).leg}", lambda _: None)
    floor.until(lambda: floor.state(bob) is AgentState.IN_CALL)
    assert agents.by_id(bob).standing.attempt == attempt
    assert not agents.by_id(bob).standing.held


def test_a_person_is_given_to_another_agent_by_who_talks_with_them(floor):
    ann, bob = floor.at_work("ann", "bob")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    call = agents.by_id(ann).standing
    floor.does(ann, Verb.HOLD)
    floor.crank(1)
    floor.does(bob, Verb.RESERVE, Given(campaign=call.campaign, attempt=call.attempt))
    floor.until(lambda: floor.state(bob) is AgentState.IN_CALL)
    assert (floor.state(ann), agents.by_id(ann).leg) != (AgentState.IN_CALL, "")
    assert floor.world.switch.look(call.attempt).bond == agents.by_id(bob).leg
    floor.until(lambda: floor.state(bob) is AgentState.WRAP_UP)
    assert floor.state(ann) is AgentState.WRAP_UP
    assert agents.by_id(ann).leg in floor.world.simulated.live()


def test_who_is_disabled_is_logged_out_when_their_call_is_over(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(*LISTENS[:2])
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    models.User.update(active=False).execute()
    floor.crank(1)
    assert floor.state(ann) is AgentState.IN_CALL
    floor.until(lambda: floor.state(ann) is AgentState.LOGGED_OUT)
    floor.until(lambda: not floor.world.simulated.live())


def test_who_is_no_agent_any_more_has_no_leg(floor):
    floor.at_work("ann")
    assert floor.world.simulated.live()
    models.Agent.delete().execute()
    floor.until(lambda: not floor.world.simulated.live())


def test_who_logs_out_while_somebody_rings_for_them_takes_that_call(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(*LISTENS[:2])
    floor.until(lambda: models.Attempt.select().exists())
    floor.does(ann, Verb.PAUSE_SOON, Given(LEAVING))
    floor.until(lambda: floor.state(ann) is AgentState.WRAP_UP)
    floor.does(ann, Verb.SUBMIT)
    floor.until(lambda: floor.state(ann) is AgentState.LOGGED_OUT)
    assert floor.outcomes() == ["transferred"]


def test_a_leg_that_is_there_in_the_database_alone_is_called_again(floor):
    """The first hand-over that the switch refuses shows it."""
    (ann,) = floor.at_work("ann")
    floor.campaign(*LISTENS[:2])
    hand_overs = floor.world.engine.hand_overs
    gone = agents.by_id(ann).leg
    del hand_overs._legs.legs[gone]
    floor.world.simulated.api(f"uuid_kill {gone}", lambda _: None)
    floor.crank(1)
    hand_overs._legs.legs[gone] = ann
    floor.until(lambda: floor.state(ann) is AgentState.IN_CALL)
    assert agents.by_id(ann).leg != gone


def test_a_campaign_is_not_over_while_an_agent_may_set_a_call_back(floor):
    (ann,) = floor.at_work("ann")
    floor.campaign(LISTENS[0])
    floor.until(lambda: floor.state(ann) is AgentState.WRAP_UP)
    floor.settled()
    assert not complete_finished(floor.world.clock.now())
    floor.does(ann, Verb.SUBMIT)
    assert complete_finished(floor.world.clock.now())
