"""Rules of a gate: the hours where the person is, which hold back all records behind it alike."""

from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.rules import windows
from esl_dialer.core.rules.rule import GateFacts, HoursRule, Reason
from esl_dialer.core.says import Says


def _is_open(facts: GateFacts, campaign: Campaign, now: datetime) -> bool:
    return facts.conditions.nobody_called or windows.is_open(campaign.window, facts.gate, now)


def _outside(facts: GateFacts, campaign: Campaign, now: datetime) -> Reason:
    opens = windows.next_open(campaign.window, facts.gate, now)
    where = ", ".join(sorted(gate_of(facts.gate).zones))
    text = Says("outside the dialing window in {zones}", zones=where)
    return Reason("window", text, Says("dialing window"), opens)


window = HoursRule(_is_open, _outside)
"""The campaign's own window, in every zone in which the person may be."""
