"""What every page says while the store is busy or full, or the switch is away."""

import re
from datetime import timedelta

import pytest

from esl_dialer.esl import strangers
from esl_dialer.store import models
from esl_dialer.store.errors import StoreAway, StoreFull, StoreReadOnly
from esl_dialer.store.system import leases
from webui import app as pages
from webui.pages import banners as shown

BANNER = re.compile(r'<div class="trouble" role="alert">.*?</div>', re.DOTALL)
FULL = "The disk is full since 12:00:00"


def banners(text):
    return [re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in BANNER.findall(text)]


@pytest.fixture
def watch(app):
    return app.extensions["store_watch"]


def engine_says(ctx, **switch):
    now = ctx.now()
    assert leases.acquire("engine-1", now) == "engine-1"
    assert leases.renew("engine-1", now, {"switch": switch})


def test_a_page_says_nothing_while_all_is_well(signed_in):
    assert banners(signed_in("viewer").get("/").text) == []


@pytest.mark.parametrize("path", ["/", "/results/", "/settings/", "/profile/", "/nowhere"])
def test_every_page_says_that_the_disk_is_full(signed_in, watch, path):
    viewer = signed_in("viewer")
    watch.note(StoreFull("no room"))
    [said] = banners(viewer.get(path).text)
    assert said.startswith(FULL)


def test_gates_that_are_made_anew_and_clocks_that_are_old_are_told(
    signed_in, campaign, monkeypatch
):
    viewer = signed_in("viewer")
    models.GateRenewal.create(campaign=campaign)
    [said] = banners(viewer.get("/").text)
    assert "until then those of 1 campaign are called" in said
    models.GateRenewal.delete().execute()
    monkeypatch.setattr(shown, "stale_zones", lambda: frozenset(("America/Winnipeg",)))
    [said] = banners(viewer.get("/").text)
    assert "too old for America/Winnipeg" in said


def test_the_page_of_signing_in_says_so_too(browser, watch):
    watch.note(StoreFull("no room"))
    assert FULL in banners(browser.get("/sign-in").text)[0]


def test_it_is_said_in_the_readers_language(signed_in, watch):
    viewer = signed_in("viewer")
    viewer.post("/language", {"language": "fr"})
    watch.note(StoreReadOnly("no"))
    assert "ne peut plus être écrite depuis 12:00:00" in banners(viewer.get("/").text)[0]


def test_pages_that_are_open_ask_and_are_told_the_end_as_well(signed_in, watch, ctx):
    viewer = signed_in("viewer")
    watch.note(StoreFull("no room"))
    asked = viewer.get("/live/engine").text
    assert 'id="troubles" hx-swap-oob' in asked
    assert len(banners(asked)) == 1
    watch.look()
    asked = viewer.get("/live/engine").text
    assert 'id="troubles" hx-swap-oob' in asked
    assert banners(asked) == []


def test_pages_that_are_open_are_told_that_the_database_is_away(app, signed_in, monkeypatch):
    viewer = signed_in("viewer")

    def away():
        raise StoreAway("the connection is closed")

    monkeypatch.setattr(pages.news, "connection", away)
    answer = viewer.client.get("/live/engine")
    assert answer.status_code == 200
    assert "Database away" in answer.text
    assert banners(answer.text)[0].startswith("The database does not answer since")
    page = viewer.client.get("/")
    assert page.status_code == 503
    assert banners(page.text)


def test_what_goes_away_in_the_middle_of_a_page_does_not_break_the_page_that_says_so(
    signed_in, monkeypatch
):
    viewer = signed_in("viewer")

    def away(_ctx):
        raise StoreAway("the connection is closed")

    monkeypatch.setattr("webui.pages.banners.overview.condition", away)
    monkeypatch.setattr("webui.pages.dashboard.overview.numbers", away)
    page = viewer.client.get("/")
    assert (page.status_code, len(banners(page.text))) == (503, 1)


def test_every_page_says_who_answers_in_place_of_the_switch(signed_in, ctx):
    viewer = signed_in("viewer")
    engine_says(ctx, up=False, error=str(strangers.SSH), why=strangers.SSH.packed())
    [said] = banners(viewer.get("/results/").text)
    assert said.startswith("The switch is not reached, and nobody is called: an SSH server answers")
    viewer.post("/language", {"language": "fr"})
    assert "un serveur SSH y répond" in banners(viewer.get("/").text)[0]


def test_who_watches_from_outside_is_told_too_and_no_address(browser, ctx):
    engine_says(ctx, up=False, error=str(strangers.SSH), why=strangers.SSH.packed())
    told = browser.get("/readyz").text.splitlines()
    assert told[:3] == ["database answers", "engine engine-1", "switch down"]
    assert told[3] == f"look {strangers.SSH}"


def test_an_engine_that_is_gone_says_nothing_of_the_switch(signed_in, ctx):
    engine_says(ctx, up=False, error="x", why="x")
    models.Lease.update(expires_at=ctx.now() - timedelta(hours=1)).execute()
    assert banners(signed_in("viewer").get("/").text) == []
