"""A lost audio directory is not a wiped one: it holds dialing back, and nothing else changes."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from esl_dialer.core.speech.audio_folders import _WHY, folder_of
from esl_dialer.core.words import AudioState, RecordAudio, RunState
from esl_dialer.engine import audio_watch
from esl_dialer.runtime.audio_dir import Trouble, first_trouble, is_whole
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.rules import why
from esl_dialer.services.speech import audio, audio_cleanup
from esl_dialer.store import models
from esl_dialer.worker.audio.wav import silence, wav_bytes
from tests.engine.account import contact_invites
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import MESSAGE_MS, World

HANGS_UP = [[f"{area}5550186"] for area in range(204, 224)]
"""Twenty who hang up at once."""

NOBODY = 65534
MESSAGE = wav_bytes(silence(MESSAGE_MS))


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def spoken(directory: Path, campaign: int) -> None:
    """Each record's message on the disk, where the speaker writes it."""
    for record in models.Record.select().where(models.Record.campaign == campaign):
        path = f"{folder_of(campaign)}/{record.id // 1000}/{record.id}-abc.wav"
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(MESSAGE)
        models.Message.update(path=path).where(models.Message.record == record).execute()


@pytest.fixture
def directory(world: World, tmp_path: Path) -> Path:
    world.audio_dir = tmp_path / "audio"
    world.audio_dir.mkdir()
    world.start_engine()
    return world.audio_dir


@pytest.fixture
def campaign(world: World, directory: Path) -> int:
    made = active_campaign(HANGS_UP, dial_order="sequential", **AT_ANY_HOUR)
    spoken(directory, made)
    return made


