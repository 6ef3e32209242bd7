"""A campaign's audio: ask for it, stop it, look at what will be said and what it will take."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.speech import estimates, voices
from esl_dialer.core.speech.estimates import Estimate, Machine
from esl_dialer.core.speech.messages import (
    Messages,
    Script,
    compose,
    languages_of,
    said_by,
    template_for,
)
from esl_dialer.core.speech.templates import Failure, Rendered, TemplateError, parse, render
from esl_dialer.core.speech.variables import EXAMPLE_FIELDS
from esl_dialer.core.speech.voices import VoiceError
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import AudioState, RecordAudio, RunState
from esl_dialer.services.campaigns.campaigns import kept
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.speech.draft_preview import as_installed
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.campaigns import NoSuchCampaign
from esl_dialer.store.database import transaction
from esl_dialer.store.speech import audio

MODES = ("new", "all")
SAMPLE = 60
"""Records that an estimate looks at."""


def request_audio(ctx: Context, campaign_id: int, mode: str) -> int:
    """Ask for audio: ``new`` for records without any, ``all`` again. Returns the job's number.

    A campaign that names no engine or voice gets the installation's, for good: a change of the
    settings never mixes voices inside a campaign. Raises NotFound, Invalid (no record could be
    spoken with this template or voice) and Refused: a job is under way, ``all`` of an active
    campaign was asked for, or the files would not fit on the disk.
    """
    ctx.require(Permission.GENERATE_AUDIO)
    if mode not in MODES:
        raise Invalid({"mode": Says("{mode} is neither new nor all", mode=quoted(mode))})
    kept(ctx, campaign_id)
    script, run_state = _script(campaign_id)
    check_script(script)
    expected = estimate(ctx, campaign_id, mode)
    pinned = {"engine": script.engine, "voice_en": script.voice_en, "voice_fr": script.voice_fr}
    with transaction():
        campaigns.hold(campaign_id)
        if reasons := _why_not(campaign_id, mode, run_state, expected):
            raise Refused(Says("the audio can't be generated now"), reasons)
        campaigns.update(campaign_id, pinned, ctx.now())
        job_id = audio.add_job(campaign_id, mode, ctx.now())
        audio.set_audio_state(campaign_id, AudioState.GENERATING)
        ctx.note("audio.generate", f"campaign {campaign_id}", mode=mode, job=job_id)
    return job_id


def _script(campaign_id: int) -> tuple[Script, RunState]:
    """What the campaign says, with the installation's voices where it names none."""
    try:
        campaign = campaigns.get(campaign_id)
    except NoSuchCampaign as error:
        raise NotFound(error.says) from error
    return as_installed(campaign.script), campaign.run_state


def _why_not(campaign_id: int, mode: str, run_state: RunState, expected: Estimate) -> list[Says]:
    reasons = []
    if mode == "all" and run_state is RunState.ACTIVE:
        reasons.append(Says("the campaign is active: pause or stop it first"))
    if campaigns.get(campaign_id).undoing is not None:
        reasons.append(Says("one of its imports is being undone: wait until it is done"))
    if audio.unfinished_job(campaign_id) is not None:
        reasons.append(Says("its audio is already being generated"))
    if not expected.fits:
        needed, free = expected.bytes >> 20, expected.free_bytes >> 20
        reasons.append(
            Says(
                "it needs about {needed} MB and the disk has {free} MB free",
                needed=needed,
                free=free,
            )
        )
    return reasons


def check_script(script: Script) -> None:
    """Whether the templates parse and the engine has the voices. Raises Invalid."""
    try:
        compose(script, EXAMPLE_FIELDS | {"province": "QC"})
    except VoiceError as error:
        raise Invalid({"voice": error.says}) from error
    except TemplateError as error:
        raise Invalid({"template": error.says}) from error


def stop_audio(ctx: Context, campaign_id: int) -> bool:
    """Stop after the batch under way; what is made is kept. False when nothing is under way."""
    ctx.require(Permission.GENERATE_AUDIO)
    with transaction():
        stopping = audio.request_stop(campaign_id)
        if stopping:
            ctx.note("audio.stop", f"campaign {campaign_id}")
    return stopping


def estimate(ctx: Context, campaign_id: int, mode: str) -> Estimate:
    """About how many files, seconds and bytes a request would make. Raises NotFound, Invalid."""
    ctx.require(Permission.VIEW)
    script, _ = _script(campaign_id)
    check_script(script)
    counts = audio.audio_counts(campaign_id)
    records = sum(counts.values()) - (counts[RecordAudio.READY] if mode == "new" else 0)
    sample = (compose(script, record.fields) for record in _sample(campaign_id))
    messages = [each for each in sample if isinstance(each, Messages)]
    engine = voices.engine_name(script.engine)
    return estimates.estimate(messages, records, engine, _machine(ctx))


