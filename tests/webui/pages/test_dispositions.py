"""Dispositions on the pages and for programs: made, put in sets, said of a call."""

import pytest

from esl_dialer.core.words import Outcome
from esl_dialer.engine.settling import settle
from esl_dialer.store import models
from tests.store.rows import NOW, a_record, an_attempt, ended_call
from tests.webui.pages.test_pages import FORM


@pytest.fixture
def called(campaign) -> int:
    """A record that was called."""
    record = a_record(campaign, "+14165550177")
    assert an_attempt(record, "mine")
    assert settle(ended_call("mine", seconds=3), Outcome.HUNG_UP, "", NOW)
    return record


def test_a_floor_makes_its_own_and_a_campaign_chooses_a_set(signed_in, campaign):
    admin = signed_in("admin")
    wrong = admin.post("/dispositions/new", {"title": "", "follows": "final", "minutes": "5"})
    assert wrong.status_code == 422
    for field in ("title", "minutes"):
        assert f'id="{field}-note"' in wrong.text
    made = {"title": "Left a message", "hot_key": "m", "follows": "again", "minutes": "60"}
    assert admin.post("/dispositions/new", made).status_code == 303
    nothing = admin.post("/dispositions/sets/new", {"name": "Short"})
    assert (nothing.status_code, "choose at least one disposition" in nothing.text) == (422, True)
    chosen = {"name": "Short", "chosen.left_a_message": "on", "chosen.busy": "on"}
    assert admin.post("/dispositions/sets/new", chosen).status_code == 303
    _moved_down(admin)
    assert "Left a message" in admin.get("/dispositions/").text
    edited = admin.post(f"/campaigns/{campaign}/edit", FORM | {"disposition_set": "1"})
    assert edited.status_code == 303
    assert "Short" in admin.get(f"/campaigns/{campaign}").text
    assert admin.post("/dispositions/sets/1/delete", {}).status_code == 303
    assert models.Campaign.get_by_id(campaign).disposition_set == 0


def _moved_down(admin) -> None:
    """What is moved is shown, and saved with the form, in the order that it has then."""
    there, ticked = "/dispositions/sets/1", {"name": "Short", "chosen.busy": "on"}
    keys = ["left_a_message", "busy", "sale_made"]
    typed = ticked | {"chosen.left_a_message": "on", "order": keys}
    shown = admin.post(there, typed | {"down": "left_a_message"}).text
    places = [
        shown.index(f'name="chosen.{key}"') for key in ("busy", "left_a_message", "sale_made")
    ]
    assert places == sorted(places)
    assert models.DispositionChoice.get(key="busy").position != 0
    assert admin.post(there, ticked | {"chosen.left_a_message": "on"}).status_code == 303
    assert models.DispositionChoice.get(key="busy").position == 0


def test_it_is_said_of_a_call_on_its_records_page(signed_in, called):
    admin, there = signed_in("admin"), f"/records/{called}/calls/mine/disposition"
    assert there in admin.get(f"/records/{called}").text
    wrong = admin.post(there, {"disposition": "promise_to_pay", "amount": "x"})
    assert wrong.status_code == 422
    for field in ("amount", "promised_on"):
        assert f'id="{field}-note"' in wrong.text
    said = {"disposition": "promise_to_pay", "amount": "120,50", "promised_on": "2026-11-30"}
    assert admin.post(there, said | {"note": "<b>on payday</b>"}).status_code == 303
    page = admin.get(f"/records/{called}").text
    assert "Promise to pay" in page
    assert "120.50 by 2026-11-30 · &lt;b&gt;on payday&lt;/b&gt;" in page
    assert there not in signed_in("viewer").get(f"/records/{called}").text
