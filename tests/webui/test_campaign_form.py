"""The campaign's form: each field read, refused beside itself, and shown on the campaign's page."""

import re

import pytest

from esl_dialer.services import campaigns
from esl_dialer.services.campaigns import RETRIED
from tests.webui.test_pages import FORM


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def note_of(page: str, field: str) -> str:
    """What is said beside a field that is refused."""
    found = re.search(rf'invalid-feedback d-block" id="{re.escape(field)}-note">([^<]*)', page)
    return found[1] if found else ""


def test_minutes_by_outcome_are_kept_shown_and_taken_away(admin, ctx):
    admin.post("/campaigns/new", FORM | {"retry_policy.busy": "15", "retry_policy.lost": " "})
    made = campaigns.get(ctx, "Autumn")
    assert made.retry_policy == {"busy": 15}
    assert "Busy: 15" in admin.get(f"/campaigns/{made.id}").text
    edit = f"/campaigns/{made.id}/edit"
    assert re.search(r'name="retry_policy.busy"[^>]*value="15"', admin.get(edit).text)
    admin.post(edit, FORM | {"retry_policy.busy": ""})
    assert campaigns.get(ctx, "Autumn").retry_policy == {}


def test_every_outcome_that_is_tried_again_has_a_field(admin):
    page = admin.get("/campaigns/new").text
    assert [o for o in RETRIED if f'name="retry_policy.{o}"' not in page] == []
    assert "transferred" not in RETRIED


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("soon", "a whole number of minutes, or nothing"),
        ("1.5", "a whole number of minutes, or nothing"),
        ("0", "from 1 to 100000 minutes"),
        ("100001", "from 1 to 100000 minutes"),
    ],
)
def test_minutes_that_are_none_are_refused_beside_their_field(admin, typed, told):
    answer = admin.post("/campaigns/new", FORM | {"retry_policy.busy": typed})
    assert answer.status_code == 422
    assert note_of(answer.text, "retry_policy.busy") == told
    assert note_of(answer.text, "retry_policy.failed") == ""
    assert "<details" in answer.text
    assert re.search(r"<details[^>]* open", answer.text)


def test_the_fields_are_folded_away_while_they_are_right(admin):
    answer = admin.post("/campaigns/new", FORM | {"name": ""})
    assert answer.status_code == 422
    assert not re.search(r"<details[^>]* open", answer.text)
