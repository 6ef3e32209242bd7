"""Pages and the API while another process holds the database's write lock: nothing half done."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import gevent
from peewee import SqliteDatabase

from esl_dialer.services.lists import uploads
from esl_dialer.services.people import dnc
from esl_dialer.services.system import idempotency
from esl_dialer.store import models
from esl_dialer.store.database import StoreAway
from esl_dialer.store.opened import Patience
from tests.patience import PATIENCE_S
from tests.services.lists.helpers import rows, write_list
from tests.webui.api.conftest import Program, token_of
from tests.webui.guard.test_access import _routes, _url
from webui.api import dispatch, openapi

SAID = "Another part of the dialer is saving"
SHORT_S = 0.01
WRITES = {
    "profile.second_factor",
    "dnc.export",
    "imports.original",
    "list_people.download",
    "imports.rejected",
    "lists.rejected",
    "results.campaign_report",
}
"""Looking at one begins an enrolment; a download of people's data is noted in the trail."""


@contextmanager
def held(ctx) -> Iterator[None]:
    """Another process is in the middle of a write, and those who wait are quick to give up."""
    models.database.obj.patience.seconds = SHORT_S
    other = SqliteDatabase(ctx.config.database_url.removeprefix("sqlite:///"))
    with closing(other), other.atomic("IMMEDIATE"):
        yield


def test_a_page_says_that_nothing_was_changed(signed_in, ctx):
    admin = signed_in("admin")
    with held(ctx):
        answer = admin.post("/dnc/", {"numbers": "4165550100"})
        assert admin.get("/dnc/").status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert (SAID in answer.text, "<html" in answer.text) == (True, True)
    assert not models.Stop.select().count()
    assert admin.post("/dnc/", {"numbers": "4165550100"}).status_code == 303
    assert models.Stop.select().count() == 1


def test_a_part_of_a_page_gets_the_line_alone(signed_in, ctx):
    admin = signed_in("admin")
    with held(ctx):
        answer = admin.post("/dnc/", {"numbers": "4165550100"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert (SAID in answer.text, "<html" in answer.text) == (True, False)


def test_a_program_may_send_the_same_key_again(app, ctx):
    admin = Program(app.test_client(), token_of(ctx, "admin"))
    key = {"Idempotency-Key": "one"}
    with held(ctx):
        answer = admin.post("/dnc", {"numbers": ["4165550100"]}, headers=key)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json["type"].endswith("unavailable")
    assert SAID in answer.json["detail"]
    told = openapi.document()["paths"]["/dnc"]["post"]["responses"]
    assert told["503"]["content"].keys() == {answer.mimetype}
    assert admin.post("/dnc", {"numbers": ["4165550100"]}, headers=key).status_code == 200
    assert models.Stop.select().count() == 1


def test_a_list_is_begun_whole_or_not_at_all(signed_in, ctx, campaign, tmp_path):
    content = write_list(tmp_path / "sent.csv", rows(3)).read_bytes()
    kept = uploads.keep(ctx, io.BytesIO(content), "sent.csv")
    admin, path = signed_in("admin"), f"/campaigns/{campaign}/lists/check/{kept.token}"
    with held(ctx):
        assert admin.post(path, {"name": "May"}).status_code == 503
    assert not models.ListImport.select().count()
    assert admin.post(path, {"name": "May"}).status_code == 303
    noted = models.Audit.select().where(models.Audit.action == "list.import").count()
    assert (models.ListImport.select().count(), noted) == (1, 1)


def test_a_key_is_let_go_as_soon_as_that_can_be_written(ctx, monkeypatch):
    monkeypatch.setattr(dispatch, "SOON_S", 0.0)
    monkeypatch.setattr(dispatch, "LET_GO_TRIES", 1_000_000)
    user = models.User.get().id
    assert idempotency.begin(ctx, user, "one", "digest") is None
    with held(ctx):
        letting_go = gevent.spawn(dispatch._let_go, user, "one")
        assert letting_go.join(5 * SHORT_S) is None
        assert models.KeptAnswer.select().count()
    letting_go.get(timeout=PATIENCE_S)
    assert not models.KeptAnswer.select().count()


def test_no_page_waits_for_another_that_writes(app, signed_in, ctx, campaign):
    """Who only looks is shown what there is."""

    def never(_seconds):
        raise AssertionError("a page that is looked at waits")

    browser, program = signed_in("super_admin"), Program(app.test_client(), token_of(ctx, "admin"))
    ctx.clock.at += timedelta(hours=2)
    with held(ctx):
        models.database.obj.patience = Patience(sleep=never)
        for rule in _routes(app):
            if "GET" in rule.methods and rule.endpoint not in WRITES | {"live.stream"}:
                answer = browser.get(url := _url(app, rule, campaign))
                assert answer.status_code < 500, url
        assert program.get("/campaigns").status_code == 200


def test_no_change_breaks_while_the_lock_is_held(app, signed_in, ctx, campaign):
    browser = signed_in("super_admin")
    before = models.Audit.select().count()
    with held(ctx):
        for rule in _routes(app):
            if "POST" not in rule.methods or rule.endpoint == "session.sign_out":
                continue
            answer = browser.post(url := _url(app, rule, campaign))
            assert answer.status_code != 500, url
            assert answer.status_code != 503 or "Retry-After" in answer.headers, url
    assert models.Audit.select().count() == before


def test_a_key_stays_taken_when_nobody_knows_whether_the_work_was_done(app, ctx, monkeypatch):
    """As when the connection is cut while it commits: what was done must not be done twice."""
    admin = Program(app.test_client(), token_of(ctx, "admin"))
    key = {"Idempotency-Key": "one"}

    def cut(*_given):
        raise StoreAway("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(dnc, "add", cut)
        answer = admin.post("/dnc", {"numbers": ["4165550100"]}, headers=key)
    assert answer.status_code == 503
    assert admin.post("/dnc", {"numbers": ["4165550100"]}, headers=key).status_code == 409
    assert not models.Stop.select().count()
