"""Whole calls on both switches: events in order, what the end tells, the record it leaves."""

import json
from collections.abc import Iterator
from dataclasses import replace

import gevent
import pytest

from esl_dialer.esl.frames import Event
from tests.contract.calls import SCENARIOS, Placed, Scenario, placed
from tests.contract.client import ContractClient, logged_in
from tests.contract.conftest import EVENTS
from tests.contract.switches import MESSAGE_MS, PASSWORD, SwitchUnderTest
from tests.patience import PATIENCE_S

EVERY = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
LEFT_OUT = frozenset({"CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE"})
READ_BY_THE_DIALER = frozenset(
    {
        "Unique-ID",
        "Event-Date-Timestamp",
        "Event-Sequence",
        "Core-UUID",
        "Caller-Channel-Created-Time",
        "Caller-Channel-Progress-Time",
        "Caller-Channel-Progress-Media-Time",
        "Caller-Channel-Answered-Time",
        "Caller-Channel-Hangup-Time",
        "Caller-Channel-Bridged-Time",
        "Hangup-Cause",
        "variable_hangup_cause",
        "variable_digits_dialed",
        "variable_dialer_attempt",
        "variable_dialer_role",
        "variable_progress_uepoch",
        "variable_progress_media_uepoch",
        "variable_answer_uepoch",
        "variable_bridge_uepoch",
        "variable_end_uepoch",
        "variable_billmsec",
    }
)


class Recording:
    """All the scenarios' calls, placed together on one switch, and all that was heard of them."""

    def __init__(self, client: ContractClient, calls: list[Placed]) -> None:
        self.client = client
        self._calls = {call.scenario.name: call for call in calls}

    def call(self, scenario: Scenario) -> Placed:
        return self._calls[scenario.name]

    def events(self, scenario: Scenario) -> list[Event]:
        return self.client.ended(self.call(scenario).attempt)

    def job(self, scenario: Scenario) -> str:
        return self.client.job(self.call(scenario).attempt)


@pytest.fixture(scope="session")
def recording(switch: SwitchUnderTest) -> Iterator[Recording]:
    client = logged_in(switch.port, PASSWORD)
    client.ask(f"event json {EVENTS}")
    calls = [placed(switch, scenario) for scenario in SCENARIOS]
    for call in calls:
        client.bgapi(call.command, call.attempt)
    yield Recording(client, calls)
    client.close()


def names(events: list[Event]) -> str:
    shown = [event.name for event in events if event.name not in LEFT_OUT]
    return " ".join(name.removeprefix("CHANNEL_") for name in shown)


@EVERY
def test_events_come_in_order(recording: Recording, scenario: Scenario) -> None:
    assert names(recording.events(scenario)) == scenario.events


@EVERY
def test_the_end_tells_what_the_dialer_reads(recording: Recording, scenario: Scenario) -> None:
    end = next(e for e in recording.events(scenario) if e.name == "CHANNEL_HANGUP_COMPLETE")
    assert set(end.headers) >= READ_BY_THE_DIALER
    assert end.get("Hangup-Cause") == end.variable("hangup_cause") == scenario.cause
    assert {name: end.variable(name) for name, _ in scenario.told} == dict(scenario.told)


