"""Rules of a whole campaign: what holds back every record of it."""

from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.rules.rule import CampaignFacts, Load, Reason
from esl_dialer.core.words import RunState

UNCAPPED = 1_000_000


def room(campaign: Campaign, load: Load) -> int:
    """How many more calls its own caps leave; ``UNCAPPED`` when it has none."""
    if campaign.max_transfers and load.transferring >= campaign.max_transfers:
        return 0
    return max(0, campaign.max_live - load.live) if campaign.max_live else UNCAPPED


def not_active(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if campaign.run_state is RunState.ACTIVE:
        return None
    return Reason("not_active", f"the campaign is {campaign.run_state}", "campaign: Start")


def engine_stopped(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if facts.conditions.engine_runs:
        return None
    return Reason("engine_stopped", "no engine is running", "esl-dialer serve")


def switch_down(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if facts.conditions.switch_up:
        return None
    return Reason("switch_down", "the switch can't be reached", "switch connection")


def no_gateway(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not (why := facts.conditions.no_gateway):
        return None
    text = f"no gateway takes a call: {why}"
    return Reason("no_gateway", text, "gateways", facts.conditions.rest_ends)


def was_simulated(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not campaign.simulated or facts.conditions.switch_simulated:
        return None
    return Reason(
        "was_simulated",
        "it was started on the simulated switch: pause, reset and start it on this one",
        "campaign: Start",
    )


def speed_zero(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not pace_of(campaign).stands_still:
        return None
    return Reason("speed_zero", "its speed is 0 calls per minute", "campaign: speed")


def global_speed_zero(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if facts.conditions.global_cpm > 0:
        return None
    return Reason("global_speed_zero", "the global speed is 0 calls per minute", "global speed")


def max_transfers(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not campaign.max_transfers or facts.load.transferring < campaign.max_transfers:
        return None
    text = f"{facts.load.transferring} calls are with representatives, its most"
    return Reason("max_transfers", text, "campaign: simultaneous transfers")


def max_live(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not campaign.max_live or facts.load.live < campaign.max_live:
        return None
    text = f"{facts.load.live} calls are in progress, its most"
    return Reason("max_live", text, "campaign: calls")
