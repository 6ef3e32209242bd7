"""Rules of a gate: the hours where the person is, which hold back all records behind it alike."""

from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.schedule import Edge
from esl_dialer.core.law.calendar import Calendar, State
from esl_dialer.core.law.law import Law
from esl_dialer.core.people.clocks import OLDEST, edition
from esl_dialer.core.people.gates import gate_of, zones_alone
from esl_dialer.core.rules import windows
from esl_dialer.core.rules.rule import GateFacts, HoursRule, Reason
from esl_dialer.core.says import Says
from esl_dialer.core.words import Caller, CallKind


def _clocks_are_known(facts: GateFacts, campaign: Campaign, now: datetime) -> bool:
    return facts.conditions.nobody_called or not _stale(facts)


def _clocks_are_old(facts: GateFacts, campaign: Campaign, now: datetime) -> Reason:
    return _too_old(facts)


def _too_old(facts: GateFacts) -> Reason:
    text = Says(
        "the time zone data is of {edition}, too old for {zones}: at least {oldest} is wanted",
        edition=edition(),
        zones=", ".join(sorted(_stale(facts))),
        oldest=OLDEST,
    )
    return Reason("zone_data_old", text, Says("pip install -U tzdata"))


def _stale(facts: GateFacts) -> frozenset[str]:
    if not (stale := facts.conditions.stale_zones):
        return stale
    return stale & gate_of(zones_alone(facts.gate)).zones


def _is_open(facts: GateFacts, campaign: Campaign, now: datetime) -> bool:
    return (
        facts.conditions.nobody_called
        or windows.is_open(campaign.window, facts.gate, now)
        or (schedule_goes_first(campaign, now) and _law_is_known(facts, campaign))
    )


def _law_is_known(facts: GateFacts, campaign: Campaign) -> bool:
    """Where it is not, the window is all that keeps a person's nights."""
    known = facts.conditions.law
    return known is None or _calendar(known, facts, campaign).is_known


def schedule_goes_first(campaign: Campaign, now: datetime) -> bool:
    """Whether an occurrence of its schedule has begun that goes before its own window. The law of
    the place holds all the same."""
    if not (campaign.recurrence_first and campaign.schedule.recurrence):
        return False
    last = campaign.schedule.last_edge(now)
    return last is not None and last[1] is Edge.START


def _outside(facts: GateFacts, campaign: Campaign, now: datetime) -> Reason:
    opens = _next_open(facts, campaign, now)
    where = campaign.window.zone or ", ".join(sorted(gate_of(facts.gate).zones))
    text = Says("outside the dialing window in {zones}", zones=where)
    return Reason("window", text, Says("dialing window"), opens)


def _next_open(facts: GateFacts, campaign: Campaign, now: datetime) -> datetime | None:
    opens = [windows.next_open(campaign.window, facts.gate, now)]
    if campaign.recurrence_first and campaign.schedule.recurrence:
        opens.append(campaign.schedule.next_start(now))
    return min((at for at in opens if at is not None), default=None)


def _lawful(facts: GateFacts, campaign: Campaign, now: datetime) -> bool:
    known = facts.conditions.law
    if known is None or facts.conditions.nobody_called:
        return True
    return _calendar(known, facts, campaign).state(now) is not State.REFUSED


def _unlawful(facts: GateFacts, campaign: Campaign, now: datetime) -> Reason:
    return _against(_calendar(facts.conditions.law or Law(()), facts, campaign), now)


def why_forbidden(facts: GateFacts, caller: Caller, call: CallKind, now: datetime) -> Reason | None:
    """What the law has against a call that is no record's, or against what it is asked by; None:
    nothing."""
    if facts.conditions.nobody_called:
        return None
    if _stale(facts):
        return _too_old(facts)
    calendar = (facts.conditions.law or Law(())).calendar(facts.gate, caller, call, dialing=True)
    return _against(calendar, now) if calendar.state(now) is State.REFUSED else None


def _against(calendar: Calendar, now: datetime) -> Reason:
    obstacle = calendar.obstacle(now)
    opens = calendar.next_at(now, State.WARN)
    if obstacle is None or obstacle.rule is None:
        return Reason("law", Says("no time zone is known"), Says("law"), opens)
    rule = obstacle.rule
    text = Says("{rule} ({zone})", rule=rule.says, zone=obstacle.zone)
    source = Says("law: {rule}, {citation}", rule=rule.id, citation=rule.citation)
    return Reason("law", text, source, opens, rule.id, rule.citation)


def _calendar(known: Law, facts: GateFacts, campaign: Campaign) -> Calendar:
    gate = facts.conditions.asked_gate(campaign.id, facts.gate)
    return known.calendar(gate, campaign.caller, campaign.call_kind, dialing=True)


zone_data_old = HoursRule(_clocks_are_known, _clocks_are_old)
"""Where a clock is told an hour wrong, nobody is called until the zone data is newer."""

window = HoursRule(_is_open, _outside)
"""The campaign's own window, in the zone that it names or in every one of the person's."""

law = HoursRule(_lawful, _unlawful)
"""Every rule of law that blocks, of each place in which the person may be (``core.law``)."""
