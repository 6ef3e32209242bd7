"""Alive, ready, and the figures: true, cheap, and for whom they are meant."""

import pytest
from peewee import SqliteDatabase
from prometheus_client.parser import text_string_to_metric_families

from esl_dialer.core.words import CallState, Outcome, RunState
from esl_dialer.store import models
from esl_dialer.store.system import leases
from tests.store.rows import an_attempt
from tests.webui.api.conftest import ready, token_of
from webui.metrics import LINK

ENGINE = {
    "switch": {"up": True, "simulated": True},
    "live": 7,
    "link": dict.fromkeys(LINK, 3) | {"waiting": 2},
}


@pytest.fixture
def engine(ctx):
    leases.acquire("here:1", ctx.now())
    leases.renew("here:1", ctx.now(), ENGINE)


def read(answer):
    """Each sample by its name and the values of its labels, in the order of their names."""
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def figures(app):
    def now():
        app.extensions["readings"].forget()
        return read(app.test_client().get("/metrics"))

    return now


@pytest.fixture
def away(app):
    """The database can't be opened."""
    real = models.database.obj
    models.database.initialize(SqliteDatabase("/nowhere/at/all.db"))
    yield
    models.database.initialize(real)


@pytest.mark.usefixtures("away")
def test_the_process_lives_whatever_else_does_not(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_says_what_it_found(app, ctx, engine):
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.text == "database answers\nengine here:1\nswitch up\n"
    ctx.clock.at += leases.LEASE
    assert "engine none\nswitch down\n" in app.test_client().get("/readyz").text


@pytest.mark.usefixtures("away")
def test_not_ready_when_the_database_is_away_and_why_is_for_the_log_alone(app, caplog):
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "database does not answer\n"
    assert "unable to open database file" in caplog.text


def test_what_the_engine_says_of_itself(figures, engine):
    told = figures()
    assert told["dialer_engine_up",] == told["dialer_switch_up",] == 1
    assert told["dialer_live_calls",] == 7
    assert told["dialer_switch_gaps_total",] == told["dialer_switch_losses_total",] == 3
    assert told["dialer_switch_events_waiting",] == 2


def test_no_engine(figures):
    told = figures()
    assert told["dialer_engine_up",] == told["dialer_live_calls",] == 0


def test_records_of_active_campaigns_and_no_others(figures, filled):
    assert not [key for key in figures() if key[0] == "dialer_records"]
    ready(filled)
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    told = figures()
    assert told["dialer_records", "Spring", str(filled), "pending"] == 2


def test_audio_jobs(figures, admin, filled):
    admin.post(f"/campaigns/{filled}/audio", {"mode": "new"})
    told = figures()
    assert told["dialer_audio_jobs", "pending"] == 1
    assert told["dialer_audio_jobs", "running"] == 0


def test_attempts_only_ever_grow(figures, filled, ctx):
    failed, unanswered = (("dialer_attempts_total", w, "true") for w in ("failed", "no_answer"))
    assert figures()[failed] == 0
    models.Record.update(audio="ready", ready=True).execute()
    now = ctx.clock.now()
    assert an_attempt(1, "an attempt", now=now, simulated=True)
    assert figures()["dialer_calls", "claimed"] == 1
    end = {"state": CallState.ENDED, "settled_at": now}
    models.Attempt.update(end | {"outcome": Outcome.FAILED}).execute()
    told = figures()
    assert (told[failed], told["dialer_calls", "claimed"]) == (1, 0)
    models.Attempt.update(outcome=Outcome.NO_ANSWER).execute()
    told = figures()
    assert (told[failed], told[unanswered]) == (1, 1)


def test_they_are_kept_for_a_moment(app, engine):
    client = app.test_client()
    first = client.get("/metrics").text
    models.Lease.delete().execute()
    assert client.get("/metrics").text == first


def test_who_may_read_them(app, ctx):
    far = {"REMOTE_ADDR": "192.0.2.7"}
    client = app.test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_overrides=far).status_code == 401
    proxied = {"X-Forwarded-For": "192.0.2.7"}
    assert client.get("/metrics", headers=proxied).status_code == 401
    token = {"Authorization": f"Bearer {token_of(ctx, 'viewer')}"}
    assert client.get("/metrics", environ_overrides=far, headers=token).status_code == 200
