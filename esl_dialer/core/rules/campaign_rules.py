"""Rules of a whole campaign: what holds back every record of it."""

from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.schedule import Edge, due
from esl_dialer.core.campaigns.starting import on_the_wall
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.rules.rule import CampaignFacts, Load, Reason
from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState

UNCAPPED = 1_000_000

_NOT_ACTIVE = {
    RunState.DRAFT: Says("it was not started yet"),
    RunState.PAUSED: Says("the campaign is paused"),
    RunState.STOPPED: Says("the campaign is stopped"),
    RunState.COMPLETED: Says("the campaign is completed"),
}


def room(campaign: Campaign, load: Load) -> int:
    """How many more calls its own caps leave; ``UNCAPPED`` when it has none."""
    if campaign.max_transfers and load.transferring >= campaign.max_transfers:
        return 0
    most = _most_live(campaign)
    return max(0, most - load.live) if most else UNCAPPED


def _most_live(campaign: Campaign) -> int:
    """Calls in progress; 0: as many as its speed makes."""
    caps = [most for most in (campaign.max_live, campaign.keep_live) if most]
    return min(caps, default=0)


def not_active(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if campaign.run_state is RunState.ACTIVE:
        return None
    if campaign.schedule and (planned := _planned(campaign, now)):
        return planned
    return Reason("not_active", _NOT_ACTIVE[campaign.run_state], Says("campaign: Start"))


def _planned(campaign: Campaign, now: datetime) -> Reason | None:
    """It starts by itself, or would if something did not forbid it."""
    schedule, source = campaign.schedule, Says("campaign: schedule")
    if due(schedule, campaign.planned_until, now) is Edge.START:
        text = Says("it should have started by itself: something forbids a start")
        return Reason("not_active", text, source)
    starts = schedule.next_start(now)
    if starts is None or campaign.run_state is RunState.PAUSED:
        return None
    text = Says("it starts by itself on {at}", at=on_the_wall(campaign, starts))
    return Reason("not_active", text, source, starts)


def schedule_ended(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    """Its end has come: it is completed in a moment."""
    if not campaign.schedule:
        return None
    if due(campaign.schedule, campaign.planned_until, now) is not Edge.END:
        return None
    return Reason("schedule_ended", Says("its schedule has ended"), Says("campaign: schedule"))


def new_run(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    """Nobody is called by what the run before left of their record."""
    if campaign.renewing_at is None:
        return None
    text = Says("its records are made ready for a new run")
    return Reason("new_run", text, Says("campaign: schedule"))


def engine_stopped(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if facts.conditions.engine_runs:
        return None
    return Reason("engine_stopped", Says("no engine is running"), Says("esl-dialer serve"))


def switch_down(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if facts.conditions.switch_up:
        return None
    return Reason("switch_down", Says("the switch can't be reached"), Says("switch connection"))


def restored(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if (why := facts.conditions.restored.get(campaign.id)) is None:
        return None
    return Reason("restored", why, Says("restored database"))


def import_undone(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if campaign.undoing is None:
        return None
    text = Says("import {number} is being undone", number=str(campaign.undoing))
    return Reason("import_undone", text, Says("import: Undo"))


def law_unreadable(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not facts.conditions.unfit_packs or facts.conditions.switch_simulated:
        return None
    files = ", ".join(facts.conditions.unfit_packs)
    text = Says("rules of law that were added do not fit this release: {files}", files=files)
    return Reason("law_unreadable", text, Says("law: added packs"))


def no_gateway(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not (why := facts.conditions.no_gateway):
        return None
    text = Says("no gateway takes a call: {gateways}", gateways=why)
    return Reason("no_gateway", text, Says("gateways"), facts.conditions.rest_ends)


def audio_lost(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if (why := facts.conditions.lost_audio.get(campaign.id)) is None:
        return None
    text = Says("its messages can't be read: {why}", why=why)
    return Reason("audio_lost", text, Says("audio directory"))


def was_simulated(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not campaign.simulated or facts.conditions.switch_simulated:
        return None
    return Reason(
        "was_simulated",
        Says("it was started on the simulated switch: pause, reset and start it on this one"),
        Says("campaign: Start"),
    )


def speed_zero(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not pace_of(campaign).stands_still:
        return None
    return Reason("speed_zero", Says("its speed is 0 calls per minute"), Says("campaign: speed"))


def global_speed_zero(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if facts.conditions.global_cpm > 0:
        return None
    text = Says("the global speed is 0 calls per minute")
    return Reason("global_speed_zero", text, Says("global speed"))


def max_transfers(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not campaign.max_transfers or facts.load.transferring < campaign.max_transfers:
        return None
    text = Says(
        "{count} {count:call is with a representative|calls are with representatives}, its most",
        count=facts.load.transferring,
    )
    return Reason("max_transfers", text, Says("campaign: simultaneous transfers"))


def no_agent_free(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    if not campaign.flow.needs_agent or facts.load.agents != 0:
        return None
    return Reason("no_agent_free", Says("no agent of it waits for a call"), Says("agents"))


def max_live(facts: CampaignFacts, campaign: Campaign, now: datetime) -> Reason | None:
    most = _most_live(campaign)
    if not most or facts.load.live < most:
        return None
    text = Says("{count} {count:call is|calls are} in progress, its most", count=facts.load.live)
    return Reason("max_live", text, Says("campaign: calls"))
