"""A campaign's audio: ask for it, stop it, look at what will be said and what it will take."""

from esl_dialer.core.messages import Script, compose, script_of
from esl_dialer.core.roles import Permission
from esl_dialer.core.templates import TemplateError
from esl_dialer.core.variables import EXAMPLE_FIELDS
from esl_dialer.core.voices import VoiceError
from esl_dialer.core.words import AudioState, RunState
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store import audio, campaigns
from esl_dialer.store.campaigns import NoSuchCampaign
from esl_dialer.store.database import transaction

MODES = ("new", "all")


def request_audio(ctx: Context, campaign_id: int, mode: str) -> int:
    """Ask for audio: ``new`` for records without any, ``all`` again. Returns the job's number.

    Raises NotFound, Invalid (no record could be spoken with this template or voice) and Refused:
    a job is under way, or ``all`` of an active campaign was asked for.
    """
    ctx.require(Permission.GENERATE_AUDIO)
    if mode not in MODES:
        raise Invalid({"mode": f"{mode!r} is neither new nor all"})
    script, run_state = _script(campaign_id)
    check_script(script)
    with transaction():
        if reasons := _why_not(campaign_id, mode, run_state):
            raise Refused("the audio can't be generated now", reasons)
        job_id = audio.add_job(campaign_id, mode, ctx.now())
        audio.set_audio_state(campaign_id, AudioState.GENERATING)
        ctx.note("audio.generate", f"campaign {campaign_id}", mode=mode, job=job_id)
    return job_id


def _script(campaign_id: int) -> tuple[Script, RunState]:
    try:
        campaign = campaigns.get(campaign_id)
    except NoSuchCampaign as error:
        raise NotFound(str(error)) from error
    return script_of(campaign), campaign.run_state


def _why_not(campaign_id: int, mode: str, run_state: RunState) -> list[str]:
    reasons = []
    if mode == "all" and run_state is RunState.ACTIVE:
        reasons.append("the campaign is active: pause or stop it first")
    if audio.unfinished_job(campaign_id) is not None:
        reasons.append("its audio is already being generated")
    return reasons


def check_script(script: Script) -> None:
    """Whether the templates parse and the engine has the voices. Raises Invalid."""
    try:
        compose(script, EXAMPLE_FIELDS | {"province": "QC"})
    except VoiceError as error:
        raise Invalid({"voice": str(error)}) from error
    except TemplateError as error:
        raise Invalid({"template": str(error)}) from error


def stop_audio(ctx: Context, campaign_id: int) -> bool:
    """Stop after the batch under way; what is made is kept. False when nothing is under way."""
    ctx.require(Permission.GENERATE_AUDIO)
    with transaction():
        stopping = audio.request_stop(campaign_id)
        if stopping:
            ctx.note("audio.stop", f"campaign {campaign_id}")
    return stopping
