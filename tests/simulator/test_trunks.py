"""Gateways that are down, full, or want nothing of us: no call reaches the number dialed."""

import pytest

from esl_dialer.simulator.core import Settings
from esl_dialer.simulator.switch import SimulatedSwitch
from esl_dialer.simulator.trunks import Trunk
from tests.simulator.crank import START, Crank

NUMBER = "14165550178"


def originate(crank: Crank, dialed: str) -> None:
    crank.switch.bgapi(f"originate {{origination_uuid=u-1}}{dialed} &park", "u-1")
    crank.seconds(2)


@pytest.mark.parametrize(
    ("dialed", "cause", "status"),
    [
        (f"sofia/gateway/congested/{NUMBER}", "NORMAL_TEMPORARY_FAILURE", "503"),
        (f"sofia/gateway/forbids/{NUMBER}", "CALL_REJECTED", "403"),
        (f"sofia/external/{NUMBER}@10.0.0.1:9", "NORMAL_TEMPORARY_FAILURE", "503"),
    ],
)
def test_a_trunk_refuses_at_once_whatever_the_number_does(dialed, cause, status):
    crank = Crank()
    originate(crank, dialed)
    end = crank.event("CHANNEL_HANGUP_COMPLETE")
    assert end.headers["Hangup-Cause"] == cause
    assert end.headers["variable_sip_term_status"] == status
    assert "CHANNEL_PROGRESS" not in crank.names()
    assert not crank.notes("RING")


def test_a_call_that_a_trunk_refuses_is_no_dial_of_the_number():
    crank = Crank()
    originate(crank, f"sofia/gateway/congested/{NUMBER}")
    crank.switch.bgapi(f"originate sofia/gateway/carrier/{NUMBER} &park", "u-2")
    crank.seconds(2)
    assert [note["nth"] for note in crank.notes("INVITE")] == [0, 1]


def test_a_gateway_that_is_down_makes_no_channel():
    crank = Crank()
    originate(crank, f"sofia/gateway/down/{NUMBER}")
    assert "CHANNEL_CREATE" not in crank.names()
    assert not crank.notes("INVITE")
    assert crank.event("BACKGROUND_JOB").body == "-ERR GATEWAY_DOWN\n"


def test_a_gateway_may_go_down_and_come_back():
    crank = Crank()
    crank.switch.set_gateway("carrier", Trunk.DOWN)
    assert "Status  \tDOWN" in crank.ask("sofia status gateway carrier")
    crank.switch.set_gateway("carrier", Trunk.WORKS)
    assert "Status  \tUP" in crank.ask("sofia status gateway carrier")


def test_it_stands_for_whatever_gateways_an_installation_has():
    crank = Crank(SimulatedSwitch(Settings("secret", every_gateway=True), START))
    assert "Status  \tUP" in crank.ask("sofia status gateway telco-7")
    originate(crank, f"sofia/gateway/telco-7/{NUMBER}")
    assert crank.notes("INVITE")
