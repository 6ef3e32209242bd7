"""The commands of the switch: replies to the letter, refusals, what they do to channels."""

import json
from collections import Counter

import pytest

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.core import Settings
from esl_dialer.simulator.switch import SimulatedSwitch
from tests.contract.replies import API_REPLIES
from tests.simulator.crank import ATTEMPT, START, Crank

LISTENS = "sofia/gateway/carrier/14165550178"


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        *API_REPLIES,
        ("originate {bad sofia/internal/1@127.0.0.1 &park", "-ERR DESTINATION_OUT_OF_ORDER\n"),
        ("originate error/USER_BUSY &park", "-ERR USER_BUSY\n"),
        ("fsctl sps", "+OK sessions per second: 1000\n"),
        ("fsctl max_sessions", "+OK max sessions: 20000\n"),
        ("hupall", "+OK hangup all channels with cause MANAGER_REQUEST\n"),
        ("show channels", "\n0 total.\n"),
        ("show channels count", "\n0 total.\n"),
    ],
)
def test_replies_are_those_of_the_recordings(command: str, reply: str) -> None:
    """Nothing to say is told by the connection, as an error."""
    assert (Crank().ask(command) or "-ERR no reply\n") == reply


def test_the_version_says_that_it_is_simulated() -> None:
    crank = Crank()
    assert crank.ask("version").startswith("FreeSWITCH Version 1.")
    assert "simulated" in crank.ask("version")
    assert "simulated) is ready\n" in crank.ask("status")
    assert crank.ask("global_getvar core_uuid") == crank.switch.core_uuid


def test_another_run_is_another_core() -> None:
    assert Crank().switch.core_uuid != Crank().switch.core_uuid


def park(crank: Crank, uuid: str = ATTEMPT) -> None:
    """A call that answers and is parked."""
    crank.switch.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} &park")
    crank.seconds(20)
    assert crank.names().count("CHANNEL_PARK")


def test_channels_can_be_listed_read_and_changed() -> None:
    crank = Crank()
    park(crank)
    rows = json.loads(crank.ask("show channels as json"))
    assert rows["row_count"] == 1
    assert rows["rows"][0]["uuid"] == ATTEMPT
    assert rows["rows"][0]["callstate"] == "ACTIVE"
    assert crank.ask("show channels").splitlines()[1].startswith(f"{ATTEMPT},outbound,")
    assert crank.ask(f"uuid_exists {ATTEMPT}") == "true"
    assert crank.ask(f"uuid_setvar {ATTEMPT} two words here") == "+OK\n"
    assert crank.ask(f"uuid_getvar {ATTEMPT} two") == "words here"
    assert crank.ask(f"uuid_getvar {ATTEMPT} nosuch") == "_undef_"
    assert json.loads(crank.ask(f"uuid_dump {ATTEMPT} json"))["variable_two"] == "words here"


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ("", "NORMAL_CLEARING"),
        ("USER_BUSY", "USER_BUSY"),
        ("NO_SUCH_CAUSE", "NORMAL_CLEARING"),
        ("41", "NORMAL_TEMPORARY_FAILURE"),
        ("ORIGINATOR_CANCEL", "ORIGINATOR_CANCEL"),
    ],
)
def test_uuid_kill_ends_a_call_once_with_the_cause_given(given: str, cause: str) -> None:
    crank = Crank()
    park(crank)
    assert crank.ask(f"uuid_kill {ATTEMPT} {given}") == "+OK\n"
    assert crank.ask(f"uuid_kill {ATTEMPT}") == "-ERR No such channel!\n"
    assert crank.event("CHANNEL_HANGUP_COMPLETE").headers["Hangup-Cause"] == cause
    assert crank.ask(f"uuid_exists {ATTEMPT}") == "false"


def test_a_call_killed_while_it_rings_fails_its_originate() -> None:
    crank = Crank()
    crank.call("4165550100")
    crank.seconds(2)
    assert crank.ask(f"uuid_kill {ATTEMPT} ORIGINATOR_CANCEL") == "+OK\n"
    assert crank.event("BACKGROUND_JOB").body == "-ERR ORIGINATOR_CANCEL\n"


def refused(crank: Crank, uuid: str = "other") -> bool:
    """Whether an originate is refused without a trace of a channel."""
    before = len(crank.events)
    crank.switch.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} &park")
    crank.seconds(0)
    told = crank.events[before:]
    jobs = [event.body for event in told if event.name == "BACKGROUND_JOB"]
    return jobs == ["-ERR DESTINATION_OUT_OF_ORDER\n"] and len(told) == 1


def test_a_uuid_in_use_is_refused_and_the_first_call_lives_on() -> None:
    crank = Crank()
    park(crank)
    assert refused(crank, ATTEMPT)
    assert crank.ask(f"uuid_exists {ATTEMPT}") == "true"