def test_who_confirms_and_then_presses_1_is_connected(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    """The second key is the message's own: the first was used before it was cleared."""
    call = placed(switch, replace(SCENARIOS[0], right_party=True))
    client.bgapi(call.command, call.attempt)
    for played in (1, 2):
        client.wait(lambda count=played: _played(client, call.attempt) == count)
        assert client.api(f"uuid_recv_dtmf {call.attempt} 1").startswith("+OK")
    client.happened(call.attempt, "CHANNEL_BRIDGE")
    client.api(f"uuid_kill {call.attempt}")
    end = next(e for e in client.ended(call.attempt) if e.name == "CHANNEL_HANGUP_COMPLETE")
    told = [end.variable(n) for n in ("digits_dialed", "playback_terminator_used", "dialer_step")]
    assert told == ["11", "1", "transfer"]


def _played(client: ContractClient, attempt: str) -> int:
    return sum(event.name == "PLAYBACK_START" for event in client.of(attempt))


@EVERY
def test_the_job_tells_how_the_originate_ended(recording: Recording, scenario: Scenario) -> None:
    attempt = recording.call(scenario).attempt
    expected = f"+OK {attempt}\n" if scenario.job == "+OK" else f"{scenario.job}\n"
    assert recording.job(scenario) == expected


@EVERY
def test_a_record_of_the_call_is_left(
    recording: Recording, scenario: Scenario, switch: SwitchUnderTest
) -> None:
    recording.events(scenario)
    path = switch.cdr / f"a_{recording.call(scenario).attempt}.cdr.json"
    with gevent.Timeout(PATIENCE_S):
        while not path.exists():
            gevent.sleep(0.05)
    variables = json.loads(path.read_text(encoding="utf-8"))["variables"]
    assert variables["hangup_cause"] == scenario.cause
    assert {name: variables.get(name) for name, _ in scenario.told} == dict(scenario.told)
    assert variables["dialer_record"] == "42"


@EVERY
def test_every_event_has_the_size_of_real_ones(recording: Recording, scenario: Scenario) -> None:
    recording.events(scenario)
    small = {"DTMF", "BACKGROUND_JOB", "HEARTBEAT"}
    sizes = [size for name, size in recording.client.sizes if name not in small]
    assert min(sizes) > 900
    assert max(sizes) < 20_000


def scenario_named(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.name == name)


def test_the_message_starts_within_two_ticks_of_the_answer(recording: Recording) -> None:
    events = recording.events(scenario_named("listens to the end"))
    first = {event.name: event for event in reversed(events)}
    answered = int(first["CHANNEL_ANSWER"].get("Event-Date-Timestamp"))
    started = int(first["PLAYBACK_START"].get("Event-Date-Timestamp"))
    assert 0 <= started - answered <= 100_000


def test_the_message_lasts_as_long_as_its_file_and_the_pause(recording: Recording) -> None:
    events = recording.events(scenario_named("listens to the end"))
    stops = [event for event in events if event.name == "PLAYBACK_STOP"]
    assert [stop.get("Playback-Status") for stop in stops] == ["done", "done"]
    assert [stop.get("Playback-File-Path").rpartition("/")[2] for stop in stops] == [
        "message.wav",
        "6000",
    ]
    for stop, wanted in zip(stops, (MESSAGE_MS, 6000), strict=True):
        assert wanted - 40 <= int(stop.variable("playback_ms")) < wanted + 400


def test_a_key_breaks_the_message(recording: Recording) -> None:
    events = recording.events(scenario_named("presses 2"))
    stop = next(event for event in events if event.name == "PLAYBACK_STOP")
    assert stop.get("Playback-Status") == "break"
    assert stop.variable("playback_terminator_used") == "2"
    key = next(event for event in events if event.name == "DTMF")
    assert key.get("DTMF-Digit") == "2"
    assert key.variable("dialer_role") == ""


@pytest.mark.parametrize(
    ("name", "source", "type_"),
    [
        ("presses 1, representative busy", "RTP", "rfc2833"),
        ("presses 1, keys by info", "ENDPOINT", "info"),
        ("presses 1, keys by inband", "ENDPOINT", "info"),
    ],
)
def test_without_telephone_events_in_the_offer_keys_come_by_sip_info(
    recording: Recording, name: str, source: str, type_: str
) -> None:
    events = recording.events(scenario_named(name))
    key = next(event for event in events if event.name == "DTMF")
    assert key.get("DTMF-Source") == source
    assert events[-1].variable("dtmf_type") == type_


def test_a_hangup_in_the_message_ends_its_playback_as_done(recording: Recording) -> None:
    events = recording.events(scenario_named("hangs up mid-message"))
    stop = next(event for event in events if event.name == "PLAYBACK_STOP")
    assert stop.get("Playback-Status") == "done"
    assert int(stop.variable("playback_ms")) < MESSAGE_MS


@pytest.mark.parametrize(
    ("name", "expected", "cause"),
    [
        (
            "presses 1, representative hangs up",
            "CREATE PROGRESS ANSWER HANGUP HANGUP_COMPLETE DESTROY",
            "NORMAL_CLEARING",
        ),
        (
            "presses 1, representative busy",
            "CREATE PROGRESS HANGUP HANGUP_COMPLETE DESTROY",
            "USER_BUSY",
        ),
        (
            "presses 1, representative does not answer",
            "CREATE PROGRESS HANGUP HANGUP_COMPLETE DESTROY",
            "ALLOTTED_TIMEOUT",
        ),
        (
            "presses 1, hangs up while the representative rings",
            "CREATE PROGRESS HANGUP HANGUP_COMPLETE DESTROY",
            "ORIGINATOR_CANCEL",
        ),
    ],
)
def test_the_representatives_leg(
    recording: Recording, switch: SwitchUnderTest, name: str, expected: str, cause: str
) -> None:
    call = recording.call(scenario_named(name))
    events = recording.client.ended(call.transfer_leg)
    assert names(events) == expected
    end = next(event for event in events if event.name == "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == cause
    assert end.variable("dialer_attempt") == call.attempt
    assert end.variable("dialer_role") == "transfer"
    recording.client.ended(call.attempt)
    assert (switch.cdr / f"{call.transfer_leg}.cdr.json").exists()


def test_a_bridge_names_both_legs(recording: Recording) -> None:
    call = recording.call(scenario_named("presses 1, representative hangs up"))
    bridge = recording.client.happened(call.attempt, "CHANNEL_BRIDGE")
    assert bridge.get("Bridge-A-Unique-ID") == call.attempt
    assert bridge.get("Bridge-B-Unique-ID") == call.transfer_leg
    assert bridge.get("Other-Leg-Unique-ID") == call.transfer_leg
