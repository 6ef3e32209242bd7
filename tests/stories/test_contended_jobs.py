"""Each kind of job, while another process writes for half a minute before each of its writes."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from esl_dialer.core.notices.notifiers import Notifiers
from esl_dialer.core.reports.delivery import FileUploader, Stage
from esl_dialer.core.speech.generation import Files
from esl_dialer.core.words import RecordAudio, RunState
from esl_dialer.engine.noticing import read_outbox
from esl_dialer.runtime.config import Config
from esl_dialer.services.calls import test_calls
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.lists import list_reading, loading, uploads
from esl_dialer.services.notices import notices
from esl_dialer.services.people import dnc
from esl_dialer.services.reports import exporting
from esl_dialer.services.speech import audio as audio_service
from esl_dialer.services.speech import audio_cleanup, spoken_tests
from esl_dialer.services.speech.audio_jobs import BATCH, AudioWork, work_once
from esl_dialer.services.system import preferences, recounting
from esl_dialer.store import models
from esl_dialer.store.database import open_database
from esl_dialer.store.lists import lists
from esl_dialer.store.speech import audio
from esl_dialer.store.system import outbox
from tests.databases import empty_sqlite
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import NOW, a_campaign, a_record
from tests.stories.contention import HELD_S, contended
from tests.worker.audio.conftest import HandClock, add_campaign, add_record


@dataclass
class Job:
    """What is done while others write, and what it must have come to."""

    do: Callable[[], Any]
    done: Callable[[], bool]
    least: int = 1
    """Writes that had to wait."""


@pytest.fixture
def ctx(tmp_path: Path):
    opened = open_database(empty_sqlite(tmp_path / "dialer.db"))
    yield Context(Config(data=tmp_path), HandClock(), OPERATOR)
    opened.close()
    models.database.initialize(None)


def spoken(folder: Path):
    def speak(_campaign, messages, alive):
        alive()
        for number in messages:
            (folder / f"{number}.wav").write_bytes(b"RIFF")
        return {number: Files(f"{number}.wav", 1000, "sorry.wav", "ok.wav") for number in messages}

    return speak


def audio_work(ctx: Context) -> AudioWork:
    return AudioWork(spoken(ctx.config.data), ctx.clock, ctx.config.data, "worker 1")


def audio_job(ctx: Context) -> Job:
    campaign = add_campaign()
    for number in range(3 * BATCH):
        add_record(campaign, number)
    audio_service.request_audio(ctx, campaign, "new")
    ready = models.Record.select().where(models.Record.audio == RecordAudio.READY)

    def done() -> bool:
        job = audio.last_job(campaign)
        return (job.status, job.done, job.failed, ready.count()) == ("done", 72, 0, 72)

    return Job(lambda: work_once(audio_work(ctx)), done, least=6)


def quick_test(ctx: Context) -> Job:
    asked = test_calls.quick(ctx, test_calls.Quick("4165550100", "Hello."))
    return Job(
        lambda: spoken_tests.speak_waiting(audio_work(ctx)),
        lambda: test_calls.progress(ctx, asked).steps[-1][0] == "spoken",
        least=3,
    )


def reading_a_list(ctx: Context) -> Job:
    path = write_list(ctx.config.data / "sent.csv", rows(300))
    kept = uploads.keep(ctx, io.BytesIO(path.read_bytes()), "sent.csv")
    begun = uploads.begin(ctx, a_campaign(), kept, "May", "skip").list_id
    return Job(
        lambda: list_reading.work_once(ctx, "reader"),
        lambda: (lists.get(begun).status, lists.get(begun).rows_good) == ("done", 300),
        least=3,
    )


def importing_by_command(ctx: Context) -> Job:
    campaign, path = a_campaign(), write_list(ctx.config.data / "sent.csv", rows(300))
    return Job(
        lambda: loading.load(ctx, campaign, path),
        lambda: models.Record.select().count() == 300,
        least=3,
    )


def audio_clean_up(ctx: Context) -> Job:
    campaign = add_campaign(run_state=RunState.STOPPED)
    old = add_record(campaign, 1, audio=RecordAudio.READY, ready=True, audio_path="old/1.wav")
    spoken = ctx.config.audio_dir / "old" / "1.wav"
    spoken.parent.mkdir(parents=True)
    spoken.touch()
    os.utime(spoken, (0, 0))
    return Job(
        lambda: audio_cleanup.clean_up(ctx, lambda _: 0),
        lambda: models.Record.get_by_id(old).audio is RecordAudio.NONE,
    )


def delivery(ctx: Context) -> Job:
    settings = {"sftp_host": "sftp.test", "sftp_user": "me", "sftp_password": "hush",
                "sftp_host_key": "ssh-ed25519 AAAA"}  # fmt: skip
    preferences.save(ctx, settings)
    day = (NOW - timedelta(days=1)).date()
    courier = FileUploader(lambda *_: True, lambda *_: True)
    return Job(
        lambda: exporting.export_day(ctx, day, courier),
        lambda: models.DeliveryRow.get().stage == Stage.DELIVERED,
        least=2,
    )


def sending_notices(ctx: Context) -> Job:
    preferences.save(
        ctx, {"notice_webhook_url": "https://hooks.test/x", "notice_webhook_secret": "hush"}
    )
    outbox.put("gateway.down", {"gateway": "carrier"}, NOW - timedelta(minutes=1))
    read_outbox(ctx.now())
    taken: list[object] = []
    couriers = Notifiers(lambda *_: None, lambda _, message: taken.append(message))
    return Job(lambda: notices.send_due(ctx, couriers), lambda: len(taken) == 1)


def recount(ctx: Context) -> Job:
    record = a_record(a_campaign(), "+14165550101")
    models.Record.update(audio=RecordAudio.NONE).where(models.Record.id == record).execute()
    return Job(lambda: recounting.recount(ctx), lambda: recounting.check(ctx).good)


def a_page(ctx: Context) -> Job:
    return Job(lambda: dnc.add(ctx, "4165550100"), lambda: models.Stop.select().count() == 1)


JOBS = (
    audio_job, quick_test, reading_a_list, importing_by_command, audio_clean_up, delivery,
    sending_notices, recount, a_page,
)  # fmt: skip


@pytest.mark.parametrize("made", JOBS, ids=lambda job: job.__name__)
def test_it_waits_and_comes_to_the_same(ctx, made):
    job = made(ctx)
    with contended(ctx.clock.sleep) as others:
        job.do()
    assert job.done()
    assert others.waits > job.least
    assert others.passed >= HELD_S * job.least
