"""One way to place a call: what is written, what it counts against, and what is said of it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from esl_dialer.core.flows import LINK_BACK, MESSAGE_DROP
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import DtmfMode, LegRole
from esl_dialer.engine.placement import CallRequest, Dialing, Placement, Reply
from esl_dialer.engine.spacing import Limit, limits_of_gateway
from esl_dialer.esl.switch import NotSent, Originate, SwitchRefused, SwitchTimeout
from tests.engine.turns import TurnedClock
from tests.fakes import START

LEASE = START + timedelta(seconds=15)
CARRIER = Gateway("carrier", "sofia/gateway/carrier/{number}", max_cps=2.0)
REQUEST = CallRequest(
    attempt="one",
    number="4165550100",
    gateway=CARRIER,
    limits=(Limit("campaign 1", 60.0), *limits_of_gateway(CARRIER)),
    flow=LINK_BACK,
    campaign_id=1,
    record_id=7,
    caller_id="18663123618",
    message="1/7.wav",
    ring_timeout=30,
    longest_call=600,
    transfer_number="4169013704",
    transfer_leg="leg",
    apology="apology.wav",
)


@dataclass
class Switch:
    error: Exception | None = None
    taken: list[Originate] = field(default_factory=list)

    def originate(self, call: Originate) -> None:
        if self.error:
            raise self.error
        self.taken.append(call)


def placement(switch: Switch) -> Placement:
    return Placement(
        switch=switch,  # type: ignore[arg-type]
        clock=TurnedClock(),
        dialing=Dialing("{number}", "/audio"),
        lease_until=lambda: LEASE,
    )


def originated(request: CallRequest) -> Originate:
    switch = Switch()
    assert placement(switch).send(request).reply is Reply.TAKEN
    return switch.taken[0]


def test_an_order_becomes_the_call_that_its_flow_needs():
    call = originated(REQUEST)
    assert (call.attempt, call.extension, call.valid_until) == ("one", "link_back", LEASE)
    assert call.dial_string == "sofia/gateway/carrier/14165550100"
    assert call.variables["dialer_message"] == "/audio/1/7.wav"
    assert call.variables["dialer_role"] == "contact"
    assert call.variables["dialer_transfer"].endswith("]sofia/gateway/carrier/14169013704")
    assert "dialer_acknowledgement" not in call.variables


def test_who_else_places_calls_says_so_and_may_be_stale_before_the_lease_ends():
    soon = START + timedelta(seconds=3)
    call = originated(replace(REQUEST, flow=MESSAGE_DROP, role=LegRole.TEST, stale_at=soon))
    assert (call.variables["dialer_role"], call.valid_until) == ("test", soon)
    assert (call.extension, "dialer_transfer" in call.variables) == ("message_drop", False)
    assert originated(replace(REQUEST, stale_at=LEASE + timedelta(days=1))).valid_until == LEASE


def test_keys_come_as_the_gateway_sends_them():
    by_tones = replace(REQUEST, gateway=replace(CARRIER, keys=DtmfMode.INBAND))
    assert originated(by_tones).extension == "link_back_inband"


@pytest.mark.parametrize(
    ("error", "reply", "answered"),
    [
        (None, Reply.TAKEN, True),
        (NotSent("no link"), Reply.NOT_SENT, True),
        (SwitchRefused("-ERR"), Reply.REFUSED, True),
        (SwitchTimeout("no reply"), Reply.UNKNOWN, False),
    ],
)
def test_a_call_counts_for_its_span_and_without_an_answer_until_the_link_is_new(
    error, reply, answered
):
    placing = placement(Switch(error))
    handover = placing.send(REQUEST)
    assert (handover.reply, handover.error) == (reply, str(error or ""))
    assert placing.taken(START) == {"campaign 1": 1, "gateway carrier": 1}
    later = START + timedelta(seconds=2)
    assert any(placing.taken(later).values()) is not answered
    placing.link_came_up()
    assert not any(placing.taken(later).values())
