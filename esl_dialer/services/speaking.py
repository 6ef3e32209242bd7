"""A campaign's audio as pages show it: how far it is, what a template says and how long."""

from dataclasses import dataclass

from esl_dialer.core.messages import Messages, Script, compose
from esl_dialer.core.roles import Permission
from esl_dialer.core.templates import TemplateError
from esl_dialer.core.variables import EXAMPLE_FIELDS
from esl_dialer.core.voices import VoiceError
from esl_dialer.core.words import RecordAudio
from esl_dialer.services import campaigns
from esl_dialer.services.context import Context
from esl_dialer.store import audio
from esl_dialer.store.audio import Job

CHARACTERS_PER_SECOND = 14.7
"""Measured on the built-in voices: 14.3 to 15.9 over 200 messages in English and French."""

ERRORS = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """``job`` is the last one asked for; counts are of records that may be called."""

    job: Job | None
    running: bool
    counts: dict[RecordAudio, int]
    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """One message as it will be spoken, or what is wrong. ``seconds`` is an estimate."""

    text: str
    seconds: float
    problem: str = ""


def standing(ctx: Context, ref: int | str) -> Standing:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref)
    return Standing(
        job=audio.last_job(campaign.id),
        running=audio.unfinished_job(campaign.id) is not None,
        counts=audio.audio_counts(campaign.id),
        errors=tuple(audio.errors(campaign.id, ERRORS)),
    )


def preview(ctx: Context, script: Script, province: str) -> Preview:
    """What an example person of that province will hear."""
    ctx.require(Permission.VIEW)
    try:
        composed = compose(script, EXAMPLE_FIELDS | {"province": province})
    except (TemplateError, VoiceError) as error:
        return Preview("", 0.0, str(error))
    if not isinstance(composed, Messages):
        return Preview("", 0.0, str(composed))
    text = composed.message.text
    return Preview(text, len(text) / CHARACTERS_PER_SECOND)
