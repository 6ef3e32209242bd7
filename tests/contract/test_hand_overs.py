"""Agents' legs and the people bridged to them, on both switches: what the engine stands on."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from esl_dialer.core.agents.events import HandOverRefused, LegIdle, LegParked, PersonWaits
from esl_dialer.core.agents.handing_over import PersonIs, person_is
from esl_dialer.core.calls.events import Bridged, Ended
from esl_dialer.core.flows import AGENT_CALL
from esl_dialer.engine.agent_legs import NAILED_UP
from esl_dialer.engine.call_in_hand import MELODY
from esl_dialer.esl import commands
from esl_dialer.esl.events import call_event
from esl_dialer.esl.queries import read_look
from esl_dialer.esl.switch import CONTEXT, Originate
from ivr.flows import AGENT_IDLE, AWAIT_AGENT
from ivr.variables import CallPlan, call_variables
from tests.contract.client import ContractClient, logged_in
from tests.contract.placed import LISTENS
from tests.contract.switches import PASSWORD, SwitchUnderTest

STAYS = {name: value for name, value in NAILED_UP.items() if name != "media_timeout"}
"""The rehearsal carrier sends no RTP."""


TRIES = 30


class Floor:
    """The dialer's own commands, and what its reader makes of the events."""

    def __init__(self, switch: SwitchUnderTest, client: ContractClient) -> None:
        self.switch, self.client = switch, client

    def heard(self, kind: type, leg: str) -> list:
        found = [call_event(event) for event in self.client.events]
        return [one for one in found if isinstance(one, kind) and one.leg == leg]

    def hears(self, kind: type, leg: str, times: int = 1) -> None:
        self.client.wait(lambda: len(self.heard(kind, leg)) >= times)

    def place(self, uuid: str, extension: str, variables: dict[str, str]) -> None:
        call = Originate(uuid, LISTENS, extension, variables)
        assert self.tell(commands.originate(call)).startswith("+OK")

    def tell(self, command: commands.Command) -> str:
        return self.client.ask(command.line, **{
            name.replace("-", "_"): value for name, value in command.headers
        }).reply  # fmt: skip

    def leg(self) -> str:
        leg = str(uuid4())
        self.place(leg, AGENT_IDLE.name, STAYS)
        self.hears(LegIdle, leg)
        return leg

    def person(self) -> str:
        person = str(uuid4())
        plan = CallPlan(
            attempt=person,
            campaign_id=7,
            record_id=42,
            flow=AGENT_CALL,
            caller_id="18005550100",
            caller_name="Acme",
            message=self.switch.short,
            ring_timeout=15,
            longest_call=120,
        )
        self.place(person, AWAIT_AGENT.name, call_variables(plan))
        self.hears(PersonWaits, person)
        return person

    def bridge(self, leg: str, person: str) -> None:
        assert self.tell(commands.bridge(leg, person, str(uuid4()))).startswith("+OK")

    def talks(self, leg: str, person: str, times: int = 1) -> bool:
        """Bridge them; False when the person was told who called, and is gone: on a loaded machine
        the simulated switch's two seconds pass before the command is there."""
        self.bridge(leg, person)
        self.client.wait(
            lambda: len(self.heard(Bridged, person)) >= times or bool(self.heard(Ended, person))
        )
        return len(self.heard(Bridged, person)) >= times

    def talk(self, leg: str) -> str:
        """A person who talks with the agent."""
        return next(person for _ in range(TRIES) if self.talks(leg, person := self.person()))

    def send_to(self, uuid: str, flow: str) -> None:
        assert self.tell(commands.send_to(uuid, flow, CONTEXT, str(uuid4()))).startswith("+OK")

    def kill(self, uuid: str) -> None:
        self.client.api(f"uuid_kill {uuid}")

    def holds(self, person: str) -> None:
        assert self.tell(commands.play(person, MELODY, str(uuid4()))).startswith("+OK")
        self.client.wait(lambda: self.plays(person))

    def plays(self, person: str) -> bool:
        started = (event for event in self.client.events if event.get("Unique-ID") == person)
        return any(
            event.get("Event-Name") == "PLAYBACK_START"
            and event.get("Playback-File-Path") == MELODY
            for event in started
        )

    def cuts(self, person: str) -> None:
        assert self.tell(commands.stop_playing(person, str(uuid4()))).startswith("+OK")

    def is_now(self, person: str) -> PersonIs:
        told = self.client.api(f"uuid_dump {person} json")
        return person_is(None if told.startswith("-ERR") else read_look(told))


@pytest.fixture
def floor(switch: SwitchUnderTest) -> Iterator[Floor]:
    client = logged_in(switch.port, PASSWORD)
    assert client.ask(commands.subscribe().line).reply.startswith("+OK")
    yield Floor(switch, client)
    client.close()


def test_people_follow_one_another_on_one_leg(floor: Floor) -> None:
    leg = floor.leg()
    for time in (1, 2):
        person = floor.talk(leg)
        (bridged,) = floor.heard(Bridged, person)
        assert bridged.other == leg
        floor.kill(person)
        floor.hears(Ended, person)
        floor.hears(LegIdle, leg, time + 1)
    floor.kill(leg)
    floor.hears(Ended, leg)


