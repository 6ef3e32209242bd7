import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.words import AudioState, RecordAudio, RunState
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Forbidden, Refused
from esl_dialer.services.speech.audio_cleanup import Cleaned, clean_up
from esl_dialer.store import models
from tests.store.rows import message_of
from tests.worker.audio.conftest import NOW, add_campaign, add_record

pytestmark = pytest.mark.usefixtures("database")

NO_CACHE = lambda _: 0  # noqa: E731


def make_file(ctx: Context, name: str, days_old: float) -> Path:
    path = ctx.config.audio_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF")
    made = (NOW - timedelta(days=days_old)).timestamp()
    os.utime(path, (made, made))
    return path


def spoken(ctx: Context, campaign: int, number: int, days_old: float) -> tuple[int, Path]:
    record_id = add_record(campaign, number, audio=RecordAudio.READY, ready=True)
    name = f"campaigns/{campaign}/{record_id // 1000}/{record_id}-abc.wav"
    models.Message.update(path=name).where(models.Message.record == record_id).execute()
    return record_id, make_file(ctx, name, days_old)


def attempt(campaign: int, record_id: int, path: str) -> None:
    models.Attempt.create(
        id=str(record_id), campaign=campaign, record=record_id, run=1, number="+1", owner="",
        claimed_at=NOW, start_at=NOW, audio_path=path,
    )  # fmt: skip


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.COMPLETED])
def test_audio_of_a_campaign_at_rest_goes_when_it_is_stale(ctx: Context, state: RunState) -> None:
    campaign = add_campaign(run_state=state, audio_state=AudioState.READY)
    old, old_file = spoken(ctx, campaign, 1, days_old=31)
    fresh, fresh_file = spoken(ctx, campaign, 2, days_old=29)
    assert clean_up(ctx, NO_CACHE) == Cleaned(stale=1, orphaned=0, cached=0)
    assert not old_file.exists()
    assert fresh_file.exists()
    row = models.Record.get_by_id(old)
    assert (row.audio, message_of(old).path, row.ready) == (RecordAudio.NONE, "", False)
    assert models.Record.get_by_id(fresh).ready
    assert models.Campaign.get_by_id(campaign).audio_state is AudioState.INCOMPLETE


@pytest.mark.parametrize("state", [RunState.ACTIVE, RunState.PAUSED, RunState.DRAFT])
def test_audio_that_may_still_be_played_stays(ctx: Context, state: RunState) -> None:
    campaign = add_campaign(run_state=state)
    record_id, file = spoken(ctx, campaign, 1, days_old=400)
    clean_up(ctx, NO_CACHE)
    assert file.exists()
    assert models.Record.get_by_id(record_id).ready


DAILY = Schedule(
    datetime.fromisoformat("2020-01-01T09:00"), None, "America/Toronto", Recurrence(Every.DAY)
)


@pytest.mark.parametrize(
    ("schedule", "archived_at", "stays"),
    [
        (DAILY, None, True),
        (DAILY, NOW, False),
        (replace(DAILY, recurrence=Recurrence(Every.DAY, count=3)), None, False),
        (replace(DAILY, recurrence=None), None, False),
    ],
)
def test_audio_that_a_schedule_plays_again_stays(
    ctx: Context, schedule: Schedule, archived_at: datetime | None, stays: bool
) -> None:
    """Between two occurrences a campaign is completed, and its messages are as old as its list."""
    campaign = add_campaign(run_state=RunState.COMPLETED, schedule=schedule)
    models.Campaign.update(planned_until=NOW, archived_at=archived_at).execute()
    _, file = spoken(ctx, campaign, 1, days_old=400)
    clean_up(ctx, NO_CACHE)
    assert file.exists() is stays


def test_the_file_of_a_call_in_progress_stays(ctx: Context) -> None:
    campaign = add_campaign(run_state=RunState.STOPPED)
    record_id, file = spoken(ctx, campaign, 1, days_old=400)
    attempt(campaign, record_id, file.relative_to(ctx.config.audio_dir).as_posix())
    clean_up(ctx, NO_CACHE)
    assert file.exists()


def test_files_that_nobody_names_go_and_young_ones_stay(ctx: Context) -> None:
    campaign = add_campaign(run_state=RunState.ACTIVE)
    record_id, needed = spoken(ctx, campaign, 1, days_old=400)
    prompt = make_file(ctx, "prompts/ab/abc.wav", days_old=400)
    models.Message.update(apology_path="prompts/ab/abc.wav").execute()
    playing = make_file(ctx, f"campaigns/{campaign}/0/{record_id}-old.wav", days_old=2)
    attempt(campaign, record_id, f"campaigns/{campaign}/0/{record_id}-old.wav")
    young = make_file(ctx, f"campaigns/{campaign}/0/{record_id}-new.wav", days_old=0.01)
    gone = [
        make_file(ctx, name, days_old=1)
        for name in (
            "campaigns/99/0/5-abc.wav",
            f"campaigns/{campaign}/0/{record_id + 1}-abc.wav",
            f"campaigns/{campaign}/0/{record_id}-replaced.wav",
            f"campaigns/{campaign}/0/.{record_id}-abc.wav.77",
            "prompts/ab/unused.wav",
        )
    ]
    assert clean_up(ctx, NO_CACHE).orphaned == len(gone)
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in (needed, prompt, playing, young))


def test_a_second_clean_up_finds_nothing(ctx: Context) -> None:
    campaign = add_campaign(run_state=RunState.STOPPED)
    for number in range(3):
        spoken(ctx, campaign, number, days_old=40)
    assert clean_up(ctx, NO_CACHE).stale == 3
    assert clean_up(ctx, NO_CACHE) == Cleaned(0, 0, 0)


def test_the_cache_is_cut_to_the_setting(ctx: Context) -> None:
    asked: list[int] = []
    clean_up(ctx, lambda most: asked.append(most) or 4)
    assert asked == [512 << 20]


def test_only_who_may_clean_up_does(ctx: Context) -> None:
    with pytest.raises(Forbidden):
        clean_up(Context(ctx.config, ctx.clock, Actor("viewer", frozenset())), NO_CACHE)


@pytest.mark.parametrize("left", [False, True], ids=["away", "empty"])
def test_while_the_directory_is_lost_nothing_is_forgotten(ctx: Context, left: bool) -> None:
    campaign = add_campaign(run_state=RunState.STOPPED)
    record_id, _ = spoken(ctx, campaign, 1, days_old=400)
    ctx.config.audio_dir.rename(ctx.config.audio_dir.with_name("away"))
    if left:
        ctx.config.audio_dir.mkdir()
    with pytest.raises(Refused) as caught:
        clean_up(ctx, NO_CACHE)
    assert str(ctx.config.audio_dir) in str(caught.value.reasons[0])
    assert models.Record.get_by_id(record_id).audio is RecordAudio.READY


def test_a_file_that_is_missing_is_not_stale(ctx: Context) -> None:
    campaign = add_campaign(run_state=RunState.STOPPED)
    record_id, file = spoken(ctx, campaign, 1, days_old=400)
    spoken(ctx, campaign, 2, days_old=1)
    file.unlink()
    assert clean_up(ctx, NO_CACHE) == Cleaned(0, 0, 0)
    assert models.Record.get_by_id(record_id).audio is RecordAudio.READY
