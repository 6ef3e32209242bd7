"""The menu of long work on every page, and what is told when it ends."""

import io

import pytest

from esl_dialer.engine.noticing import SETTLED, read_outbox
from esl_dialer.services.lists import list_reading
from esl_dialer.services.speech import audio
from esl_dialer.services.system import background_work
from esl_dialer.store.lists import lists
from esl_dialer.store.notices import notices
from esl_dialer.store.speech import audio as stored_audio
from tests.webui.pages.test_pages import _list
from webui import exports


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def sent(app, admin, campaign):
    """A list that waits to be read; its number."""
    file = {"file": (io.BytesIO(_list(5)), "people.csv")}
    kept = admin.post(f"/campaigns/{campaign}/lists/new", file)
    admin.post(kept.location, {"name": "People", "duplicates": "skip"})
    return lists.of_campaign(campaign)[0].id


def told(ctx):
    ctx.clock.at += SETTLED
    while read_outbox(ctx.now()):
        pass
    return [str(one.kind) for one in notices.page(0, 9)][::-1]


def test_nothing_is_shown_where_nothing_is_done(admin):
    assert "work-item" not in admin.get("/").text
    assert "every 2s" not in admin.get("/works/").text


def test_a_list_is_on_every_page_until_a_while_after_its_end(app, admin, ctx, sent):
    for page in ("/", "/dnc/", "/profile/"):
        assert f'id="work-list-{sent}"' in admin.get(page).text
    assert "every 2s" in (menu := admin.get("/works/").text)
    assert "People, into Spring" in menu
    list_reading.read(ctx, sent, "a reader")
    app.extensions["readings"].forget()
    ended = admin.get("/works/").text
    assert "every 2s" not in ended
    assert "status-green" in ended
    ctx.clock.at += background_work.SHOWN_FOR
    app.extensions["readings"].forget()
    assert "work-item" not in admin.get("/").text


def test_the_end_of_a_list_is_told_once_and_to_the_pages_alone(ctx, sent):
    list_reading.read(ctx, sent, "a reader")
    list_reading.read(ctx, sent, "a reader")
    assert told(ctx) == ["list_done"]
    notice = notices.page(0, 1)[0]
    assert dict(notice.values) | {"error": ""} == {
        "list": "People", "campaign": "Spring", "good": 5, "bad": 0, "error": "",
    }  # fmt: skip
    assert not notices.any_due(ctx.now())


def test_a_list_whose_file_is_gone_is_told_as_failed(admin, ctx, sent):
    (ctx.config.data / lists.get(sent).stored_path).unlink()
    list_reading.read(ctx, sent, "a reader")
    assert told(ctx) == ["list_failed"]
    assert "could not be imported into Spring" in admin.get("/notices/").text


def test_audio_is_shown_with_how_far_it_is(app, admin, ctx, campaign, sent):
    list_reading.read(ctx, sent, "a reader")
    job = audio.request_audio(ctx, campaign, "new")
    stored_audio.take_job(job, "worker", ctx.now())
    stored_audio.set_total(job, "worker", 5)
    app.extensions["readings"].forget()
    menu = admin.get("/works/").text
    assert f'id="work-audio-{job}"' in menu
    assert "0 of 5" in menu


def test_an_export_is_shown_to_who_asked_for_it_and_to_no_one_else(
    app, signed_in, admin, monkeypatch
):
    viewer, seen = signed_in("viewer"), []

    def looks(rows, path):
        assert list(rows) == []
        seen.extend(one.get("/works/").text for one in (admin, viewer))
        return 0

    monkeypatch.setitem(exports.exporting.WRITERS, "csv", looks)
    monkeypatch.setattr(exports, "in_thread", lambda act, *given: act(*given))
    assert admin.get("/results/export.csv").status_code == 200
    assert ["Results as CSV" in text for text in seen] == [True, False]
    assert "Results as CSV" not in admin.get("/works/").text


def test_rows_are_counted_as_they_are_written(app):
    export = app.extensions["exports"].begin("admin", "csv", 3)
    rows = export.counted("abc")
    assert [next(rows), next(rows), export.done] == ["a", "b", 1]


def test_open_pages_hear_of_an_export(app):
    listener = app.extensions["live"].join("a")
    app.extensions["exports"].begin("admin", "csv", 0)
    assert listener.take(0) == ["exports"]
