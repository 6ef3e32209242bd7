"""A person is added on a campaign's page, and deleted on the record's."""

import pytest

from esl_dialer.store import models
from tests.store.rows import a_record, an_attempt
from tests.webui.pages.test_person_form import controls


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_one_is_added_by_the_form(admin, campaign):
    assert f"/campaigns/{campaign}/records/new" in admin.get(f"/campaigns/{campaign}/records").text
    path = f"/campaigns/{campaign}/records/new"
    empty = controls(" ".join(admin.get(path).text.split()))
    wrong = admin.post(path, empty)
    assert wrong.status_code == 422
    assert 'id="account_number-note">required' in wrong.text
    typed = empty | {
        "account_number": "A9", "first_name": "ANN", "last_name": "NINE", "province": "ON",
        "tfn": "8005550100", "phone_1": "416-555-0109",
    }  # fmt: skip
    page = admin.post(path, typed, follow_redirects=True).text
    assert "The person is added." in page
    assert "ANN NINE" in page
    assert models.Record.get().account == "A9"


def test_a_deletion_says_what_it_takes_along(admin, campaign):
    record = a_record(campaign, "+14165550100", "+14165550101", custom={"a": "1"})
    page = " ".join(admin.get(f"/records/{record}/delete").text.split())
    assert "<li>2 phones</li> <li>1 field of its own</li>" in page
    assert "It was never called: nothing of it stays." in page
    answer = admin.post(f"/records/{record}/delete", follow_redirects=True)
    assert "JOHN MUGLIA is deleted." in answer.text
    assert models.Record.select().count() == 0


def test_one_that_is_being_called_is_told(admin, campaign):
    record = a_record(campaign, "+14165550100")
    an_attempt(record, "one")
    assert "1 call stays in results" in admin.get(f"/records/{record}/delete").text
    assert admin.post(f"/records/{record}/delete").status_code == 409
    assert models.Record.select().count() == 1


def test_who_may_only_look_has_no_buttons(signed_in, campaign):
    record, viewer = a_record(campaign, "+14165550100"), signed_in("viewer")
    assert "/delete" not in viewer.get(f"/records/{record}").text
    assert "/records/new" not in viewer.get(f"/campaigns/{campaign}/records").text
    assert viewer.post(f"/records/{record}/delete").status_code == 403
