"""Audio whose words are not what would be said now, because the program reads a text otherwise.

A new version of the program may say an amount, an address or an abbreviation in other words. Audio
that exists stays, as after any change of a text, and counts as an earlier version's.
"""

import logging

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.speech.messages import Messages, Script, compose
from esl_dialer.core.speech.templates import TemplateError
from esl_dialer.core.speech.voices import VoiceError
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from esl_dialer.services.speech.draft_preview import as_installed
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.speech import audio
from esl_dialer.store.speech.audio import SpeakableRecord

log = logging.getLogger(__name__)

SAMPLE = 20
"""Records of each campaign that are looked at: its fixed text is the same for all."""


def outdate_reworded(ctx: Context) -> list[int]:
    """Raise the version of campaigns whose audio says other words than now; their numbers."""
    found = [each.id for each in campaigns.every(archived=True) if _is_reworded(each)]
    if found:
        with transaction():
            campaigns.outdate(found, ctx.now())
            for campaign_id in found:
                ctx.note("audio.reworded", f"campaign {campaign_id}")
        log.warning(line("audio.reworded", campaigns=found))
    return found


def _is_reworded(campaign: Campaign) -> bool:
    script = as_installed(campaign.script)
    return any(
        each.audio_text and each.audio_version == script.version and not _still_says(script, each)
        for each in audio.sample_records(campaign.id, SAMPLE)
    )


def _still_says(script: Script, record: SpeakableRecord) -> bool:
    try:
        composed = compose(script, record.fields)
    except (TemplateError, VoiceError):
        return False
    return isinstance(composed, Messages) and composed.message.text == record.audio_text
