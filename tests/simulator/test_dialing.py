"""Several legs in one dial string: who is taken, who is let go, and what is no longer dialed."""

import pytest

from tests.simulator.crank import ATTEMPT, Crank

LISTENS = "sofia/gateway/carrier/14165550178"
RINGS_OUT = "sofia/gateway/carrier/14165550100"
BUSY = "sofia/gateway/carrier/14165550140"
A, B = "[origination_uuid=a]", "[origination_uuid=b]"


def dialed(legs: str, variables: str = "ignore_early_media=true", seconds: float = 30) -> Crank:
    crank = Crank()
    crank.switch.bgapi(f"originate {{{variables}}}{legs} &park", "job")
    crank.seconds(seconds)
    return crank


def said(crank: Crank) -> str:
    return str(crank.event("BACKGROUND_JOB").body).strip()


def ends(crank: Crank) -> dict[str, str]:
    found = (event for event in crank.events if event.name == "CHANNEL_HANGUP_COMPLETE")
    return {event.headers["Unique-ID"]: event.headers["Hangup-Cause"] for event in found}


def test_the_first_to_ring_is_taken_when_ringing_is_enough() -> None:
    crank = dialed(f"{A}{RINGS_OUT},{B}{LISTENS}", "return_ring_ready=true", 5)
    assert said(crank) == "+OK a"
    assert ends(crank) == {"b": "LOSE_RACE"}


def test_two_that_answer_in_the_same_instant() -> None:
    crank = dialed(f"{A}{LISTENS},{B}{LISTENS}")
    assert said(crank) == "+OK a"
    assert ends(crank) == {"b": "LOSE_RACE"}
    assert crank.switch.live() == ["a"]


def test_a_leg_that_was_hung_up_by_hand_is_followed_by_the_next() -> None:
    crank = dialed(f"{A}{RINGS_OUT}|{B}{LISTENS}", seconds=5)
    crank.ask("uuid_kill a CALL_REJECTED")
    crank.seconds(30)
    assert (said(crank), ends(crank)) == ("+OK b", {"a": "CALL_REJECTED"})


def test_a_paused_switch_dials_none_of_them() -> None:
    crank = Crank()
    crank.ask("fsctl pause")
    crank.switch.bgapi(f"originate {A}{LISTENS},{B}{LISTENS}|{BUSY} &park", "job")
    crank.seconds(1)
    assert said(crank) == "-ERR DESTINATION_OUT_OF_ORDER"
    assert crank.names("BACKGROUND_JOB", "RE_SCHEDULE") == []


def test_none_of_many_that_could_be_dialed() -> None:
    crank = dialed("sofia/gateway/nope/1,error/USER_BUSY|sofia/nope/1@127.0.0.1|user/x", seconds=1)
    assert said(crank) == "-ERR SUBSCRIBER_ABSENT"
    assert crank.names("BACKGROUND_JOB", "RE_SCHEDULE") == ["CHANNEL_DESTROY"] * 2


@pytest.mark.parametrize("legs", [f"{A}{RINGS_OUT},{B}{RINGS_OUT}", f"{A}{RINGS_OUT}|{B}{BUSY}"])
def test_a_caller_who_is_transferred_while_legs_ring(legs: str) -> None:
    crank = Crank()
    steps = f"'m:^:bridge:{legs}' inline"
    crank.switch.bgapi(f"originate {{origination_uuid={ATTEMPT}}}{LISTENS} {steps}", "job")
    crank.seconds(20)
    ringing = set(crank.switch.live()) - {ATTEMPT}
    crank.ask(f"uuid_transfer {ATTEMPT} park inline")
    crank.seconds(30)
    assert ends(crank) == dict.fromkeys(ringing, "ORIGINATOR_CANCEL")
    assert crank.switch.live() == [ATTEMPT]
    done = [event for event in crank.events if event.name == "CHANNEL_EXECUTE_COMPLETE"]
    assert [event.headers["Application"] for event in done] == ["bridge"]
    assert crank.names()[-1] != "CHANNEL_BRIDGE"


def test_a_bridge_of_which_no_leg_is_reached_goes_on_or_ends() -> None:
    for variables, left in (("", []), ("set:continue_on_fail=true^", [ATTEMPT])):
        crank = Crank()
        steps = f"'m:^:{variables}bridge:{A}{BUSY}|{B}{BUSY}^park' inline"
        crank.switch.bgapi(f"originate {{origination_uuid={ATTEMPT}}}{LISTENS} {steps}", "job")
        crank.seconds(40)
        assert crank.switch.live() == left
        assert {ends(crank)[leg] for leg in ("a", "b")} == {"USER_BUSY"}
