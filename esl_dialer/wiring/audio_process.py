"""The audio process, and an audio job done by a command in the foreground."""

from collections.abc import Iterator
from functools import partial
from threading import Thread
from typing import NoReturn

from esl_dialer.runtime.owners import own_name
from esl_dialer.services.context import Context
from esl_dialer.services.speech import audio_folder, audio_jobs, rewording, spoken_tests
from esl_dialer.services.speech.audio_jobs import AudioWork
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.speech import audio
from esl_dialer.worker.audio import engine_settings, open_speaker
from esl_dialer.worker.audio.speaker import Speaker
from esl_dialer.worker.working import IDLE_S, end_when_asked, work_until_stopped


def run(ctx: Context) -> NoReturn:
    """Speak what waits to be spoken, until stopped."""
    work = _work(ctx, _speaker(ctx, ctx.config.audio_workers))
    end_when_asked()
    rewording.outdate_reworded(ctx)
    Thread(target=_speak_tests, args=(ctx,), daemon=True).start()
    work_until_stopped(partial(audio_jobs.work_once, work), ctx.clock, DATABASE_AWAY)


def _speak_tests(ctx: Context) -> NoReturn:
    """Quick tests have a voice of their own: they don't wait for a campaign's job."""
    work = _work(ctx, _speaker(ctx, 1))
    work_until_stopped(partial(spoken_tests.speak_waiting, work), ctx.clock, DATABASE_AWAY)


def generate(ctx: Context, job_id: int) -> Iterator[tuple[int, int, int]]:
    """Do the job here, unless a worker has it: then watch it. (done, failed, total) as it goes.

    Raises DATABASE_AWAY: a worker goes on with what is left.
    """
    speaker = _speaker(ctx, ctx.config.audio_workers)
    trouble: list[Exception] = []
    doing = Thread(target=_do, args=(job_id, _work(ctx, speaker), trouble))
    doing.start()
    try:
        while True:
            if trouble:
                raise trouble[0]
            job = audio.job(job_id)
            yield job.done, job.failed, job.total
            if job.status not in audio.UNFINISHED:
                return
            ctx.clock.sleep(IDLE_S)
    finally:
        doing.join()
        speaker.close()


def _do(job_id: int, work: AudioWork, trouble: list[Exception]) -> None:
    try:
        audio_jobs.run_audio_job(job_id, work)
    except DATABASE_AWAY as error:
        trouble.append(error)


def _speaker(ctx: Context, workers: int) -> Speaker:
    audio_folder.make(ctx.config.audio_dir)
    return open_speaker(ctx.config.audio_dir, workers, engine_settings(ctx.config))


def _work(ctx: Context, speaker: Speaker) -> AudioWork:
    return AudioWork(speaker.speak_batch, ctx.clock, ctx.config.audio_dir, own_name())
