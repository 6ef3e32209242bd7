"""From a request to files and ready records, with the real default engine and with a fake voice."""

import wave
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from esl_dialer.core.broken import UNFORESEEN
from esl_dialer.core.lists.by_hand import Changes, TypedPhone
from esl_dialer.core.says import Says
from esl_dialer.core.speech.generation import Alive, Files, NotSpoken
from esl_dialer.core.speech.messages import Messages
from esl_dialer.core.words import AudioState, RecordAudio, RecordStatus, RunState
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.services.people import editing, making
from esl_dialer.services.speech import audio as audio_service
from esl_dialer.services.speech.audio_jobs import BATCH, AudioWork, run_audio_job, work_once
from esl_dialer.store import models
from esl_dialer.store.database import StoreBusy
from esl_dialer.store.speech import audio
from esl_dialer.store.system import outbox
from esl_dialer.worker.audio import open_speaker
from esl_dialer.worker.audio.speaker import Speaker
from tests.store.rows import an_attempt, message_of
from tests.worker.audio.conftest import HandClock, add_campaign, add_record

NUMBER = "416-555-0100"

pytestmark = pytest.mark.usefixtures("database")


class FakeVoice:
    """Writes a few bytes for each record; ``answers`` says what happens to some instead."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.asked: list[int] = []
        self.answers: dict[int, list[NotSpoken]] = {}
        self.crash_at: int | None = None

    def __call__(
        self, campaign_id: int, messages: Mapping[int, Messages], alive: Alive
    ) -> dict[int, Files | NotSpoken]:
        alive()
        return {record_id: self._one(record_id, each) for record_id, each in messages.items()}

    def _one(self, record_id: int, messages: Messages) -> Files | NotSpoken:
        if len(self.asked) == self.crash_at:
            self.crash_at = None
            raise KeyboardInterrupt
        self.asked.append(record_id)
        if self.answers.get(record_id):
            return self.answers[record_id].pop(0)
        name = f"{record_id}-{abs(hash(messages.message.text))}.wav"
        (self.directory / name).write_bytes(b"RIFF")
        return Files(name, 1000, "sorry.wav", "thanks.wav")


@pytest.fixture
def voice(tmp_path: Path) -> FakeVoice:
    return FakeVoice(tmp_path)


@pytest.fixture
def work(voice: FakeVoice, clock: HandClock, tmp_path: Path) -> AudioWork:
    return AudioWork(voice, clock, tmp_path, owner="worker 1")


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    (tmp_path / "audio").mkdir()  # as its process does when it starts
    opened = open_speaker(tmp_path / "audio", workers=1)
    yield opened
    opened.close()


def record(record_id: int) -> models.Record:
    return models.Record.get_by_id(record_id)


def state_of(campaign_id: int) -> AudioState:
    return models.Campaign.get_by_id(campaign_id).audio_state


def test_a_bilingual_message_is_one_telephone_file_with_both_languages(
    speaker: Speaker, ctx: Context, clock: HandClock, tmp_path: Path
) -> None:
    campaign = add_campaign()
    quebec = add_record(campaign, 1, province="QC", full_name="RENÉE CÔTÉ")
    ontario = add_record(campaign, 2)
    audio_service.request_audio(ctx, campaign, "new")
    assert state_of(campaign) is AudioState.GENERATING
    work_once(AudioWork(speaker.speak_batch, clock, tmp_path / "audio", "worker 1"))

    both, english = message_of(quebec), message_of(ontario)
    assert both.text.splitlines()[0].startswith("Hello. This is a message for Renee Cote")
    assert both.text.splitlines()[1].startswith("Bonjour. Ce message est pour Renée Côté")
    assert "\n" not in english.text
    assert both.ms > 1.7 * english.ms
    for path in (both.path, both.apology_path, both.acknowledgement_path):
        with wave.open(str(tmp_path / "audio" / path)) as file:
            assert file.getparams()[:3] == (1, 2, 8000)
            seconds = file.getnframes() / 8000
        assert seconds > 3
    assert record(ontario).ready
    assert record(quebec).ready
    assert record(quebec).audio_version == 1
    assert state_of(campaign) is AudioState.READY


def test_a_record_that_cannot_be_spoken_says_why_and_stops_no_other(
    work: AudioWork, voice: FakeVoice, ctx: Context
) -> None:
    campaign = add_campaign()
    bad = add_record(campaign, 1, full_name="Bob}{origination_uuid=1")
    cut = add_record(campaign, 2)
    good = add_record(campaign, 3)
    voice.answers[cut] = [NotSpoken(Says("the audio is cut"))]
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    assert record(bad).audio is RecordAudio.FAILED
    assert "full_name" in str(message_of(bad).error)
    assert str(message_of(cut).error) == "the audio is cut"
    assert not record(cut).ready
    assert record(good).ready
    assert state_of(campaign) is AudioState.INCOMPLETE
    assert audio.last_job(campaign).done == 1
    assert audio.last_job(campaign).failed == 2
    told = outbox.after(0)[-1]
    assert (told.kind, told.campaign, told.payload["status"]) == ("audio", campaign, "done")
    assert told.payload["told"] == {"done": 1, "failed": 2, "error": ""}


@pytest.mark.parametrize("crash_at", [0, 1, BATCH, BATCH + 1, 2 * BATCH])
def test_a_crash_at_any_record_and_again_is_the_same_as_one_run(
    work: AudioWork, voice: FakeVoice, ctx: Context, clock: HandClock, crash_at: int
) -> None:
    campaign = add_campaign()
    ids = [add_record(campaign, number) for number in range(2 * BATCH + 3)]
    job_id = audio_service.request_audio(ctx, campaign, "new")
    voice.crash_at = crash_at
    with pytest.raises(KeyboardInterrupt):
        run_audio_job(job_id, work)
    assert not run_audio_job(job_id, work), "a job whose worker may live is left alone"
    clock.sleep(61)
    assert run_audio_job(job_id, work)
    assert all(record(each).ready for each in ids)
    job = audio.job(job_id)
    assert (job.status, job.total, job.done, job.failed) == ("done", len(ids), len(ids), 0)


def test_only_records_that_may_be_dialed_become_ready(
    work: AudioWork, ctx: Context, clock: HandClock
) -> None:
    campaign = add_campaign()
    later = clock.now().replace(hour=20)
    due = add_record(campaign, 1, status=RecordStatus.RETRY, not_before=clock.now())
    waiting = add_record(campaign, 2, status=RecordStatus.RETRY, not_before=later)
    talking = add_record(campaign, 3, status=RecordStatus.DIALING)
    stopped = add_record(campaign, 4, status=RecordStatus.DNC)
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    assert [record(each).ready for each in (due, waiting, talking)] == [True, False, False]
    assert record(talking).audio is RecordAudio.READY
    assert record(stopped).audio is RecordAudio.NONE
    assert state_of(campaign) is AudioState.READY


def test_regenerating_all_replaces_every_file_and_new_only_the_missing(
    work: AudioWork, voice: FakeVoice, ctx: Context, tmp_path: Path
) -> None:
    campaign = add_campaign()
    first = add_record(campaign, 1)
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    old = message_of(first).path
    second = add_record(campaign, 2)
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    assert voice.asked == [first, second]

    models.Campaign.update(template_en="Hi {full_name}.", template_version=2).execute()
    audio_service.request_audio(ctx, campaign, "all")
    work_once(work)
    assert voice.asked == [first, second, first, second]
    assert record(first).audio_version == 2
    assert message_of(first).text == "Hi John Muglia."
    assert not (tmp_path / old).exists()
    assert (tmp_path / message_of(first).path).exists()


def test_a_file_that_a_live_call_plays_is_not_removed(
    work: AudioWork, ctx: Context, clock: HandClock, tmp_path: Path
) -> None:
    campaign = add_campaign()
    one = add_record(campaign, 1)
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    old = message_of(one).path
    now = clock.now()
    models.Attempt.create(
        id="u", campaign=campaign, record=one, run=1, number="+1", owner="", claimed_at=now,
        start_at=now, audio_path=old,
    )  # fmt: skip
    models.Campaign.update(template_en="Hi {full_name}.").execute()
    audio_service.request_audio(ctx, campaign, "all")
    work_once(work)
    assert message_of(one).path != old
    assert (tmp_path / old).exists()


def test_a_stop_keeps_what_is_made_and_the_next_request_does_the_rest(
    work: AudioWork, voice: FakeVoice, ctx: Context
) -> None:
    campaign = add_campaign()
    ids = [add_record(campaign, number) for number in range(BATCH + 2)]
    audio_service.request_audio(ctx, campaign, "all")
    stopping = AudioWork(
        voice, work.clock, work.directory, "worker 1",
        progress=lambda job: job.status == "running" and audio_service.stop_audio(ctx, campaign),
    )  # fmt: skip
    work_once(stopping)
    assert audio.last_job(campaign).status == "stopped"
    assert sum(record(each).ready for each in ids) == BATCH
    assert state_of(campaign) is AudioState.INCOMPLETE
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    assert voice.asked == ids
    assert state_of(campaign) is AudioState.READY


@pytest.mark.parametrize("records", [1, BATCH + 1])
def test_a_job_that_another_took_over_is_finished_by_that_one_alone(
    work: AudioWork, voice: FakeVoice, ctx: Context, clock: HandClock, records: int
) -> None:
    """The first stands still while it speaks, until another takes the job over."""
    campaign = add_campaign()
    ids = [add_record(campaign, number) for number in range(records)]
    job = audio_service.request_audio(ctx, campaign, "new")

    def taken_over(campaign_id, messages, alive):
        clock.sleep(2 * audio.STALE.total_seconds())
        assert audio.take_job(job, "worker 2", clock.now())
        return voice(campaign_id, messages, lambda: None)

    slow = AudioWork(taken_over, clock, work.directory, "worker 1")
    assert not run_audio_job(job, slow)
    assert audio.job(job).status == "running"
    assert (audio.job(job).done, sum(record(each).ready for each in ids)) == (0, 0)
    assert outbox.after(0) == []
    clock.sleep(2 * audio.STALE.total_seconds())
    assert run_audio_job(job, AudioWork(voice, clock, work.directory, "worker 2"))
    assert (audio.job(job).done, audio.job(job).status) == (records, "done")
    assert [entry.kind for entry in outbox.after(0)] == ["audio"]


def test_who_has_a_job_ends_it_once(ctx: Context, clock: HandClock) -> None:
    campaign = add_campaign()
    job = audio_service.request_audio(ctx, campaign, "new")
    assert audio.take_job(job, "worker 1", clock.now())
    assert not audio.finish_job(job, "worker 2", "done", clock.now())
    assert audio.finish_job(job, "worker 1", "done", clock.now())
    assert not audio.finish_job(job, "worker 1", "failed", clock.now())
    assert audio.job(job).status == "done"


def test_a_busy_service_is_asked_again_later_and_longer_each_time(
    work: AudioWork, voice: FakeVoice, ctx: Context, clock: HandClock
) -> None:
    campaign = add_campaign()
    one = add_record(campaign, 1)
    voice.answers[one] = [NotSpoken(Says("429"), wait=5.0)] * 3
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    assert record(one).ready
    assert sum(clock.slept) == 5 + 10 + 20


def test_an_engine_that_is_down_fails_the_job_and_blames_no_record(
    work: AudioWork, voice: FakeVoice, ctx: Context
) -> None:
    campaign = add_campaign()
    one = add_record(campaign, 1)
    voice.answers[one] = [NotSpoken(Says("not installed"), engine_down=True)]
    audio_service.request_audio(ctx, campaign, "new")
    work_once(work)
    assert audio.last_job(campaign).status == "failed"
    assert str(audio.last_job(campaign).error) == "not installed"
    assert record(one).audio is RecordAudio.NONE
    assert state_of(campaign) is AudioState.NONE


def test_what_cannot_be_asked_for_is_refused_with_its_reason(ctx: Context) -> None:
    campaign = add_campaign(run_state=RunState.ACTIVE)
    with pytest.raises(Refused, match="active"):
        audio_service.request_audio(ctx, campaign, "all")
    audio_service.request_audio(ctx, campaign, "new")
    with pytest.raises(Refused, match="already"):
        audio_service.request_audio(ctx, campaign, "new")
    mute = add_campaign(name="mute", engine="hibari", voice_en="en-AU-NatashaNeural")
    with pytest.raises(Invalid, match="no voice for Natasha"):
        audio_service.request_audio(ctx, mute, "new")


def test_a_database_that_stays_busy_fails_no_job_and_the_next_look_goes_on(
    work: AudioWork, ctx: Context, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = add_campaign()
    for number in range(BATCH + 1):
        add_record(campaign, number)
    audio_service.request_audio(ctx, campaign, "new")

    def busy(*_: object) -> bool:
        raise StoreBusy("database is locked")

    with monkeypatch.context() as held:
        held.setattr(audio, "save_batch", busy)
        with pytest.raises(StoreBusy):
            work_once(work)
    assert audio.last_job(campaign).status == "running"
    assert not audio.last_job(campaign).error
    clock.sleep(audio.STALE.total_seconds() + 1)
    assert work_once(work)
    assert (audio.last_job(campaign).status, audio.last_job(campaign).done) == ("done", BATCH + 1)


def meanwhile(voice: FakeVoice, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """It happens once, as the first record is spoken."""
    speak, left = voice._one, [act]

    def one(record_id: int, messages: Messages) -> Files | NotSpoken:
        if left:
            left.pop()()
        return speak(record_id, messages)

    monkeypatch.setattr(voice, "_one", one)


@pytest.mark.parametrize("mode", ["new", "all"])
def test_a_record_changed_while_it_is_spoken_is_spoken_again(
    voice: FakeVoice, work: AudioWork, ctx: Context, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    campaign = add_campaign()
    one, other = (add_record(campaign, n) for n in (1, 2))
    audio_service.request_audio(ctx, campaign, mode)
    changed = Changes({"full_name": "Ann Other"}, phones=[TypedPhone(NUMBER)])
    meanwhile(voice, monkeypatch, lambda: editing.change(ctx, one, changed))
    assert work_once(work)
    assert "ANN OTHER" in message_of(one).text.upper()
    assert (record(one).audio, record(other).audio) == (RecordAudio.READY, RecordAudio.READY)
    assert voice.asked == [one, other, one]
    job = audio.last_job(campaign)
    assert (job.status, job.done, job.total) == ("done", 2, 2)
    assert state_of(campaign) is AudioState.READY


def test_who_gets_the_number_of_a_deleted_record_hears_no_message_of_theirs(
    voice: FakeVoice, work: AudioWork, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = add_campaign()
    gone = add_record(campaign, 1)
    audio_service.request_audio(ctx, campaign, "new")
    given = {
        "account_number": "B7",
        "first_name": "Ann",
        "last_name": "Other",
        "province": "ON",
        "tfn": "8002709938",
    }
    new: list[int] = []

    def another() -> None:
        making.delete(ctx, gone)
        new.append(making.add_given(ctx, campaign, Changes(given, phones=[TypedPhone(NUMBER)])))

    meanwhile(voice, monkeypatch, another)
    assert work_once(work)
    assert "ANN OTHER" in message_of(new[0]).text.upper()


def test_a_record_deleted_while_it_is_spoken_gets_no_message(
    voice: FakeVoice, work: AudioWork, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = add_campaign()
    gone = add_record(campaign, 1, ready=True)
    assert an_attempt(gone, "one")
    models.Record.update(status=RecordStatus.RETRY).execute()
    audio_service.request_audio(ctx, campaign, "new")
    meanwhile(voice, monkeypatch, lambda: making.delete(ctx, gone))
    assert work_once(work)
    assert (record(gone).audio, message_of(gone).path) == (RecordAudio.NONE, "")


def test_what_breaks_unforeseen_fails_the_job_with_no_exceptions_name(
    voice: FakeVoice, work: AudioWork, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = add_campaign()
    add_record(campaign, 1)
    audio_service.request_audio(ctx, campaign, "new")

    def broken(*_: object) -> None:
        raise KeyError("full_name")

    monkeypatch.setattr(voice, "_one", broken)
    work_once(work)
    assert audio.last_job(campaign).error == UNFORESEEN
