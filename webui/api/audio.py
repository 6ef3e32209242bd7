"""A campaign's audio: what it will take, generated, stopped, followed; and what is said."""

from typing import Any, Literal

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.speech.estimates import Estimate
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.speech import audio
from esl_dialer.services.speech.audio import Preview, Progress
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Said, Shown, fields_of

Mode = Literal["new", "all"]


class Generate(Given):
    mode: Mode
    """``new``: records without audio; ``all``: every record again."""


class EstimateQuery(Given):
    mode: Mode = "new"


class PreviewQuery(Given):
    account: Name = ""
    """Empty: the campaign's first record, or an example."""


@fields_of(Estimate)
class EstimateShown(Shown):
    seconds_each: float
    """The mean message."""
    seconds: float
    """To make them all."""


class JobShown(Shown):
    id: int
    mode: str
    status: str
    """pending, running, stopped, done, failed"""
    total: int
    done: int
    failed: int
    stop_requested: bool
    error: Said


@fields_of(Progress)
class AudioShown(Shown):
    outdated: int
    """Made from an earlier text or voice."""
    job: JobShown | None
    errors: list[tuple[str, Said]]
    """Some records that could not be spoken: the account, and why."""


@fields_of(Preview)
class PreviewShown(Shown):
    shown: str
    """For the eye."""
    spoken: str
    """What the voice is given."""
    confirmation: str
    """What is said before it, where who answers is asked who they are; else empty."""
    skipped: list[str]
    """Variables that are empty for this record."""


def generate(asked: Request, campaign: int) -> Progress:
    """Begin to speak the campaign's messages."""
    campaigns.get(asked.ctx, campaign)
    audio.request_audio(asked.ctx, campaign, asked.body.mode)
    return audio.progress(asked.ctx, campaign)


def stop(asked: Request, campaign: int) -> Progress:
    """Stop after the batch under way; what is made is kept."""
    campaigns.get(asked.ctx, campaign)
    audio.stop_audio(asked.ctx, campaign)
    return audio.progress(asked.ctx, campaign)


def show(asked: Request, campaign: int) -> Progress:
    """How far the audio is."""
    return audio.progress(asked.ctx, campaign)


def estimate(asked: Request, campaign: int) -> Any:
    """How many files, seconds and bytes a generation will make, about."""
    return audio.estimate(asked.ctx, campaign, asked.query.mode)


def preview(asked: Request, campaign: int) -> Preview:
    """What a record will hear."""
    return audio.preview(asked.ctx, campaign, asked.query.account or None)


_AUDIO = "/campaigns/{campaign}/audio"
ROUTES = (
    Route("GET", _AUDIO, Permission.VIEW, show, AudioShown),
    Route("POST", _AUDIO, Permission.GENERATE_AUDIO, generate, AudioShown, 202, body=Generate),
    Route("POST", f"{_AUDIO}/stop", Permission.GENERATE_AUDIO, stop, AudioShown),
    Route("GET", f"{_AUDIO}/estimate", Permission.VIEW, estimate, EstimateShown,
          query=EstimateQuery),
    Route("GET", f"{_AUDIO}/preview", Permission.VIEW, preview, PreviewShown, query=PreviewQuery),
)  # fmt: skip
