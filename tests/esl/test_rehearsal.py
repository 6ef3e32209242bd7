"""What the rehearsal carrier is told with each call."""

from esl_dialer.core.flows import FLOWS
from esl_dialer.core.words import CampaignKind
from esl_dialer.esl.rehearsal import Dials, rehearsed
from esl_dialer.esl.switch import Originate
from ivr.variables import CallPlan, call_variables


def call(kind: CampaignKind) -> Originate:
    plan = CallPlan(
        attempt="a1",
        campaign_id=1,
        record_id=2,
        flow=FLOWS[kind],
        caller_id="18005550100",
        caller_name="Acme",
        message="/m.wav",
        ring_timeout=30,
        longest_call=600,
        transfer_leg="t1",
        transfer_dial_string="sofia/gateway/rehearsal/14165550190",
    )
    return Originate("a1", "sofia/gateway/rehearsal/14165550178", "link_back", call_variables(plan))


def test_each_leg_says_its_role_and_how_often_its_number_was_dialed() -> None:
    before = call(CampaignKind.LB)
    after = rehearsed(before, Dials(contact=3, representative=2))
    assert after.variables["sip_h_X-Dialer-Nth"] == "3"
    assert after.variables["sip_h_X-Dialer-Role"] == "contact"
    leg = after.variables["dialer_transfer"]
    assert leg.startswith("[sip_h_X-Dialer-Nth=2,sip_h_X-Dialer-Role=transfer,origination_uuid=t1,")
    assert leg.endswith("]sofia/gateway/rehearsal/14165550190")
    assert (after.attempt, after.dial_string) == (before.attempt, before.dial_string)


def test_a_call_without_a_representative_gets_none() -> None:
    assert "dialer_transfer" not in rehearsed(call(CampaignKind.MD), Dials()).variables
