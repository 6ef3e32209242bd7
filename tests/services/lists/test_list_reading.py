"""Lists read by a process of its own: one that breaks fails, one that waits does not."""

import io
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from esl_dialer.core.broken import UNFORESEEN
from esl_dialer.core.lists.chunk_size import ChunkSize
from esl_dialer.core.lists.tries import MOST_TRIES
from esl_dialer.core.says import Says
from esl_dialer.runtime import owners
from esl_dialer.services.errors import Refused, ServiceError
from esl_dialer.services.lists import importing, list_reading, loading, uploads
from esl_dialer.services.lists.importing import RowReader
from esl_dialer.services.system import doctor
from esl_dialer.store import models
from esl_dialer.store.database import StoreAway, StoreBusy, StoreFull
from esl_dialer.store.lists import list_leases, lists
from esl_dialer.store.system import outbox
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_campaign

ME, ANOTHER = "here:1", "elsewhere:2"


@pytest.fixture(autouse=True)
def quick(ctx, monkeypatch):
    """A reader's waits take the test no time."""

    def sleep(seconds):
        ctx.clock.at += timedelta(seconds=seconds)

    monkeypatch.setattr(ctx.clock, "sleep", sleep)


@pytest.fixture
def begin(ctx, tmp_path):
    def sent(count=3):
        content = write_list(tmp_path / f"{count}.csv", rows(count)).read_bytes()
        kept = uploads.keep(ctx, io.BytesIO(content), f"{count}.csv")
        return uploads.begin(ctx, a_campaign(), kept, "May", "skip").list_id

    return sent


@pytest.fixture
def begun(begin):
    """A list of three rows, to be read."""
    return begin()


@pytest.fixture
def breaks(monkeypatch):
    """A row on which our own code breaks."""

    def with_error(error):
        def read(_self, _row):
            raise error

        monkeypatch.setattr(RowReader, "read", read)

    return with_error


def taken(ctx, list_id, owner):
    return list_reading.take(ctx, lists.get(list_id), owner)


def no_switch(_questions):
    raise ServiceError("no switch answers")


def news_of_lists():
    return [one.payload for one in outbox.after(0, 100) if one.kind == "list"]


def test_lists_are_read_one_after_the_other_the_oldest_first(ctx, begin):
    first, second = begin(), begin(2)
    assert list_reading.work_once(ctx, ME)
    assert [lists.get(one).status for one in (first, second)] == ["done", "pending"]
    assert list_reading.work_once(ctx, ME)
    assert lists.get(second).rows_good == 2
    assert not list_reading.work_once(ctx, ME)
    assert not models.Lease.select().exists()


def test_what_another_reads_is_left_to_it_while_it_lives(ctx, begun):
    assert taken(ctx, begun, ANOTHER)
    assert not list_reading.work_once(ctx, ME)
    alive = list_reading.signs_of_life(ctx, begun, ANOTHER)
    for _ in range(20):
        ctx.clock.sleep(10)
        alive()
        assert not list_reading.work_once(ctx, ME)
    ctx.clock.at += list_reading.LEASE
    assert list_reading.work_once(ctx, ME)
    assert lists.get(begun).status == "done"


def test_a_reader_of_this_machine_that_was_killed_is_followed_at_once(ctx, begun):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    place = owners.own_name().rpartition(":")[0]
    assert taken(ctx, begun, f"{place}:{process.pid}")
    assert list_reading.work_once(ctx, ME)
    assert lists.get(begun).status == "done"


def test_a_list_whose_reading_breaks_fails_with_the_reason(ctx, begun, breaks):
    breaks(ZeroDivisionError("a balance of nothing"))
    for left in range(MOST_TRIES, 0, -1):
        assert lists.get(begun).status == "pending", left
        assert list_reading.work_once(ctx, f"reader {left}")
        assert not list_reading.work_once(ctx, ME)
        ctx.clock.at += list_reading.REST
    failed = lists.get(begun)
    assert failed.status == "failed"
    assert failed.error == Says("reading it broke: {error}", error=UNFORESEEN)
    assert news_of_lists()[-1]["status"] == "failed"
    assert not models.Lease.select().exists()


def test_a_list_that_ends_each_of_its_readers_fails(ctx, begun):
    for number in range(MOST_TRIES):
        assert taken(ctx, begun, f"elsewhere:{number}")
        ctx.clock.at += list_reading.LEASE
    assert not list_reading.work_once(ctx, ME)
    error = lists.get(begun).error
    assert str(error) == "reading it broke: its reader ended each time without a word"