def _machine(ctx: Context) -> Machine:
    free = shutil.disk_usage(_nearest(ctx.config.audio_dir)).free
    processors = len(os.sched_getaffinity(0))
    return Machine(ctx.config.audio_workers, free, processors, os.getloadavg()[0])


def _nearest(directory: Path) -> Path:
    """It, or what it would be made in: nothing is made only to look."""
    return next(folder for folder in (directory, *directory.parents) if folder.is_dir())


def _sample(campaign_id: int) -> list[audio.SpeakableRecord]:
    return audio.sample_records(campaign_id, SAMPLE)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a campaign's audio stands. ``outdated``: made from an earlier version of the script."""

    state: AudioState
    ready: int
    missing: int
    failed: int
    outdated: int
    job: audio.Job | None
    errors: list[tuple[str, Says]]


def progress(ctx: Context, campaign_id: int, errors: int = 20) -> Progress:
    """For pages and the command line; ``errors`` at most. Raises NotFound."""
    ctx.require(Permission.VIEW)
    try:
        campaign = campaigns.get(campaign_id)
    except NoSuchCampaign as error:
        raise NotFound(error.says) from error
    counts = audio.audio_counts(campaign_id)
    return Progress(
        state=campaign.audio_state,
        ready=counts[RecordAudio.READY],
        missing=counts[RecordAudio.NONE] + counts[RecordAudio.GONE],
        failed=counts[RecordAudio.FAILED],
        outdated=audio.outdated(campaign_id, campaign.template_version),
        job=audio.last_job(campaign_id),
        errors=audio.errors(campaign_id, errors),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What one record will hear. ``shown`` is for the eye, ``spoken`` is what the engine gets;
    ``confirmation`` comes first, where who answers is asked who they are.

    ``seconds`` is the audio's length where there is audio, else an estimate. ``error`` says why
    the record has no message.
    """

    account: str
    shown: str = ""
    spoken: str = ""
    apology: str = ""
    acknowledgement: str = ""
    confirmation: str = ""
    seconds: float = 0.0
    voices: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    error: Says = NOTHING


def preview(ctx: Context, campaign_id: int, ref: int | str | None = None) -> Preview:
    """What a record (by account or number; none: the campaign's first, else an example) will hear.

    Raises NotFound and Invalid.
    """
    ctx.require(Permission.VIEW)
    script, _ = _script(campaign_id)
    check_script(script)
    record = _record(campaign_id, ref)
    composed = compose(script, record.fields)
    if isinstance(composed, Failure):
        return Preview(record.account, error=composed.says)
    shown = _shown(script, said_by(script, record.fields))
    return Preview(
        account=record.account,
        shown="\n".join(each.text for each in shown),
        spoken=composed.message.text,
        apology=composed.apology.text if composed.apology else "",
        acknowledgement=composed.acknowledgement.text if composed.acknowledgement else "",
        confirmation=composed.confirmation.text if composed.confirmation else "",
        seconds=_seconds(record, composed),
        voices=tuple(f"{part.engine} {part.voice}" for part in
                     {part.voice: part for part in composed.message.utterances}.values()),
        skipped=tuple(name for each in shown for name in each.skipped),
    )  # fmt: skip


def _record(campaign_id: int, ref: int | str | None) -> audio.SpeakableRecord:
    if ref is None:
        first = audio.sample_records(campaign_id, 1)
        return first[0] if first else audio.SpeakableRecord(0, "example", dict(EXAMPLE_FIELDS))
    if (found := audio.find_record(campaign_id, ref)) is None:
        raise NotFound(Says("the campaign has no record {record}", record=quoted(ref)))
    return found


def _seconds(record: audio.SpeakableRecord, composed: Messages) -> float:
    if record.audio_ms and record.audio_text == composed.message.text:
        return record.audio_ms / 1000
    return round(estimates.spoken_seconds(composed.message), 1)


def _shown(script: Script, fields: dict[str, str]) -> list[Rendered]:
    shown = []
    for language in languages_of(script, fields.get("province", "")):
        template = parse(template_for(script, language), language)
        rendered = render(template, fields, language, for_ear=False, on_empty=script.on_empty)
        if isinstance(rendered, Rendered):
            shown.append(rendered)
    return shown
