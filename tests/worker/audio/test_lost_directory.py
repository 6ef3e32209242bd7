"""Who writes messages makes no directory in place of one that is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from esl_dialer.core.speech.generation import Files, NotSpoken
from esl_dialer.core.words import RecordAudio
from esl_dialer.runtime.clock import Clock
from esl_dialer.services.context import Context
from esl_dialer.services.speech import audio, audio_folder
from esl_dialer.services.speech.audio_jobs import AudioWork, run_audio_job
from esl_dialer.store import models
from esl_dialer.worker.audio.cache import UtteranceCache
from esl_dialer.worker.audio.speaker import Speaker
from tests.worker.audio.conftest import add_campaign, add_record

pytestmark = pytest.mark.usefixtures("database")


@dataclass
class Waits:
    """A clock by which what is away comes back after so many waits."""

    clock: Clock
    comes_back: Callable[[], object]
    waits: int = 3
    said: list[str] = field(default_factory=list)

    def now(self):
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        if not seconds:
            return
        self.said.append(str(models.AudioJob.get().error))
        self.waits -= 1
        if not self.waits:
            self.comes_back()


def speak(campaign, messages, alive):
    return {key: Files(f"{key}.wav", 1000) for key in messages}


@pytest.fixture
def campaign(ctx: Context) -> int:
    """One record is spoken, another is not."""
    made = add_campaign()
    add_record(made, 1, audio=RecordAudio.READY, audio_path="campaigns/1/0/1-a.wav")
    add_record(made, 2)
    return made


def states() -> list[RecordAudio]:
    return [row.audio for row in models.Record.select().order_by(models.Record.id)]


@pytest.mark.parametrize("mode", ["new", "all"])
def test_a_job_waits_for_the_directory_and_says_so(ctx, campaign, mode):
    directory = ctx.config.audio_dir
    job = audio.request_audio(ctx, campaign, mode)
    before: list[list[RecordAudio]] = []

    def comes_back():
        before.append(states())
        (directory / "campaigns").mkdir(parents=True)

    clock = Waits(ctx.clock, comes_back)
    assert run_audio_job(job, AudioWork(speak, clock, directory, "me"))
    assert before == [[RecordAudio.READY, RecordAudio.NONE]]
    assert f"the folder {directory} is not there" in clock.said[0]
    assert states() == [RecordAudio.READY] * 2
    assert str(models.AudioJob.get().error) == ""


def test_a_stop_ends_the_wait(ctx, campaign):
    job = audio.request_audio(ctx, campaign, "new")
    clock = Waits(ctx.clock, lambda: audio.stop_audio(ctx, campaign), waits=1)
    assert run_audio_job(job, AudioWork(speak, clock, ctx.config.audio_dir, "me"))
    assert models.AudioJob.get().status == "stopped"
    assert not ctx.config.audio_dir.exists()


def test_all_is_made_again_in_one_that_a_person_made_anew(ctx, campaign):
    ctx.config.audio_dir.mkdir(parents=True)
    job = audio.request_audio(ctx, campaign, "all")
    assert run_audio_job(job, AudioWork(speak, ctx.clock, ctx.config.audio_dir, "me"))
    assert states() == [RecordAudio.READY] * 2


def test_what_looks_makes_nothing(ctx, campaign):
    assert audio.estimate(ctx, campaign, "all").free_bytes > 0
    assert not ctx.config.audio_dir.exists()


def test_the_first_directory_is_made_and_no_other(ctx):
    directory = ctx.config.audio_dir
    audio_folder.make(directory)
    assert directory.is_dir()
    add_record(add_campaign(), 1, audio=RecordAudio.READY, audio_path="campaigns/1/0/1-a.wav")
    directory.rmdir()
    audio_folder.make(directory)
    assert not directory.exists()


def test_a_speaker_asks_to_wait(ctx):
    directory = ctx.config.audio_dir
    speaker = Speaker(directory, lambda _: pytest.fail("it speaks"), UtteranceCache(directory))
    answer = speaker.speak_batch(1, {7: None}, lambda: None)[7]
    assert isinstance(answer, NotSpoken)
    assert answer.wait
    assert "is not there" in str(answer.reason)
    assert not directory.exists()