def test_pause_refuses_and_resume_does_not() -> None:
    crank = Crank()
    assert crank.ask("fsctl pause outbound") == "+OK\n"
    assert refused(crank)
    assert crank.ask("fsctl resume outbound") == "+OK\n"
    assert not refused(crank)


def test_no_more_sessions_than_the_limit() -> None:
    crank = Crank()
    crank.ask("fsctl max_sessions 2")
    assert [refused(crank, f"call-{n}") for n in range(3)] == [False, False, True]


def test_sessions_per_second_lets_one_less_through_and_starts_anew_each_second() -> None:
    crank = Crank()
    crank.ask("fsctl sps 4")
    crank.seconds(1)
    assert [refused(crank, f"call-{n}") for n in range(5)] == [False, False, False, True, True]
    crank.seconds(1)
    assert not refused(crank, "next")


def test_a_bad_gateway_is_a_destroy_without_a_create() -> None:
    crank = Crank()
    crank.switch.bgapi("originate {origination_uuid=abc}sofia/gateway/nope/1 &park")
    crank.seconds(0)
    assert crank.names() == ["CHANNEL_DESTROY", "BACKGROUND_JOB"]
    assert crank.event("CHANNEL_DESTROY").headers["Unique-ID"] == "abc"


def test_two_parked_calls_can_be_bridged_and_end_together() -> None:
    crank = Crank()
    park(crank)
    park(crank, "second")
    assert crank.ask(f"uuid_bridge {ATTEMPT} second") == "+OK second\n"
    crank.seconds(0.1)
    crank.ask(f"uuid_kill {ATTEMPT}")
    crank.seconds(0)
    assert crank.names().count("CHANNEL_BRIDGE") == 1
    assert not crank.switch.live()


def test_a_broadcast_plays_over_a_parked_call_which_stays_parked() -> None:
    crank = Crank()
    park(crank)
    assert crank.ask(f"uuid_broadcast {ATTEMPT} /audio/ack.wav aleg") == "+OK Message sent\n"
    crank.seconds(10)
    assert crank.event("PLAYBACK_STOP").headers["Playback-Status"] == "done"
    assert crank.switch.live() == [ATTEMPT]


def test_a_transfer_stops_the_message_and_goes_where_it_says() -> None:
    crank = Crank()
    crank.call("4165550178")
    crank.seconds(20)
    assert crank.ask(f"uuid_transfer {ATTEMPT} key_2 XML dialer") == "+OK\n"
    crank.until_idle()
    (record,) = crank.records().values()
    assert record["variables"]["dialer_step"] == "wrong_person"  # type: ignore[index]


def test_a_transfer_to_nowhere_ends_the_call() -> None:
    crank = Crank()
    park(crank)
    crank.ask(f"uuid_transfer {ATTEMPT} nowhere XML dialer")
    crank.until_idle()
    assert crank.event("CHANNEL_HANGUP").headers["Hangup-Cause"] == "NO_ROUTE_DESTINATION"


def test_a_key_can_be_pressed_from_the_prompt() -> None:
    crank = Crank()
    crank.call("4165550178")
    crank.seconds(20)
    assert crank.ask(f"uuid_recv_dtmf {ATTEMPT} 2") == f"+OK {ATTEMPT} received DTMF 2.\n"
    crank.until_idle()
    assert crank.event("DTMF").headers["DTMF-Digit"] == "2"


def test_shutdown_ends_every_call_and_then_nothing_happens() -> None:
    crank = Crank()
    park(crank)
    assert crank.ask("fsctl shutdown") == "+OK\n"
    crank.seconds(0)
    assert crank.event("CHANNEL_HANGUP").headers["Hangup-Cause"] == "SYSTEM_SHUTDOWN"
    assert crank.switch.stopped
    assert crank.switch.next_due() is None


def test_the_heart_beats_every_twenty_seconds() -> None:
    crank = Crank()
    crank.seconds(61)
    beats = [event for event in crank.events if event.name == "HEARTBEAT"]
    assert [event.headers["Uptime-msec"] for event in beats] == ["20000", "40000", "60000"]


def test_the_count_comes_from_the_call_or_is_kept_by_the_switch() -> None:
    crank = Crank()
    for n in range(3):
        crank.call("4165550146", attempt=f"{n:08}-1111-4111-8111-111111111111")
        crank.until_idle()
    assert [note["nth"] for note in crank.notes("INVITE")] == [1, 2, 3]
    crank.switch.bgapi("originate {sip_h_X-Dialer-Nth=9}sofia/gateway/carrier/14165550146 &park")
    crank.seconds(0)
    assert crank.notes("INVITE")[-1]["nth"] == 9


def test_the_count_goes_on_after_a_restart() -> None:
    dials = Counter({("4165550146", LegRole.CONTACT): 2})
    crank = Crank(SimulatedSwitch(Settings("secret"), START, dials=dials))
    crank.call("4165550146")
    crank.seconds(0)
    assert crank.notes("INVITE")[0]["scenario"] == "listens to the end"
