"""Lists that are read in the background: one that breaks fails, one that waits does not."""

import io
from datetime import timedelta

import pytest

from esl_dialer.services.lists import uploads
from esl_dialer.services.lists.importing import RowReader
from esl_dialer.store.database import StoreError, StoreFull
from esl_dialer.store.lists import lists
from esl_dialer.store.system import outbox
from tests.services.lists.helpers import rows, write_list
from webui.imports import MOST_TRIES, Imports, Reading


@pytest.fixture
def begun(ctx, campaign, tmp_path):
    """A list of three rows, to be read."""
    content = write_list(tmp_path / "sent.csv", rows(3)).read_bytes()
    kept = uploads.keep(ctx, io.BytesIO(content), "sent.csv")
    return uploads.begin(ctx, campaign, kept, "May", "skip").list_id


@pytest.fixture
def imports(ctx):
    """Read at once, in the test's own thread."""
    made = Imports(
        Reading(
            work=lambda number: uploads.work(ctx, number),
            unfinished=uploads.unfinished,
            give_up=lambda number, error: uploads.give_up(ctx, number, error),
        )
    )
    made.begin = made.read
    return made


@pytest.fixture
def breaks(monkeypatch):
    """A row on which our own code breaks."""

    def with_error(error):
        def read(_self, _row):
            raise error

        monkeypatch.setattr(RowReader, "read", read)

    return with_error


def news_of_lists():
    return [one.payload for one in outbox.after(0, 100) if one.kind == "list"]


def test_a_list_whose_reading_breaks_fails_with_the_reason(imports, begun, breaks, ctx):
    breaks(ZeroDivisionError("a balance of nothing"))
    imports.look()
    for left in range(MOST_TRIES, 0, -1):
        assert lists.get(begun).status == "pending", left
        assert imports.look() == [begun]
    failed = lists.get(begun)
    assert failed.status == "failed"
    assert str(failed.error) == "reading it broke: ZeroDivisionError: a balance of nothing"
    assert failed.finished_at == ctx.now()
    assert news_of_lists()[-1]["status"] == "failed"
    imports.look()
    assert imports.look() == []


def test_what_is_mended_meanwhile_is_read_to_its_end(imports, begun, breaks, monkeypatch):
    with monkeypatch.context():
        breaks(ZeroDivisionError())
        imports.read(begun)
    monkeypatch.undo()
    imports.read(begun)
    assert (lists.get(begun).status, lists.get(begun).rows_good) == ("done", 3)


def test_a_full_disk_is_waited_for(imports, begun, breaks):
    breaks(StoreFull("the database's disk is full: make room"))
    for _ in range(2 * MOST_TRIES):
        imports.read(begun)
    assert lists.get(begun).status == "pending"


def test_a_database_that_is_away_is_asked_again_at_the_next_look():
    answers = [StoreError("the database is away"), {7: 0}, {7: 0}]

    def unfinished():
        if isinstance(answer := answers.pop(0), Exception):
            raise answer
        return answer

    looking = Imports(Reading(work=None, unfinished=unfinished, give_up=None))
    begun = []
    looking.begin = begun.append
    assert [looking.look() for _ in range(3)] == [[], [], [7]]
    assert begun == [7]


def test_a_list_is_finished_when_it_is_read(imports, begun, ctx, monkeypatch):
    began = ctx.now()
    monkeypatch.setattr(uploads, "BREATH_S", 0)

    def an_hour(_seconds):
        ctx.clock.at += timedelta(hours=1)

    monkeypatch.setattr(ctx.clock, "sleep", an_hour)
    imports.read(begun)
    assert lists.get(begun).finished_at == began + timedelta(hours=1)


def test_a_list_that_has_ended_stays_as_it_ended(imports, begun, ctx):
    imports.read(begun)
    uploads.give_up(ctx, begun, ValueError("too late"))
    assert lists.get(begun).status == "done"
    uploads.give_up(ctx, begun + 1, ValueError("there is none"))
