"""Whole calls, cranked: the dialer's own reading of them comes out as the carrier's table says."""

import itertools

import pytest

from esl_dialer.core.calls.call import Call, advance, outcome_of
from esl_dialer.core.calls.events import CallEvent
from esl_dialer.core.flows import flow_of
from esl_dialer.core.words import CampaignKind, LegRole, Outcome, Step
from esl_dialer.esl.events import call_event
from esl_dialer.esl.frames import FrameReader, read_event
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.expected import CallShape, expected_outcome
from esl_dialer.simulator.socket.event import Event
from tests.simulator.crank import ATTEMPT, MESSAGE_MS, TRANSFER_LEG, Crank

QUIET = (
    *("CHANNEL_STATE", "CHANNEL_CALLSTATE", "HEARTBEAT", "CHANNEL_OUTGOING", "CHANNEL_ORIGINATE"),
    *("CODEC", "CALL_UPDATE", "ADD_SCHEDULE", "DEL_SCHEDULE", "RE_SCHEDULE"),
)
APPS = ("CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE")
CALLED = [f"41655501{pair:02}" for pair in range(100)]
REPRESENTATIVES = ["4169013704", *(f"41655501{pair}" for pair in range(90, 100))]
PRESSES_1 = "4165550190"


def as_the_dialer_reads(
    events: list[Event], kind: CampaignKind, *, right_party: bool = False
) -> Call:
    """Through the wire form and the dialer's own decoding, as its tracker gets them."""
    flow = flow_of(kind, right_party=right_party)
    call = Call(ATTEMPT, flow=flow, message_ms=MESSAGE_MS)
    reader = FrameReader()
    for event in events:
        reader.receive(event.json())
        frame = reader.next_frame()
        assert frame is not None
        heard = call_event(read_event(frame))
        if isinstance(heard, CallEvent) and heard.leg == ATTEMPT:
            call = advance(call, heard)
    return call


def dictated(number: str, kind: CampaignKind, representative: str, nth: int = 1) -> Outcome:
    shape = CallShape(kind, message_ms=MESSAGE_MS, ring_timeout_ms=30_000)
    other = behaviour(representative, 1, LegRole.TRANSFER)
    return expected_outcome(behaviour(number, nth), shape, other)


@pytest.mark.parametrize("kind", CampaignKind)
@pytest.mark.parametrize("number", CALLED)
def test_every_number_ends_as_the_table_dictates(number: str, kind: CampaignKind) -> None:
    crank = Crank()
    crank.call(number, kind)
    crank.until_idle()
    call = as_the_dialer_reads(crank.events, kind)
    assert call.ended
    assert outcome_of(call) is dictated(number, kind, "4169013704")


@pytest.mark.parametrize(
    ("number", "outcome", "played"),
    [
        ("4165550178", Outcome.HUNG_UP, ["apology.wav"]),
        ("4165550190", Outcome.COMPLETED, ["apology.wav", "message.wav"]),
        ("4165550195", Outcome.TRANSFERRED, ["apology.wav", "message.wav"]),
        ("4165550198", Outcome.WRONG_PERSON, ["apology.wav", "ack.wav"]),
        ("4165550140", Outcome.BUSY, []),
    ],
)
def test_who_is_asked_who_they_are_hears_the_message_after_a_1(number, outcome, played) -> None:
    """The question is the apology's file here."""
    crank = Crank()
    crank.call(number, right_party=True)
    crank.until_idle()
    call = as_the_dialer_reads(crank.events, CampaignKind.LB, right_party=True)
    assert outcome_of(call) is outcome
    files = [str(note["file"]) for note in crank.notes("PLAY")]
    assert [file.rpartition("/")[2] for file in files if file.endswith(".wav")] == played


@pytest.mark.parametrize("representative", REPRESENTATIVES)
def test_every_representative_ends_as_the_table_dictates(representative: str) -> None:
    crank = Crank()
    crank.call(PRESSES_1, representative=representative)
    crank.until_idle()
    call = as_the_dialer_reads(crank.events, CampaignKind.LB)
    assert outcome_of(call) is dictated(PRESSES_1, CampaignKind.LB, representative)


def test_the_table_dictates_every_outcome_that_a_call_can_have() -> None:
    found = {
        dictated(number, kind, representative, nth)
        for number, kind, representative, nth in itertools.product(
            CALLED, CampaignKind, REPRESENTATIVES, (1, 2, 3)
        )
    }
    assert found == {
        Outcome.COMPLETED,
        Outcome.TRANSFERRED,
        Outcome.TRANSFER_FAILED,
        Outcome.HUNG_UP,
        Outcome.WRONG_PERSON,
        Outcome.NO_ANSWER,
        Outcome.BUSY,
        Outcome.FAILED,
        Outcome.REFUSED,
        Outcome.ABANDONED,
    }


