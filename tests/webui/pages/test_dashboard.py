"""The dashboard: as clear and as cheap with many campaigns as with few."""

import re

import pytest

from esl_dialer.core.words import AudioState, RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.store import models
from tests.store.rows import a_campaign
from webui.pages.dashboard import CARDS, LINES

READY = {"audio_state": AudioState.READY}


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def asked(browser, monkeypatch) -> int:
    """How many statements the page takes."""
    count = 0
    run = models.database.obj.execute_sql

    def counted(*args, **more):
        nonlocal count
        count += 1
        return run(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(models.database.obj, "execute_sql", counted)
        assert browser.get("/").status_code == 200
    return count


def test_no_statement_is_run_for_each_campaign(app, admin, monkeypatch):
    a_campaign(**READY)
    app.extensions["readings"].forget()
    few = asked(admin, monkeypatch)
    for _ in range(LINES + 3):
        a_campaign(**READY)
    app.extensions["readings"].forget()
    assert asked(admin, monkeypatch) == few > 5
    page = admin.get("/").text
    assert page.count('id="campaign-') == LINES > CARDS
    assert f"All {LINES + 4} campaigns" in page


def test_a_campaign_is_paused_and_started_where_it_stands(admin, ctx):
    number = a_campaign(**READY)
    assert re.search(rf'id="run-{number}">.*?Pause', admin.get("/").text, re.S)
    done = admin.post(f"/campaigns/{number}/pause", {"stay": "dashboard"})
    assert done.location == f"/#run-{number}"
    assert campaigns.get(ctx, number).run_state is RunState.PAUSED
    assert re.search(rf'id="run-{number}">.*?Start', admin.get("/").text, re.S)


def test_who_only_looks_has_no_button(signed_in):
    a_campaign(**READY)
    assert 'id="run-' not in signed_in("viewer").get("/").text
