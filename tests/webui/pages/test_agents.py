"""Pages of agents: those who manage them, and an agent's own desk."""

import re

import pytest

from esl_dialer.core.agents.standing import Given, Verb
from esl_dialer.core.words import CampaignKind, Outcome
from esl_dialer.engine.settling import settle
from esl_dialer.services.agents import agents
from esl_dialer.services.agents.agents import NewAgent
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.store.agents import agents as store
from esl_dialer.store.agents import moving
from esl_dialer.store.database import transaction
from tests.store.rows import a_record, an_attempt, ended_call
from tests.webui.conftest import PASSWORD, Browser


@pytest.fixture
def floor(ctx):
    return campaigns.create(ctx, Draft("Floor", CampaignKind.AG)).id


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_agents_are_made_singly_and_many_at_once(admin, floor):
    made = {"username": "ann", "extension": "1001", "password": "a long password",
            "language": "fr", "campaigns": str(floor)}  # fmt: skip
    assert admin.post("/agents/new", made).status_code == 303
    told = admin.post("/agents/several", {"count": "2", "prefix": "agent", "first": "2001"})
    assert (told.status_code, told.text.count("<code>")) == (200, 2)
    page = admin.get("/agents/").text
    assert ("Floor" in page, "agent2002" in page) == (True, True)
    wrong = admin.post("/agents/new", made | {"username": "bob"})
    assert (wrong.status_code, "another agent has it" in wrong.text) == (422, True)
    assert admin.post("/agents/several", {"count": "x", "first": "1"}).status_code == 422
    assert admin.post("/agents/reasons", {"reasons": "Lunch\nCoaching"}).status_code == 303
    assert "Lunch\nCoaching" in admin.get("/agents/").text


def test_a_day_at_the_desk(app, ctx, admin, floor):
    agents.make(ctx, NewAgent("ann", "1001", password=PASSWORD, campaigns=(floor,)))
    ann = Browser(app.test_client())
    ann.sign_in("ann")
    assert ann.get("/desk/").location.endswith("/users/me/password")
    changed = {"old": PASSWORD, "new": "another long one", "again": "another long one"}
    ann.post("/users/me/password", changed)
    assert ann.get("/").location.endswith("/desk/")
    assert "Floor" in ann.get("/desk/").text
    assert ann.get("/campaigns/").status_code == 403
    ann.post("/desk/ready")
    one = store.named("ann")
    record = a_record(floor, "+14165550101", full_name="JOHN <b>MUGLIA")
    attempt = "a-1"
    an_attempt(record, attempt)
    with transaction():
        moving.move(one.id, Verb.LEG_UP, ctx.now())
        moving.move(one.id, Verb.RESERVE, ctx.now(), Given(campaign=floor, attempt=attempt))
        moving.move(one.id, Verb.CONNECT, ctx.now())
    page = ann.get("/desk/now").text
    assert "JOHN &lt;b&gt;MUGLIA" in page
    assert ann.get("/desk/form?attempt=").status_code == 200
    assert ann.get(f"/desk/form?attempt={attempt}").status_code == 204
    with transaction():
        moving.move(one.id, Verb.END, ctx.now())
    assert settle(ended_call(attempt, seconds=30), Outcome.TRANSFERRED, "", ctx.now())
    late = ann.post("/desk/submit", {"attempt": attempt, "disposition": "call_back",
                                     "call_back": "1999-01-01T10:00",
                                     "note": "typed"})  # fmt: skip
    assert (late.status_code, "typed" in late.text) == (422, True)
    assert (
        ann.post(
            "/desk/submit", {"attempt": attempt, "disposition": "sale_made", "note": "well"}
        ).status_code
        == 303
    )
    page = ann.get("/desk/").text
    assert re.search(r"data-desk-state=\"waiting\"", page)
    assert ann.post("/desk/log-out").status_code == 303
    assert admin.get("/desk/").status_code == 404