def test_breaks_at_different_rows_are_different_breaks(ctx, begun):
    for number in range(2 * MOST_TRIES):
        assert taken(ctx, begun, f"elsewhere:{number}")
        models.ListImport.update(rows_read=number + 1).execute()
        ctx.clock.at += list_reading.LEASE
    assert lists.get(begun).status == "pending"


def test_what_is_mended_meanwhile_is_read_to_its_end(ctx, begun, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(importing, "RowReader", None)
        list_reading.work_once(ctx, ME)
    ctx.clock.at += list_reading.REST
    assert list_reading.work_once(ctx, ME)
    assert (lists.get(begun).status, lists.get(begun).rows_good) == ("done", 3)


def test_a_full_disk_is_waited_for(ctx, begun, breaks):
    breaks(StoreFull("the database's disk is full: make room"))
    for _ in range(2 * MOST_TRIES):
        with pytest.raises(StoreFull):
            list_reading.work_once(ctx, ME)
    assert lists.get(begun).status == "pending"


def test_a_list_is_finished_when_it_is_read(ctx, begun, monkeypatch):
    began = ctx.now()
    monkeypatch.setattr(list_reading, "BREATH_S", 3600)
    list_reading.work_once(ctx, ME)
    assert lists.get(begun).finished_at == began + timedelta(hours=1)


def test_a_list_that_has_ended_stays_as_it_ended(ctx, begun):
    list_reading.work_once(ctx, ME)
    list_reading.give_up(ctx, begun, Says("too late"))
    assert lists.get(begun).status == "done"
    list_reading.give_up(ctx, begun + 1, Says("there is none"))


def test_no_reader_takes_what_the_command_line_imports(ctx, tmp_path, monkeypatch):
    path = write_list(tmp_path / "sent.csv", rows(3))
    others = []

    def beside(_):
        others.append(list_reading.work_once(ctx, ME))

    done = loading.load(ctx, a_campaign(), path, progress=beside)
    assert (done.progress.status, others) == ("done", [False])
    assert not models.Lease.select().exists()


def test_what_a_reader_has_in_hand_is_not_imported_beside_it(ctx, tmp_path):
    campaign, path = a_campaign(), write_list(tmp_path / "sent.csv", rows(3))
    kept = uploads.keep(ctx, io.BytesIO(path.read_bytes()), "sent.csv")
    begun = uploads.begin(ctx, campaign, kept, "May", "skip").list_id
    assert taken(ctx, begun, f"{owners.own_name().rpartition(':')[0]}:{os.getppid()}")
    with pytest.raises(Refused, match="another process is reading it"):
        loading.load(ctx, campaign, path)
    assert list_leases.of(begun) is not None


def test_lists_that_nobody_reads_are_told_by_doctor(ctx, begun):
    assert list_reading.unattended(ctx) == []
    ctx.clock.at += list_reading.LEASE
    (check,) = (one for one in doctor.examine(ctx, no_switch) if one.name == "lists")
    assert not check.good
    assert check.text == "1 list to be read, and nobody reads: esl-dialer serve --role worker"
    assert taken(ctx, begun, ANOTHER)
    assert list_reading.unattended(ctx) == []


def test_the_command_waits_for_a_database_that_is_away_and_goes_on_where_it_was(
    ctx, tmp_path, monkeypatch, caplog
):
    path, campaign = write_list(tmp_path / "sent.csv", rows(30)), a_campaign()
    real, cuts = lists.save_chunk, [StoreAway("cut"), StoreAway("no server"), StoreBusy("starting")]

    def save_chunk(*given):
        if cuts and models.Record.select().count():
            raise cuts.pop(0)
        return real(*given)

    monkeypatch.setattr(lists, "save_chunk", save_chunk)
    monkeypatch.setattr(importing, "ChunkSize", lambda: ChunkSize(10))
    began = ctx.now()
    done = loading.load(ctx, campaign, path)
    assert (done.progress.rows_good, models.Record.select().count()) == (30, 30)
    assert (ctx.now() - began).total_seconds() == 3 * loading.AWAY_S
    said = [one.getMessage() for one in caplog.records if one.name.endswith("loading")]
    assert said == [
        "import.waits reason=cut",
        "import.waits reason=starting",
        "import.goes_on",
    ]
    assert not models.Lease.select().exists()


def test_the_command_does_not_wait_for_ever(ctx, tmp_path, monkeypatch):
    def away(*_given):
        raise StoreAway("no server")

    monkeypatch.setattr(lists, "save_chunk", away)
    began = ctx.now()
    with pytest.raises(StoreAway):
        loading.load(ctx, a_campaign(), write_list(tmp_path / "sent.csv", rows(3)))
    assert ctx.now() - began == loading.LONGEST_AWAY
