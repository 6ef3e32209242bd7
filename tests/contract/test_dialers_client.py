"""The dialer's own client against both switches: what the engine asks is done and told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import gevent
import pytest

from esl_dialer.core.calls.call import Call, advance, fails_over, outcome_of
from esl_dialer.core.calls.events import (
    Answered,
    CallEvent,
    Created,
    Ended,
    KeyPressed,
    MessageStarted,
    PlacementAccepted,
    PlacementFailed,
    Ringing,
)
from esl_dialer.core.flows import LINK_BACK
from esl_dialer.core.words import Outcome, Step
from esl_dialer.esl.client import EslSwitch
from esl_dialer.esl.switch import Originate
from esl_dialer.runtime.clock import RealClock
from tests.contract.switches import PASSWORD, SwitchUnderTest
from tests.patience import PATIENCE_S

CLOSED = "sofia/external/14165550178@127.0.0.1:9"
"""A port at which nobody listens."""


class Dialer:
    """The client, and the call events it delivered."""

    def __init__(self, port: int) -> None:
        self.events: list[CallEvent] = []
        self.switch = EslSwitch("127.0.0.1", port, PASSWORD, RealClock())
        self.switch.listen(self.events.append, lambda up: None)
        self.switch.start()
        self.until(lambda: self.switch.up)

    def until(self, ready: object) -> None:
        assert callable(ready)
        with gevent.Timeout(PATIENCE_S):
            while not ready():
                gevent.sleep(0.02)

    def heard(self, leg: str) -> list[CallEvent]:
        return [event for event in self.events if event.leg == leg]

    def has(self, leg: str, kind: type) -> bool:
        return any(isinstance(event, kind) for event in self.heard(leg))

    def place(self, number: str, extension: str = "link_back", **variables: str) -> str:
        attempt = str(uuid4())
        given = {"ignore_early_media": "true", "playback_terminators": "12"} | variables
        target = f"sofia/gateway/carrier/1{number}"
        self.switch.originate(Originate(attempt, target, extension, given))
        return attempt


@pytest.fixture
def dialer(switch: SwitchUnderTest) -> Iterator[Dialer]:
    dialer = Dialer(switch.port)
    yield dialer
    dialer.switch.close()


def test_it_knows_which_switch_it_is(dialer: Dialer, switch: SwitchUnderTest) -> None:
    info = dialer.switch.info()
    assert info.simulated is switch.simulated
    assert len(info.core) == 36


def test_a_wrong_person_is_heard_from_dial_to_end(dialer: Dialer, switch: SwitchUnderTest) -> None:
    leg = dialer.place(
        "4165550198",
        dialer_longest_call="60",
        dialer_message=switch.message,
        dialer_acknowledgement=switch.short,
        dialer_role="contact",
    )
    dialer.until(lambda: dialer.has(leg, Ended) and dialer.has(leg, PlacementAccepted))
    kinds = [type(event) for event in dialer.heard(leg) if not isinstance(event, PlacementAccepted)]
    assert kinds == [Created, Ringing, Answered, MessageStarted, KeyPressed, Ended]
    end = dialer.heard(leg)[-1]
    assert isinstance(end, Ended)
    assert (end.cause, end.step, end.keys) == ("NORMAL_CLEARING", Step.WRONG_PERSON, "2")
    assert end.ringing_at is not None
    assert end.answered_at is not None
    assert end.ringing_at < end.answered_at < end.at


def test_a_busy_call_fails_its_placement(dialer: Dialer) -> None:
    leg = dialer.place("4165550140")
    dialer.until(lambda: dialer.has(leg, Ended) and dialer.has(leg, PlacementFailed))
    end = next(event for event in dialer.heard(leg) if isinstance(event, Ended))
    assert (end.cause, end.sip_status, end.answered_at) == ("USER_BUSY", 486, None)


def test_a_live_call_is_found_and_ended(dialer: Dialer) -> None:
    leg = dialer.place("4165550100")
    dialer.until(lambda: dialer.has(leg, Ringing))
    assert dialer.switch.exists(leg)
    dialer.until(lambda: leg in {channel.uuid for channel in dialer.switch.channels()})
    assert dialer.switch.hangup(leg, "MANAGER_REQUEST")
    dialer.until(lambda: dialer.has(leg, Ended))
    assert not dialer.switch.exists(leg)
    assert not dialer.switch.hangup(leg)


def refused(dialer: Dialer, dial_string: str) -> Call:
    """The call as the tracker makes it of everything that is told."""
    attempt = str(uuid4())
    dialer.switch.originate(Originate(attempt, dial_string, "link_back"))
    dialer.until(lambda: dialer.has(attempt, PlacementFailed))
    dialer.until(lambda: dialer.has(attempt, Ended) or not dialer.has(attempt, Created))
    call = Call(attempt, LINK_BACK, message_ms=6000)
    for event in dialer.heard(attempt):
        call = advance(call, event)
    assert not dialer.has(attempt, Ringing)
    return call


def test_the_switch_says_which_gateways_are_up(dialer: Dialer) -> None:
    assert dialer.switch.gateway_up("carrier")
    assert not dialer.switch.gateway_up("nope")


@pytest.mark.parametrize(
    ("dial_string", "cause"),
    [
        (CLOSED, "NORMAL_TEMPORARY_FAILURE"),
        ("sofia/gateway/nope/14165550178", "INVALID_GATEWAY"),
    ],
)
def test_a_call_that_cannot_leave_may_go_another_way(
    dialer: Dialer,
    dial_string: str,
    cause: str,
) -> None:
    call = refused(dialer, dial_string)
    assert (call.cause, outcome_of(call)) == (cause, Outcome.REFUSED)
    assert fails_over(call)


def test_a_live_call_tells_whose_it_is(dialer: Dialer) -> None:
    mark = "dialer-c3-r4-"
    leg = dialer.place("4165550100", dialer_role="contact", dialer_record="4", presence_data=mark)
    dialer.until(lambda: dialer.has(leg, Ringing))
    dialer.until(lambda: (leg, mark) in {(one.uuid, one.mark) for one in dialer.switch.channels()})
    found = dialer.switch.variables(leg)
    assert (found["uuid"], found["dialer_role"], found["dialer_record"]) == (leg, "contact", "4")
    began = datetime.fromtimestamp(int(found["start_uepoch"]) / 1e6, UTC)
    assert abs(datetime.now(UTC) - began) < timedelta(seconds=PATIENCE_S)
    assert dialer.switch.variables(str(uuid4())) == {}
    dialer.switch.hangup(leg)
