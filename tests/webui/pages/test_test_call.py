"""The Test Call page: which record is meant, and what is wrong beside its field."""

import io

import pytest

from esl_dialer.services.lists import list_reading
from tests.webui.pages.test_pages import SAMPLE

CALL = "/test-call/campaign"


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def people(app, ctx, admin, campaign) -> int:
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)[:9]
    content = "".join(lines).encode()
    sent = admin.post(f"/campaigns/{campaign}/lists/new", {"file": (io.BytesIO(content), "a.csv")})
    admin.post(sent.location, {"name": "A list", "duplicates": "skip"})
    list_reading.work_once(ctx, "a reader")
    return campaign


def test_records_are_found_by_what_is_typed(admin, people):
    every = admin.get(f"/test-call/campaigns/{people}/records").text
    assert every.count("<option") == 8
    found = admin.get(f"/test-call/campaigns/{people}/records?account=gagnon").text
    assert 0 < found.count("<option") < 8
    assert "GAGNON" in found
    assert "no audio yet" in found


def test_a_campaign_without_records_says_what_to_do(admin, campaign):
    page = admin.get(f"/test-call/?tab=campaign&campaign={campaign}").text
    assert "This campaign has no records" in page
    assert "Send test call" not in page


def test_an_unknown_account_is_told_beside_its_field(admin, people):
    form = {"campaign": str(people), "account": "77", "phone": "416 555 0178"}
    answer = admin.post(CALL, form)
    assert answer.status_code == 422
    assert "no account" in answer.text.partition('id="account-note">')[2].partition("<")[0]
    assert 'value="416 555 0178"' in answer.text
