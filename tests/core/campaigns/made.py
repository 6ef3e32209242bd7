"""Campaigns made for tests."""

from dataclasses import replace

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.words import AudioState, CampaignKind, DialOrder, Language, RunState

_PLAIN = Campaign(
    id=1,
    name="January",
    kind=CampaignKind.LB,
    language=Language.EN,
    run_state=RunState.DRAFT,
    audio_state=AudioState.READY,
    run_number=1,
    window=Window.of(DailyHours()),
    cpm=10.0,
    dial_order=DialOrder.SEQUENTIAL,
    caller_ids=("18663123618",),
    transfer_number="4169013704",
    ring_timeout=30,
    longest_call=600,
    max_attempts=6,
    retry_minutes=240,
    template_en="Hello.",
    template_fr="",
    template_version=1,
    empty_variable="skip_sentence",
    engine="",
    voice_en="",
    voice_fr="",
    simulated=False,
    max_live=0,
    max_transfers=0,
    priority=1,
    next_start_at=None,
)


def a_campaign(**changes: object) -> Campaign:
    return replace(_PLAIN, **changes)
