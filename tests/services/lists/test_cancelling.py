"""An import is cancelled while it is read: by page, API or command; what it brought in stays."""

import io

import pytest

from esl_dialer.core.lists.filters import parse
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists import cancelling, importing, list_reading, loading, uploads
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filtering, filters, lists
from esl_dialer.store.system import outbox
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_campaign

ME = "here:1"
ROWS = 500


@pytest.fixture(autouse=True)
def quick(ctx, monkeypatch):
    """A reader's waits take the test no time."""
    monkeypatch.setattr(ctx.clock, "sleep", lambda _: None)


@pytest.fixture
def file(tmp_path):
    return write_list(tmp_path / "spring.csv", rows(ROWS))


@pytest.fixture
def begun(ctx, file):
    upload = uploads.keep(ctx, io.BytesIO(file.read_bytes()), "spring.csv")
    return uploads.begin(ctx, a_campaign(), upload, "Spring").list_id


def read_and_cancel(ctx, list_id):
    """Cancelled by somebody when the first chunk is in."""
    campaign = lists.get(list_id).campaign_id

    def cancel(_):
        cancelling.cancel(ctx, campaign, list_id)

    with pytest.raises(lists.TakenOver):
        importing.continue_import(list_id, ctx.config.data.absolute(), ctx.now, progress=cancel)


@pytest.mark.parametrize("how", ["cancelled", "given up"])
def test_a_filter_is_applied_to_what_came_in(ctx, begun, how):
    """It may mean now whom it left out, by what the list says of them."""
    with transaction():
        group = parse({"column": "balance", "test": "not_empty"})[0]
        chosen = filters.create("Owing", group, "ann", ctx.now())
        models.Campaign.update(filter_id=chosen).execute()
    campaign = lists.get(begun).campaign_id
    if how == "cancelled":
        read_and_cancel(ctx, begun)
    else:
        list_reading.give_up(ctx, begun, list_reading.SILENT)
    assert filtering.is_due(campaign, ctx.now())


def test_what_came_in_before_stays_and_the_rest_does_not_come(ctx, begun):
    read_and_cancel(ctx, begun)
    info = lists.get(begun)
    assert info.status == "cancelled"
    assert 0 < info.rows_good == models.Record.select().count() < ROWS
    assert not list_reading.work_once(ctx, ME)
    assert models.Record.select().count() == info.rows_good


def test_the_same_file_again_brings_in_the_rest(ctx, begun, file):
    read_and_cancel(ctx, begun)
    info = lists.get(begun)
    again = loading.load(ctx, info.campaign_id, file)
    assert not again.repeated
    assert again.progress.rows_duplicate == info.rows_good
    assert models.Record.select().count() == ROWS


def test_one_that_waits_is_never_read(ctx, begun):
    cancelling.cancel(ctx, lists.get(begun).campaign_id, begun)
    assert not list_reading.work_once(ctx, ME)
    assert models.Record.select().count() == 0
    assert outbox.after(0, 100)[-1].payload["status"] == "cancelled"
    assert models.Audit.select().where(models.Audit.action == "list.cancel").count() == 1


def test_the_command_that_reads_it_says_so(ctx, file):
    campaign = a_campaign()

    def cancel(progress):
        cancelling.cancel(ctx, campaign, progress.list_id)

    done = loading.load(ctx, campaign, file, progress=cancel)
    assert done.progress.status == "cancelled"
    assert done.progress.rows_good == models.Record.select().count()


def test_one_that_has_ended_and_one_that_never_was(ctx, begun):
    campaign = lists.get(begun).campaign_id
    assert list_reading.work_once(ctx, ME)
    with pytest.raises(Refused, match="it has ended already"):
        cancelling.cancel(ctx, campaign, begun)
    assert lists.get(begun).status == "done"
    with pytest.raises(NotFound):
        cancelling.cancel(ctx, campaign, begun + 1)
    with pytest.raises(NotFound):
        cancelling.cancel(ctx, a_campaign(), begun)


def test_those_under_way(ctx, begun):
    campaign = lists.get(begun).campaign_id
    assert [one.id for one in cancelling.under_way(ctx, campaign)] == [begun]
    cancelling.cancel(ctx, campaign, begun)
    assert cancelling.under_way(ctx, campaign) == []
