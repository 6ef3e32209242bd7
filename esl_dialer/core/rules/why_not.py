"""Why a record is not dialed now: the first rule that holds it back, and when that rule clears.

One place for every "no". The engine, the CLI and the pages ask this and nothing else. The tables
say which rules there are, in the order in which they are asked: first those of the whole campaign,
then those of the record, then the hours where the person is.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, Protocol

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules import campaign_rules, gate_rules, record_rules
from esl_dialer.core.rules.rule import (
    NO_LOAD,
    CampaignFacts,
    Conditions,
    Facts,
    GateFacts,
    HoursRule,
    Load,
    Reason,
    Rule,
    Subject,
)
from esl_dialer.core.words import RecordAudio, RecordStatus

CAMPAIGN_RULES: tuple[Rule[CampaignFacts], ...] = (
    campaign_rules.not_active,
    campaign_rules.schedule_ended,
    campaign_rules.new_run,
    campaign_rules.engine_stopped,
    campaign_rules.switch_down,
    campaign_rules.restored,
    campaign_rules.import_undone,
    campaign_rules.law_unreadable,
    campaign_rules.no_gateway,
    campaign_rules.audio_lost,
    campaign_rules.was_simulated,
    campaign_rules.speed_zero,
    campaign_rules.global_speed_zero,
    campaign_rules.no_agent_free,
    campaign_rules.max_transfers,
    campaign_rules.max_live,
)

RECORD_RULES: tuple[Rule[Subject], ...] = (
    record_rules.in_progress,
    record_rules.previewed,
    record_rules.final,
    record_rules.stopped,
    record_rules.person_stopped,
    record_rules.perhaps_stopped,
    record_rules.list_inactive,
    record_rules.source_status,
    record_rules.filtered_out,
    record_rules.audio_missing,
    record_rules.phone_type,
    record_rules.no_phone,
    record_rules.number_spent,
    record_rules.no_transfer_number,
    record_rules.number_heard,
    record_rules.person_heard,
    record_rules.promised,
    record_rules.consent_missing,
    record_rules.contact_cap,
    record_rules.call_back,
    record_rules.not_yet,
    record_rules.phone_hours,
    record_rules.number_in_progress,
    record_rules.person_in_progress,
)

GATE_RULES: tuple[HoursRule, ...] = (
    gate_rules.zone_data_old,
    gate_rules.window,
    gate_rules.law,
)

TURNS = 100
"""How often rules of a gate may close, one as another opens, before nobody waits for them."""


def why_not_campaign(
    campaign: Campaign, conditions: Conditions, now: datetime, load: Load = NO_LOAD
) -> Reason | None:
    """The first rule that holds back every record of the campaign; None: it dials."""
    return _first(CAMPAIGN_RULES, CampaignFacts(conditions, load), campaign, now)


def why_not_record(
    subject: Subject, campaign: Campaign, conditions: Conditions, now: datetime
) -> Reason | None:
    """The first rule that holds back this record, its campaign's own rules aside; None: dial it."""
    hours = GateFacts(conditions, subject.gate)
    if campaign.kind_hours and conditions.nobody_called:
        subject = replace(subject, kind="")
    return _first(RECORD_RULES, subject, campaign, now) or _first(GATE_RULES, hours, campaign, now)


def _first(
    rules: Iterable[Rule[Facts]], facts: Facts, campaign: Campaign, now: datetime
) -> Reason | None:
    for rule in rules:
        if (reason := rule(facts, campaign, now)) is not None:
            return reason
    return None


def open_gates(
    gates: Iterable[str], campaign: Campaign, conditions: Conditions, now: datetime
) -> list[str]:
    """Those whose records no hours hold back now."""
    left = [GateFacts(conditions, gate) for gate in gates]
    for rule in GATE_RULES:
        left = [facts for facts in left if rule.is_open(facts, campaign, now)]
    return [facts.gate for facts in left]


class Behind(NamedTuple):
    """Records that hours treat alike: behind one gate, and by the type of the phone that is dialed
    next, where that has hours of its own."""

    gate: str
    kind: str = ""


def why_closed(
    behind: Behind, campaign: Campaign, conditions: Conditions, now: datetime
) -> Reason | None:
    """The first rule of hours that holds these records back; None: none does."""
    closed = _first(GATE_RULES, GateFacts(conditions, behind.gate), campaign, now)
    if closed or conditions.nobody_called:
        return closed
    return record_rules.type_closed(behind.kind, behind.gate, campaign, now)


def opens(
    behind: Behind, campaign: Campaign, conditions: Conditions, at: datetime
) -> datetime | None:
    """The first instant, from this one on, at which no hours hold these records back.

    None when there is none, or when rules that clear in turn leave none within ``TURNS``.
    """
    for _ in range(TURNS):
        if (reason := why_closed(behind, campaign, conditions, at)) is None:
            return at
        if reason.clears_at is None:
            return None
        at = reason.clears_at
    return None


class Alike(Protocol):
    """Records that every rule treats alike; ``first_due`` counts where they wait."""

    @property
    def status(self) -> RecordStatus: ...
    @property
    def audio(self) -> RecordAudio: ...
    @property
    def gate(self) -> str: ...
    @property
    def waits(self) -> bool: ...
    @property
    def first_due(self) -> datetime | None: ...


def typical(group: Alike) -> Subject:
    """One of them; its number is none that a rule knows."""
    due = group.first_due if group.waits else None
    return Subject(group.status, group.audio, group.gate, "+10000000000", due)
