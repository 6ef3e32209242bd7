"""What a start asks of the store."""

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.starting import StartFacts
from esl_dialer.core.words import RecordStatus
from esl_dialer.store.agents import supply
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.people import records
from esl_dialer.store.speech import audio
from esl_dialer.store.system import settings


def facts(
    campaign: Campaign, *, simulated: bool, occurrence: bool = False, afresh: bool = False
) -> StartFacts:
    """``simulated``: the switch is; ``occurrence``: it is one of its schedule that starts, which is
    a new run where it comes again; ``afresh``: a person wants a new run. Where nobody was dialed or
    closed in the run that there is, there is no new one."""
    was_dialed = campaigns.was_dialed(campaign.id)
    wanted = afresh or (occurrence and campaign.schedule.recurrence is not None)
    anew = wanted and (was_dialed or campaigns.any_of(campaign.id, {RecordStatus.NO_ATTEMPT}))
    counts = records.readiness(campaign.id, anew=anew)
    lacking_transfer = 0
    if campaign.flow.needs_transfer and not campaign.transfer_number:
        lacking_transfer = records.without_did(campaign.id, anew=anew)
    return StartFacts(
        total=counts.total,
        missing_audio=counts.missing_audio,
        failed_audio=counts.failed_audio,
        importing=counts.importing,
        unfinished=campaigns.unfinished(campaign.id),
        left_out=campaigns.left_out(campaign.id),
        lacking_transfer=lacking_transfer,
        has_caller_id=bool(campaign.caller_ids or settings.read().default_caller_id),
        was_dialed=was_dialed,
        simulated=simulated,
        anew=anew,
        unasked=audio.unasked(campaign) if campaign.flow.confirmed_by else 0,
        lacking_agents=campaign.flow.needs_agent and bool(supply.lacking([campaign.id])),
    )
