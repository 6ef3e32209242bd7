"""What is done of a campaign before it dials, and what is to be done next."""

from enum import StrEnum

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.words import AudioState, RunState


class Step(StrEnum):
    """In their order."""

    DRAFT = "draft"
    LIST = "list"
    AUDIO = "audio"
    START = "start"


def next_step(campaign: Campaign, records: int) -> Step | None:
    """What it lacks first to dial; None: it dials, or nobody may start it. ``records``: how many
    it has, those that its filter leaves out too."""
    if campaign.run_state is RunState.ACTIVE or campaign.archived_at is not None:
        return None
    if not records:
        return Step.LIST
    return Step.START if campaign.audio_state is AudioState.READY else Step.AUDIO


def steps(campaign: Campaign, records: int) -> dict[Step, bool]:
    """By step, whether it is done. A draft is made as soon as there is a campaign."""
    started = campaign.run_state is not RunState.DRAFT
    return {
        Step.DRAFT: True,
        Step.LIST: records > 0,
        Step.AUDIO: records > 0 and campaign.audio_state is AudioState.READY,
        Step.START: started,
    }