def context(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


def audio_state() -> list[tuple[object, ...]]:
    """All that the records know of their messages, and whether they may be dialed."""
    table, message = models.Record, models.Message
    columns = (table.audio, message.path, message.ms, message.error, table.ready)
    rows = table.select(*columns).join(message).order_by(table.id)
    return [tuple(map(str, row)) for row in rows.tuples()]


def moved_away(directory: Path) -> Callable[[], object]:
    away = directory.with_name("away")
    directory.rename(away)
    return lambda: away.rename(directory)


def moved_from_under_its_mount(directory: Path) -> Callable[[], object]:
    """The mount point is left, with nothing in it."""
    back = moved_away(directory)
    directory.mkdir()
    return lambda: (directory.rmdir(), back())


def its_campaigns_are_away(directory: Path) -> Callable[[], object]:
    return moved_away(directory / "campaigns")


def replaced_by_a_file(directory: Path) -> Callable[[], object]:
    back = moved_away(directory)
    directory.write_bytes(b"")
    return lambda: (directory.unlink(), back())


LOSSES = {
    moved_away: "is not there",
    moved_from_under_its_mount: "is empty, where messages should be",
    its_campaigns_are_away: "is not there",
    replaced_by_a_file: "can't be read: Not a directory",
}


@pytest.mark.parametrize("lose", LOSSES)
def test_a_directory_that_is_lost_holds_dialing_back_and_wipes_nothing(
    world, directory, campaign, lose
):
    before = audio_state()
    back = lose(directory)
    crank(world, 120)
    world.engine.renew()
    assert contact_invites(world) == []
    assert audio_state() == before
    reason = why.of_campaign(context(world), campaign).reason
    assert (reason.rule, reason.clears_at) == ("audio_lost", None)
    assert LOSSES[lose] in str(reason.text)
    assert why.of_record(context(world), campaign, "A0") == reason
    back()
    crank(world, 12)
    world.engine.renew()
    assert len(contact_invites(world)) == 20
    assert why.of_campaign(context(world), campaign).reason is None


@contextmanager
def without_permission(folder: Path) -> Iterator[None]:
    """As root may read all, the looks are taken as nobody."""
    folder.chmod(0)
    try:
        yield
    finally:
        folder.chmod(0o755)


def as_nobody(look: Callable[..., object]) -> Callable[..., object]:
    def looked(*args: object) -> object:
        if os.geteuid() != 0:
            return look(*args)
        os.seteuid(NOBODY)
        try:
            return look(*args)
        finally:
            os.seteuid(0)

    return looked


@pytest.fixture
def anybodys() -> Iterator[Path]:
    """A folder that whoever may read: pytest's own are its user's."""
    made = Path(tempfile.mkdtemp())
    before = os.umask(0o022)
    made.chmod(0o755)
    yield made
    os.umask(before)
    shutil.rmtree(made)


def test_a_directory_that_may_not_be_read_holds_dialing_back(world, anybodys, monkeypatch):
    world.audio_dir = directory = anybodys / "audio"
    world.start_engine()
    campaign = active_campaign(HANGS_UP, **AT_ANY_HOUR)
    spoken(directory, campaign)
    for name in ("first_trouble", "is_there", "is_whole"):
        monkeypatch.setattr(audio_watch, name, as_nobody(getattr(audio_watch, name)))
    before = audio_state()
    with without_permission(directory):
        crank(world, 30)
        world.engine.renew()
        assert contact_invites(world) == []
        assert audio_state() == before
        text = str(why.of_campaign(context(world), campaign).reason.text)
        assert text == f"its messages can't be read: the folder {directory} can't be read: " + (
            os.strerror(13)
        )
    crank(world, 12)
    assert len(contact_invites(world)) == 20


def test_one_that_goes_in_the_middle_of_a_tick_wipes_nothing_either(
    world, directory, campaign, monkeypatch
):
    """Between the look for the folder and that for the file."""
    before = audio_state()
    monkeypatch.setattr(world.engine.audio, "look", lambda campaigns: {})
    moved_away(directory)
    crank(world, 5)
    assert contact_invites(world) == []
    assert audio_state() == before


def test_a_call_whose_message_went_after_its_claim_is_withdrawn(world, directory, campaign):
    world.engine.tick()
    back = moved_away(directory)
    crank(world, 3)
    assert contact_invites(world) == []
    back()
    crank(world, 60)
    assert len(contact_invites(world)) == 20
    assert {row.attempts for row in models.Record.select()} == {1}


def test_of_half_the_files_gone_the_others_are_called_and_the_rest_come_back(
    world, directory, campaign
):
    folder = directory / folder_of(campaign) / "0"
    gone = sorted(folder.iterdir(), key=lambda path: int(path.name.split("-")[0]))[::2]
    kept = directory.with_name("kept")
    kept.mkdir()
    for path in gone:
        shutil.move(path, kept)
    crank(world, 30)
    world.engine.renew()
    assert len(contact_invites(world)) == 10
    states = [row.audio for row in models.Record.select().order_by(models.Record.id)]
    assert states == [RecordAudio.GONE, RecordAudio.READY] * 10
    assert models.Campaign.get().audio_state is AudioState.INCOMPLETE
    assert all(row.path and row.ms for row in models.Message.select())
    told = why.of_campaign(context(world), campaign)
    assert told.held_back["audio_missing"] == 10
    assert "not on the disk" in str(why.of_record(context(world), campaign, "A0").text)
    for path in gone:
        shutil.move(kept / path.name, path)
    crank(world, 30)
    assert len(contact_invites(world)) == 20
    assert models.Campaign.get().audio_state is AudioState.READY
    assert {str(row.error) for row in models.Message.select()} == {""}


@pytest.mark.parametrize(
    "content",
    [b"", MESSAGE[:44], MESSAGE[:-100], MESSAGE + bytes(160), b"x" * len(MESSAGE)],
    ids=["empty", "header", "cut", "longer", "another"],
)
def test_a_file_that_is_back_with_another_content_does_not_count(
    world, directory, campaign, content
):
    path = directory / models.Message.get().path
    path.unlink()
    crank(world, 6)
    path.write_bytes(content)
    crank(world, 20)
    assert models.Record.get().audio is RecordAudio.GONE
    assert len(contact_invites(world)) == 19
    path.write_bytes(MESSAGE)
    crank(world, 20)
    assert len(contact_invites(world)) == 20


def test_what_is_cut_off_is_not_called_with(world, directory, campaign):
    path = directory / models.Message.get().path
    path.write_bytes(MESSAGE[:-100])
    crank(world, 6)
    assert len(contact_invites(world)) == 19


def test_what_is_gone_is_made_again_with_what_is_new(world, directory, campaign):
    (directory / models.Message.get().path).unlink()
    crank(world, 6)
    assert audio.estimate(context(world), campaign, "new").records == 1
    assert audio.progress(context(world), campaign).missing == 1


def test_housekeeping_meanwhile_forgets_nothing(world, directory, campaign):
    """Of a campaign at rest, too, whose audio may grow stale."""
    other = active_campaign(HANGS_UP[:3], name="At rest", run_state=RunState.STOPPED)
    spoken(directory, other)
    ctx = context(world)
    before = audio_state()
    back = moved_away(directory)
    assert audio_cleanup.cleanup_stale(directory, ctx.now(), 0) == 0
    audio_cleanup._orphans(directory, ctx.now())
    assert audio_state() == before
    back()
    folder = directory / folder_of(other)
    folder.rename(directory / "put aside")
    assert audio_cleanup.cleanup_stale(directory, ctx.now(), 1) == 0
    assert audio_state() == before


def test_it_is_logged_once(world, directory, campaign, caplog):
    caplog.set_level("INFO")
    back = moved_away(directory)
    crank(world, 20)
    back()
    crank(world, 5)
    said = [record.message.split()[0] for record in caplog.records]
    assert (said.count("audio.lost"), said.count("audio.found")) == (1, 1)
    assert not [record for record in caplog.records if "record.refused" in record.message]


def test_a_campaign_without_a_message_has_lost_none(world, directory):
    empty = active_campaign(HANGS_UP)
    models.Record.update(audio=RecordAudio.NONE, ready=False).execute()
    directory.rmdir()
    assert world.engine.audio.look([empty]) == {}


def test_every_trouble_has_its_words():
    assert set(_WHY) == {str(trouble) for trouble in Trouble}


def test_the_first_folder_that_is_wrong_is_named(tmp_path):
    folders = [tmp_path, tmp_path / "campaigns", tmp_path / "campaigns/1"]
    assert first_trouble(folders).trouble is Trouble.EMPTY
    folders[1].mkdir()
    found = first_trouble(folders)
    assert (found.folder, found.trouble) == (folders[1], Trouble.EMPTY)
    folders[2].mkdir()
    assert first_trouble(folders).folder == folders[2]
    (folders[2] / "0").mkdir()
    assert first_trouble(folders) is None


def test_what_the_speaker_writes_is_whole(tmp_path):
    path = tmp_path / "1.wav"
    path.write_bytes(wav_bytes(silence(1234)))
    assert is_whole(path, 1234)
    assert not is_whole(path, 1235)
    assert not is_whole(tmp_path / "2.wav", 1234)
