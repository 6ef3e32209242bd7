"""Lists of an address, until they are as if they had been sent."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from esl_dialer.core.lists.addresses import FetchState, NotFetched, Order
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import fetching, list_reading, uploads
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_campaign

ADDRESS = "https://lists.example/may.csv"


@pytest.fixture
def orders() -> list[Order]:
    """What was to be downloaded."""
    return []


@pytest.fixture
def download(orders, tmp_path) -> Callable[[Order], str]:
    content = write_list(tmp_path / "there.csv", rows(3)).read_bytes()

    def fetch(order: Order) -> str:
        orders.append(order)
        Path(order.target).write_bytes(content)
        return "../may.csv"

    return fetch


def refuse(_: Order) -> str:
    raise NotFetched(Says("{server} answers {answer}", server="lists.example", answer="404"))


def break_(_: Order) -> str:
    raise ZeroDivisionError


def test_a_list_is_wanted_fetched_looked_at_and_imported(ctx, download, orders) -> None:
    wanted = fetching.begin(ctx, f" {ADDRESS} ")
    assert (wanted.state, wanted.address) == (FetchState.WAITING, ADDRESS)
    with pytest.raises(Invalid, match="not fetched yet"):
        fetching.fetched(ctx, wanted.id)
    assert fetching.work_once(ctx, "a worker", download)
    assert not fetching.work_once(ctx, "a worker", download)
    assert fetching.find(ctx, wanted.id).state is FetchState.DONE
    upload = fetching.fetched(ctx, wanted.id)
    assert upload.path.name == "may.csv"
    assert uploads.preview(ctx, upload).rows_good == 3
    uploads.begin(ctx, a_campaign(), upload, "May")
    list_reading.work_once(ctx, "a reader")
    assert models.Record.select().count() == 3
    with pytest.raises(NotFound):
        fetching.fetched(ctx, wanted.id)
    [order] = orders
    assert (order.address, order.inside) == (ADDRESS, ())
    assert [one.action for one in models.Audit.select().where(models.Audit.action == "list.fetch")]


def test_a_key_in_an_address_is_kept_neither_in_the_trail_nor_with_the_list(
    ctx, download, orders
) -> None:
    wanted = fetching.begin(ctx, f"{ADDRESS}?X-Signature=secret")
    assert fetching.work_once(ctx, "a worker", download)
    assert orders[0].address.endswith("?X-Signature=secret")
    uploads.begin(ctx, a_campaign(), fetching.fetched(ctx, wanted.id), "May")
    assert models.ListImport.get().address == f"{ADDRESS}?…"
    assert not [one for one in models.Audit.select() if "secret" in str(one.detail)]


def test_hosts_inside_are_those_that_the_settings_name(ctx, download, orders) -> None:
    preferences.save(ctx, {"list_hosts": "Files.Example, 10.0.0.7"})
    fetching.begin(ctx, ADDRESS)
    fetching.work_once(ctx, "a worker", download)
    assert orders[0].inside == ("files.example", "10.0.0.7")


@pytest.mark.parametrize(
    ("download", "told"),
    [(refuse, "lists.example answers 404"), (break_, "fetching it broke: something broke")],
)
def test_why_nothing_was_fetched_is_told(ctx, download, told) -> None:
    wanted = fetching.begin(ctx, ADDRESS)
    assert fetching.work_once(ctx, "a worker", download)
    found = fetching.find(ctx, wanted.id)
    assert (found.state, str(found.error)[: len(told)]) == (FetchState.FAILED, told)
    with pytest.raises(Invalid, match="address: "):
        fetching.fetched(ctx, wanted.id)
    assert list(uploads.folder_of(ctx).glob("*")) == []


@pytest.mark.parametrize("address", ["", "lists.example", "ftp://lists.example/a.csv"])
def test_what_is_no_address_is_told_at_once(ctx, address) -> None:
    with pytest.raises(Invalid, match="https://HOST/PATH"):
        fetching.begin(ctx, address)
    assert not models.ListFetch.select().count()


def test_a_fetcher_that_was_killed_is_followed_by_the_next(ctx, download) -> None:
    """Whatever it left: a part of the file, or all of it without a word."""
    wanted = fetching.begin(ctx, ADDRESS)
    with pytest.raises(KeyboardInterrupt):
        fetching.work_once(ctx, "elsewhere:1", _killed_halfway)
    assert not fetching.work_once(ctx, "a worker", download)
    ctx.clock.at += timedelta(minutes=10)
    left = uploads.folder_of(ctx) / wanted.token
    left.mkdir()
    (left / "half.csv").write_text("half")
    assert fetching.work_once(ctx, "a worker", download)
    assert fetching.fetched(ctx, wanted.id).path.name == "may.csv"
    assert [path.name for path in uploads.folder_of(ctx).glob("*")] == [wanted.token]


def _killed_halfway(order: Order) -> str:
    Path(order.target).write_text("half")
    raise KeyboardInterrupt


def test_what_ends_every_fetcher_is_given_up(ctx, download) -> None:
    wanted = fetching.begin(ctx, ADDRESS)
    for _ in range(fetching.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            fetching.work_once(ctx, "elsewhere:1", _killed_halfway)
        ctx.clock.at += timedelta(minutes=10)
    assert not fetching.work_once(ctx, "a worker", download)
    assert str(fetching.find(ctx, wanted.id).error) == str(fetching.SILENT)


def test_what_was_fetched_a_day_ago_is_forgotten(ctx, download) -> None:
    first = fetching.begin(ctx, ADDRESS)
    ctx.clock.at += uploads.KEPT + timedelta(seconds=1)
    fetching.begin(ctx, ADDRESS)
    with pytest.raises(NotFound):
        fetching.find(ctx, first.id)
