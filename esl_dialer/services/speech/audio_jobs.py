"""Doing the audio jobs: the loop of the audio process, and ``audio generate`` in the foreground."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from esl_dialer.core.broken import told_of
from esl_dialer.core.says import NOTHING, Says, SaysError
from esl_dialer.core.speech.generation import Files, NotSpoken, SpeakBatch
from esl_dialer.core.speech.messages import Messages, compose
from esl_dialer.core.speech.templates import Failure, TemplateError
from esl_dialer.core.speech.voices import VoiceError
from esl_dialer.runtime.audio_dir import Trouble
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.services.speech import audio_folder
from esl_dialer.services.speech.draft_preview import as_installed
from esl_dialer.services.system.beating import BEAT_S, throttled
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.speech import audio
from esl_dialer.store.speech.audio import SpeakableRecord, SpokenRecord
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

BATCH = 24
"""Records spoken between two commits: a stop is honoured after these."""
UNMARK_ROWS = 100
LONGEST_WAIT_S = 300.0
DIRECTORY_WAIT_S = 10.0
"""Before an audio directory that is away is looked for again."""


class EngineDown(SaysError):
    """The campaign's engine can't speak at all here."""


class JobLost(Exception):
    """Another worker took the job over, because this one was silent for too long."""


@dataclass(frozen=True, slots=True)
class AudioWork:
    """What a job is done with. ``directory`` holds the files; ``owner`` names this worker."""

    speak: SpeakBatch
    clock: Clock
    directory: Path
    owner: str
    progress: Callable[[audio.Job], None] = lambda _: None


def work_once(work: AudioWork) -> bool:
    """Do the oldest job that nobody does; False when there is none."""
    return any(run_audio_job(job_id, work) for job_id in audio.waiting_jobs(work.clock.now()))


def run_audio_job(job_id: int, work: AudioWork) -> bool:
    """Take a job and do it to its end; False when it is another's or finished.

    After a crash at any instant, the same call finishes the job with the same result. Raises
    DATABASE_AWAY: who takes the job next, when it has been silent for a while, goes on with it.
    """
    if not audio.take_job(job_id, work.owner, work.clock.now()):
        return False
    job = audio.job(job_id)
    log.info(line("audio.started", job=job.id, campaign=job.campaign_id, mode=job.mode))
    try:
        status, error = _outcome(job, work)
        _finish(job, work, status, error)
    except JobLost:
        log.warning(line("audio.left", job=job.id, owner=work.owner, reason="taken over"))
        return False
    ended = {"job": job.id, "campaign": job.campaign_id, "status": status, "error": error}
    log.info(line("audio.finished", **ended))
    work.progress(audio.job(job_id))
    return True


def _finish(job: audio.Job, work: AudioWork, status: str, error: Says) -> None:
    now = work.clock.now()
    with transaction():
        _held(audio.finish_job(job.id, work.owner, status, now, error))
        audio.set_audio_state(job.campaign_id, audio.reached_state(job.campaign_id))
        _tell(audio.job(job.id), now)


def _held(kept: bool) -> None:
    """Raises JobLost when a write found the job in other hands."""
    if not kept:
        raise JobLost


def _tell(job: audio.Job, now: datetime) -> None:
    error = job.error.to_json() if job.error else ""
    told = {"done": job.done, "failed": job.failed, "error": error}
    news = {"job": job.id, "status": job.status, "told": told}
    outbox.put("audio", news, now, job.campaign_id)


def _outcome(job: audio.Job, work: AudioWork) -> tuple[str, Says]:
    try:
        _wait_for_directory(job, work)
        if not job.prepared and not _stops(job):
            _prepare(job, work)
        return _generate(job, work), NOTHING
    except (VoiceError, TemplateError, EngineDown) as error:
        log.error(line("audio.failed", job=job.id, campaign=job.campaign_id, reason=error))
        return "failed", error.says
    except JobLost:
        raise
    except DATABASE_AWAY:
        raise
    except Exception as error:
        log.exception(line("audio.failed", job=job.id, campaign=job.campaign_id))
        return "failed", told_of(error)


def _prepare(job: audio.Job, work: AudioWork) -> None:
    """Mark what is to be made. Repeating it after a crash is harmless: nothing is made yet."""
    after: int | None = 0
    while after is not None:
        _beat(job, work)
        after = audio.unmark(job.campaign_id, job.mode, after, UNMARK_ROWS)
        work.clock.sleep(0)
    _held(audio.set_total(job.id, work.owner, audio.count_needed(job.campaign_id)))


def _generate(job: audio.Job, work: AudioWork) -> str:
    """Batch after batch; the status in which it ended. Raises EngineDown and JobLost."""
    after, waits = 0, 0
    while not _stops(job):
        _beat(job, work)
        _wait_for_directory(job, work)
        batch = audio.next_records(job.campaign_id, after, BATCH)
        if not (batch or after):
            return "done"
        if not batch:
            after = 0  # once more, for those that changed while they were spoken
            continue
        busy = _speak_and_save(job, batch, work)
        work.progress(audio.job(job.id))
        if busy is None:
            after, waits = batch[-1].id, 0
        else:
            seconds = min(LONGEST_WAIT_S, busy.wait * 2 ** min(waits, 8))
            _wait_for_service(job, work, seconds, busy.reason)
            waits += 1
    return "stopped"


def _stops(job: audio.Job) -> bool:
    return audio.job(job.id).stop_requested


def _wait_for_directory(job: audio.Job, work: AudioWork) -> None:
    """What is written where a mount is away is hidden when it is back. A stop ends the wait.

    Into one that is empty all is made again, where a person wants all of it made again.
    """
    while (lost := audio_folder.lost(work.directory)) is not None and not _stops(job):
        if job.mode == "all" and lost.trouble == Trouble.EMPTY:
            return
        _wait_for_service(job, work, DIRECTORY_WAIT_S, lost.why)


def _beat(job: audio.Job, work: AudioWork) -> None:
    _held(audio.beat(job.id, work.owner, work.clock.now()))


def _wait_for_service(job: audio.Job, work: AudioWork, seconds: float, reason: Says) -> None:
    """Wait with a beating heart, and say why; a stop ends it."""
    log.warning(line("audio.waits", job=job.id, seconds=round(seconds), reason=reason))
    waiting = Says("waiting {seconds} s: {reason}", seconds=round(seconds), reason=reason)
    _held(audio.note_waiting(job.id, work.owner, waiting))
    while seconds > 0 and not audio.job(job.id).stop_requested:
        work.clock.sleep(min(seconds, BEAT_S))
        _beat(job, work)
        seconds -= BEAT_S
    _held(audio.note_waiting(job.id, work.owner, NOTHING))


@dataclass(frozen=True, slots=True)
class Busy:
    """The service asks to wait so many seconds."""

    wait: float
    reason: Says


def _speak_and_save(job: audio.Job, batch: list[SpeakableRecord], work: AudioWork) -> Busy | None:
    """One batch, from rows to files to rows; ``Busy`` when a service asked to wait for the rest."""
    script = as_installed(campaigns.get(job.campaign_id).script)
    composed = {record.id: compose(script, record.fields) for record in batch}
    messages = {key: each for key, each in composed.items() if isinstance(each, Messages)}
    alive = throttled(work.clock, lambda: _beat(job, work))
    answers = work.speak(job.campaign_id, messages, alive) if messages else {}
    if down := [a.reason for a in answers.values() if isinstance(a, NotSpoken) and a.engine_down]:
        raise EngineDown(down[0])
    waits = [
        Busy(a.wait, a.reason)
        for a in answers.values()
        if isinstance(a, NotSpoken) and a.wait is not None
    ]
    results = (_result(one, composed[one.id], answers.get(one.id)) for one in batch)
    settled = {each.id: each for each in results if each is not None}
    now = work.clock.now()
    saved = audio.save_batch(job.id, work.owner, script.version, list(settled.values()), now)
    if saved is None:
        raise JobLost
    _remove_replaced(work.directory, batch, {key: settled[key] for key in saved})
    return max(waits, key=lambda busy: busy.wait, default=None)


def _result(
    record: SpeakableRecord, composed: Messages | Failure, answer: Files | NotSpoken | None
) -> SpokenRecord | None:
    """What is written for one record; None when it is to be asked for again later."""
    result = partial(SpokenRecord, record.id, record.fields)
    if isinstance(composed, Failure):
        return result(None, error=composed.says)
    if isinstance(answer, Files):
        return result(answer, composed.message.text)
    if answer is None or answer.wait is not None:
        return None
    return result(None, composed.message.text, answer.reason)


def _remove_replaced(
    directory: Path, batch: list[SpeakableRecord], settled: dict[int, SpokenRecord]
) -> None:
    replaced = audio.old_paths([record for record in batch if record.id in settled], settled)
    if not replaced:
        return
    for path in set(replaced) - audio.playing([record.id for record in batch]):
        (directory / path).unlink(missing_ok=True)