def test_who_called_is_said_by_the_switch_when_nobody_comes(floor: Floor) -> None:
    person = floor.person()
    floor.hears(Ended, person)
    (ended,) = floor.heard(Ended, person)
    assert (ended.step, ended.cause, ended.bridged_at) == ("abandoned", "NORMAL_CLEARING", None)
    lasted = (ended.at - ended.answered_at).total_seconds()
    assert 2.9 <= lasted <= 5


def test_a_person_whose_agent_is_lost_in_the_talk_waits_again(floor: Floor) -> None:
    other = floor.leg()
    for _ in range(TRIES):
        leg = floor.leg()
        person = floor.talk(leg)
        floor.kill(leg)
        floor.hears(PersonWaits, person, 2)
        if floor.talks(other, person, 2):
            break
    assert len(floor.heard(Bridged, person)) == 2
    floor.kill(person)
    floor.hears(LegIdle, other, 2)
    floor.kill(other)


def test_a_hand_over_to_who_is_gone_is_refused_and_leaves_the_leg_as_it_was(floor: Floor) -> None:
    leg, person = floor.leg(), str(uuid4())
    floor.bridge(leg, person)
    floor.hears(HandOverRefused, leg)
    (refused,) = floor.heard(HandOverRefused, leg)
    assert refused.person == person
    floor.kill(leg)


def test_a_person_who_leaves_at_the_hand_over_leaves_the_leg(floor: Floor) -> None:
    leg = floor.leg()
    for time in (1, 2):
        person = floor.person()
        floor.bridge(leg, person)
        floor.kill(person)
        floor.hears(Ended, person)
        floor.client.wait(
            lambda time=time: (
                len(floor.heard(LegIdle, leg)) > time
                or len(floor.heard(LegParked, leg)) > 0
                or bool(floor.heard(HandOverRefused, leg))
            )
        )
        if floor.heard(LegParked, leg):
            floor.send_to(leg, AGENT_IDLE.name)
            floor.hears(LegIdle, leg, 2)
            break
    assert not floor.heard(Ended, leg)
    floor.kill(leg)


def test_a_person_whose_agent_is_lost_at_the_hand_over_is_sent_back(floor: Floor) -> None:
    leg, person = floor.leg(), floor.person()
    floor.bridge(leg, person)
    floor.kill(leg)
    floor.hears(Ended, leg)
    if floor.is_now(person) is PersonIs.STRANDED:
        floor.send_to(person, AWAIT_AGENT.name)
        floor.hears(PersonWaits, person, 2)
    floor.hears(Ended, person)
    (ended,) = floor.heard(Ended, person)
    assert ended.step == "abandoned"


def test_who_is_held_hears_the_music_and_talks_on_the_same_leg_after(floor: Floor) -> None:
    leg = floor.leg()
    person = floor.talk(leg)
    floor.holds(person)
    assert floor.is_now(person) is PersonIs.TALKING
    floor.cuts(person)
    floor.cuts(person)
    for command in (
        commands.mute(leg, str(uuid4())),
        commands.unmute(leg, str(uuid4())),
        commands.press(person, "12#", str(uuid4())),
    ):
        assert floor.tell(command).startswith("+OK")
    assert floor.is_now(person) is PersonIs.TALKING
    assert len(floor.heard(Bridged, person)) == 1
    floor.kill(person)
    floor.hears(Ended, person)
    floor.hears(LegIdle, leg, 2)
    floor.kill(leg)


def test_who_is_held_and_loses_their_agent_waits_again_once_the_music_is_cut(floor: Floor) -> None:
    leg = floor.leg()
    person = floor.talk(leg)
    floor.holds(person)
    floor.kill(leg)
    floor.hears(Ended, leg)
    floor.cuts(person)
    floor.hears(PersonWaits, person, 2)
    floor.kill(person)
    floor.hears(Ended, person)


def test_who_is_held_and_hangs_up_leaves_the_leg(floor: Floor) -> None:
    leg = floor.leg()
    person = floor.talk(leg)
    floor.holds(person)
    floor.kill(person)
    floor.hears(Ended, person)
    floor.hears(LegIdle, leg, 2)
    floor.kill(leg)


def test_a_person_goes_from_one_agent_to_another_and_both_legs_stay(floor: Floor) -> None:
    first, second = floor.leg(), floor.leg()
    person = floor.talk(first)
    floor.bridge(second, person)
    floor.hears(Bridged, person, 2)
    floor.hears(LegIdle, first, 2)
    assert floor.heard(Bridged, person)[-1].other == second
    assert floor.is_now(person) is PersonIs.TALKING
    floor.kill(person)
    floor.hears(Ended, person)
    floor.hears(LegIdle, second, 2)
    assert not floor.heard(Ended, first)
    for leg in (first, second):
        floor.kill(leg)