def test_a_transferred_call_raises_its_events_in_the_measured_order() -> None:
    crank = Crank()
    crank.call(PRESSES_1)
    crank.until_idle()
    told = [
        (event.name, event.headers.get("Unique-ID", "")[:1])
        for event in crank.events
        if event.name not in (*QUIET, *APPS)
    ]
    assert told == [
        ("CHANNEL_CREATE", "1"),
        ("CHANNEL_PROGRESS", "1"),
        ("CHANNEL_ANSWER", "1"),
        ("BACKGROUND_JOB", ""),
        ("PLAYBACK_START", "1"),
        ("DTMF", "1"),
        ("PLAYBACK_STOP", "1"),
        ("CHANNEL_CREATE", "2"),
        ("CHANNEL_PROGRESS", "2"),
        ("CHANNEL_ANSWER", "2"),
        ("CHANNEL_BRIDGE", "1"),
        ("CHANNEL_HANGUP", "2"),
        ("CHANNEL_HANGUP_COMPLETE", "2"),
        ("CHANNEL_UNBRIDGE", "1"),
        ("CHANNEL_DESTROY", "2"),
        ("CHANNEL_HANGUP", "1"),
        ("CHANNEL_HANGUP_COMPLETE", "1"),
        ("CHANNEL_DESTROY", "1"),
    ]


def test_a_busy_number_raises_its_events_in_the_measured_order() -> None:
    crank = Crank()
    crank.call("4165550140")
    crank.until_idle()
    assert crank.names(*QUIET) == [
        "CHANNEL_CREATE",
        "CHANNEL_PROGRESS",
        "CHANNEL_HANGUP",
        "CHANNEL_HANGUP_COMPLETE",
        "BACKGROUND_JOB",
        "CHANNEL_DESTROY",
    ]
    assert crank.event("BACKGROUND_JOB").body == "-ERR USER_BUSY\n"
    assert crank.event("CHANNEL_HANGUP").headers["variable_sip_term_status"] == "486"


def test_the_message_starts_at_most_one_tick_after_the_answer() -> None:
    crank = Crank()
    crank.call("4165550178")
    crank.until_idle()
    answered, started = crank.notes("ANSWER")[0], crank.notes("PLAY")[0]
    assert answered["at"] < started["at"]  # type: ignore[operator]
    assert started["file"] == "/audio/message.wav"
    assert started["ms"] == MESSAGE_MS
    assert [play["ms"] for play in crank.notes("PLAY")] == [MESSAGE_MS, 6000]


def test_the_end_of_a_call_tells_the_keys_the_step_and_the_durations() -> None:
    crank = Crank()
    crank.call("4165550194")
    crank.until_idle()
    (record,) = (record for name, record in crank.records().items() if name.startswith("a_"))
    variables = record["variables"]
    assert isinstance(variables, dict)
    assert variables["digits_dialed"] == "91"
    assert variables["playback_terminator_used"] == "1"
    assert variables["dialer_step"] == Step.TRANSFER
    assert variables["hangup_cause"] == "NORMAL_CLEARING"
    assert variables["dialer_record"] == "42"
    assert int(variables["billmsec"]) > 5000
    assert set(crank.records()) == {f"a_{ATTEMPT}.cdr.json", f"{TRANSFER_LEG}.cdr.json"}


def test_the_record_tells_what_the_last_event_told() -> None:
    crank = Crank()
    crank.call("4165550198")
    crank.until_idle()
    event = crank.event("CHANNEL_HANGUP_COMPLETE").headers
    (record,) = crank.records().values()
    heard = {
        name.removeprefix("variable_"): value
        for name, value in event.items()
        if name.startswith("variable_")
    }
    assert record["variables"] == heard


def test_the_longest_call_is_cut() -> None:
    crank = Crank()
    crank.call(PRESSES_1, representative="4165550198", longest_call=60)
    crank.until_idle()
    causes = {fields["uuid"]: fields["cause"] for fields in crank.notes("HANGUP")}
    assert causes == {ATTEMPT: "ALLOTTED_TIMEOUT", TRANSFER_LEG: "NORMAL_CLEARING"}


def test_channel_events_have_the_size_of_real_ones() -> None:
    crank = Crank()
    crank.call(PRESSES_1)
    crank.until_idle()
    sizes = [
        len(event.plain())
        for event in crank.events
        if event.name not in {*QUIET, "BACKGROUND_JOB", "DTMF"}
    ]
    assert min(sizes) > 3400
    assert max(sizes) < 13_000


def test_a_missing_file_is_executed_and_not_played() -> None:
    crank = Crank()
    actions = "'set:a=b,playback:/no.wav,hangup'"
    crank.switch.bgapi(f"originate sofia/gateway/carrier/14165550178 {actions} inline")
    crank.until_idle()
    assert "PLAYBACK_START" not in crank.names()
    done = (event for event in crank.events if event.name == "CHANNEL_EXECUTE_COMPLETE")
    assert [event.headers["Application"] for event in done] == ["set", "playback", "hangup"]


def test_sequence_numbers_and_instants_only_grow() -> None:
    crank = Crank()
    for pair in range(80, 100):
        crank.call(f"41655501{pair}", attempt=f"{pair:08}-1111-4111-8111-111111111111")
    crank.until_idle()
    numbers = [int(event.headers["Event-Sequence"]) for event in crank.events]
    instants = [int(event.headers["Event-Date-Timestamp"]) for event in crank.events]
    assert numbers == sorted(set(numbers))
    assert instants == sorted(instants)
    assert {instant % 20_000 for instant in instants} == {0}
