"""Read against what a real FreeSWITCH sent for whole calls."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.agents.events import HandOverRefused, LegIdle, LegParked, PersonWaits
from esl_dialer.core.calls.events import (
    Answered,
    Bridged,
    CallEvent,
    Created,
    Ended,
    KeyPressed,
    MessageStarted,
    PlacementAccepted,
    PlacementFailed,
    Ringing,
)
from esl_dialer.core.words import Step
from esl_dialer.esl.commands import EVENTS
from esl_dialer.esl.events import call_event, instant
from esl_dialer.esl.frames import Event, EventError
from tests.esl.recorded import events_of

CONTACT = "00000000-0000-4000-8000-00000000000{}"
TRANSFER = "00000000-0000-4000-8000-000000000052"


def call_events(name: str) -> list[CallEvent]:
    found = (call_event(event) for event in events_of(name))
    return [event for event in found if event is not None]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_transferred_call_of_the_dialers_own_flow() -> None:
    leg = CONTACT.format(2)
    found = call_events("31_link_back_key_1_json")
    assert [type(event) for event in found] == [
        Created, Answered, PlacementAccepted, MessageStarted, KeyPressed,
        Created, Bridged, Ended, Ended,
    ]  # fmt: skip
    assert {event.leg for event in found[:5]} == {leg}
    assert found[4].key == "1"
    assert found[5].leg == TRANSFER
    assert (found[6].leg, found[6].other) == (leg, TRANSFER)
    end = next(event for event in found if isinstance(event, Ended) and event.leg == leg)
    assert (end.cause, end.step, end.terminator, end.keys) == (
        "NORMAL_CLEARING", Step.TRANSFER, "1", "1",
    )  # fmt: skip
    assert end.answered_at == found[1].at
    assert end.bridged_at == found[6].at
    assert end.from_record is False


def test_another_key_then_2_and_the_acknowledgement_is_not_the_message() -> None:
    found = call_events("30_link_back_wrong_key_then_2_json")
    assert [type(event) for event in found] == [
        Created, Answered, PlacementAccepted, MessageStarted, KeyPressed, KeyPressed, Ended,
    ]  # fmt: skip
    assert [event.key for event in found if isinstance(event, KeyPressed)] == ["9", "2"]
    end = found[-1]
    assert isinstance(end, Ended)
    assert (end.step, end.keys) == (Step.WRONG_PERSON, "92")
    assert (end.ringing_at, end.bridged_at) == (None, None)


@pytest.mark.parametrize("form", ["plain", "json"])
def test_plain_and_json_tell_the_same(form: str) -> None:
    found = call_events(f"10_human_press1_transfer_{form}")
    kinds = [type(event) for event in found]
    assert kinds[:6] == [
        Created, Ringing, Answered, PlacementAccepted, MessageStarted, KeyPressed,
    ]  # fmt: skip
    assert kinds.count(Ended) == 2
    end = found[-1]
    assert isinstance(end, Ended)
    assert end.leg == found[0].leg
    assert end.keys == "1"


def test_instants_are_the_switchs_own() -> None:
    created, ringing, answered, *_, end = call_events("10_human_press1_transfer_json")
    assert created.at == utc("2026-11-22T05:54:53.062089")
    assert answered.at == utc("2026-11-22T05:54:53.362100")
    assert isinstance(end, Ended)
    assert (end.ringing_at, end.answered_at) == (ringing.at, answered.at)
    assert end.bridged_at == utc("2026-11-22T05:54:57.622086")
    assert end.at == utc("2026-11-22T05:54:59.142105")


def test_busy_is_told_twice_by_the_channel_and_by_the_job() -> None:
    created, ringing, end, failed = call_events("20_fail_busy486")
    assert isinstance(created, Created)
    assert ringing == Ringing(created.leg, utc("2026-11-22T05:55:53.182096"))
    assert isinstance(end, Ended)
    assert (end.cause, end.sip_status, end.answered_at, end.keys) == ("USER_BUSY", 486, None, "")
    assert isinstance(failed, PlacementFailed)
    assert failed.cause == "USER_BUSY"


def test_early_media_rings_too() -> None:
    _, ringing, end, _ = call_events("20_fail_early183_then_404")
    assert isinstance(ringing, Ringing)
    assert ringing.early_media is True
    assert isinstance(end, Ended)
    assert (end.ringing_at, end.cause, end.sip_status) == (ringing.at, "UNALLOCATED_NUMBER", 404)


def test_nobody_answered() -> None:
    *_, end = call_events("21_fail_noanswer_originate_timeout5")
    assert isinstance(end, Ended)
    assert (end.cause, end.sip_status, end.answered_at) == ("NO_ANSWER", 487, None)


def test_no_key_is_no_key() -> None:
    *_, end = call_events("15_human_hangs_up_mid_message")
    assert isinstance(end, Ended)
    assert end.keys == ""
    assert end.answered_at is not None


def test_a_job_that_failed_without_a_cause() -> None:
    (failed,) = call_events("04_bgapi_err_2")
    assert isinstance(failed, PlacementFailed)
    assert failed.cause == "INVALID_MSG_UNSPECIFIED"


def test_other_jobs_mean_nothing() -> None:
    assert call_events("05_bgapi_client_chosen_job_uuid") == []


def test_what_is_subscribed_to_is_what_is_read() -> None:
    unread = {
        name for name in EVENTS if all(_reads_nothing(name, role) for role in ("contact", "agent"))
    }
    assert unread == {"HEARTBEAT"}


def _reads_nothing(name: str, role: str) -> bool:
    known = {"Job-Command": "originate", "Dialer-Leg": "idle", "variable_dialer_role": role}
    try:
        return call_event(Event({"Event-Name": name} | known)) is None
    except EventError:
        return False


def made(name: str, **headers: str) -> Event:
    known = {"Event-Name": name, "Unique-ID": "u", "Event-Date-Timestamp": "1795326893062089"}
    return Event(known | {key.replace("_", "-"): value for key, value in headers.items()})


def of_leg(event: Event, role: str) -> Event:
    return Event({**event.headers, "variable_dialer_role": role})


@pytest.mark.parametrize(
    "name", ["CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA", "CHANNEL_ANSWER", "PLAYBACK_START"]
)
def test_a_transfer_legs_progress_is_not_the_contacts(name: str) -> None:
    assert call_event(of_leg(made(name), "contact")) is not None
    assert call_event(of_leg(made(name), "transfer")) is None


def test_a_bridge_told_by_the_transfer_leg_is_still_the_contacts() -> None:
    ends = {"Bridge_A_Unique_ID": "c", "Bridge_B_Unique_ID": "u"}
    event = call_event(of_leg(made("CHANNEL_BRIDGE", **ends), "transfer"))
    assert isinstance(event, Bridged)
    assert (event.leg, event.other) == ("c", "u")


def test_what_is_told_of_agents() -> None:
    idle = call_event(made("CHANNEL_APPLICATION", Dialer_Leg="idle"))
    waits = call_event(made("CHANNEL_APPLICATION", Dialer_Leg="waiting"))
    assert (type(idle), type(waits)) == (LegIdle, PersonWaits)
    assert call_event(made("CHANNEL_APPLICATION")) is None
    assert isinstance(call_event(of_leg(made("CHANNEL_PARK"), "agent")), LegParked)
    assert call_event(of_leg(made("CHANNEL_PARK"), "contact")) is None
    ends = {"Bridge_A_Unique_ID": "u", "Bridge_B_Unique_ID": "c"}
    bridged = call_event(of_leg(made("CHANNEL_BRIDGE", **ends), "agent"))
    assert (bridged.leg, bridged.other) == ("c", "u")


def test_a_hand_over_that_was_refused_names_both() -> None:
    job = {"Job_Command": "uuid_bridge", "Job_Command_Arg": "leg person"}
    told = made("BACKGROUND_JOB", **job).headers
    refused = call_event(Event(told, "-ERR Invalid uuid\n"))
    assert isinstance(refused, HandOverRefused)
    assert (refused.leg, refused.person) == ("leg", "person")
    assert call_event(Event(told, "+OK person\n")) is None


@pytest.mark.parametrize(
    "event",
    [
        Event({"Event-Name": "CHANNEL_CREATE", "Event-Date-Timestamp": "1"}),
        Event({"Event-Name": "CHANNEL_ANSWER", "Unique-ID": "u"}),
        made("DTMF"),
        made("CHANNEL_BRIDGE"),
        made("CHANNEL_BRIDGE", Bridge_A_Unique_ID="x", Bridge_B_Unique_ID="y"),
        Event({"Event-Name": "BACKGROUND_JOB", "Job-Command": "originate"}, "+OK u"),
    ],
)
def test_a_missing_identity_is_refused(event: Event) -> None:
    with pytest.raises(EventError):
        call_event(event)


@pytest.mark.parametrize("text", ["", "0", "000", "-5", "x", "1.5", "9" * 18, "١"])
def test_what_is_no_instant(text: str) -> None:
    assert instant(text) is None


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_instants_are_exact_to_the_microsecond(at: datetime) -> None:
    aware = at.replace(tzinfo=UTC)
    micros = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant(str(micros)) == aware


NAMES = """Unique-ID Job-UUID Event-Date-Timestamp DTMF-Digit Hangup-Cause Job-Command
Bridge-A-Unique-ID Bridge-B-Unique-ID variable_dialer_step variable_dialer_role
variable_answer_uepoch variable_sip_term_status"""
VALUES = (
    st.none()
    | st.lists(st.integers())
    | st.text()
    | st.lists(st.text())
    | st.sampled_from(["originate", "1795326893062089", "u"])
)
HEADERS = st.dictionaries(st.sampled_from(NAMES.split()), VALUES)


@given(st.sampled_from([*EVENTS, "CUSTOM"]), HEADERS, st.text())
def test_any_event_is_a_call_event_or_nothing_or_refused(name, headers, body) -> None:
    try:
        found = call_event(Event({**headers, "Event-Name": name}, body))
    except EventError:
        return
    assert found is None or (found.leg and found.at.tzinfo is UTC)
