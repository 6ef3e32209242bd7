"""A phone of a record's page: marked, let go, and its number put on the list."""

import pytest

from esl_dialer.store import models
from tests.store.rows import a_record


@pytest.fixture
def record(ctx, campaign):
    return a_record(campaign, "+14165550100", "+14165550101")


def test_a_phone_is_marked_and_let_go(signed_in, record):
    admin, phone = signed_in("admin"), models.Phone.select().first()
    mark = f"/records/{record}/phones/{phone.id}/mark"
    assert "Do not dial it<span" in admin.get(f"/records/{record}").text
    assert admin.post(mark, {"marked": "yes"}).status_code == 303
    page = admin.get(f"/records/{record}").text
    assert "(416) 555-0100 is not dialed for this record." in page
    assert "marked do-not-call: this phone is not dialed for this record" in page
    admin.post(mark, {"marked": "no"})
    page = admin.get(f"/records/{record}").text
    assert "(416) 555-0100 is dialed again." in page
    assert not models.Phone.get_by_id(phone.id).do_not_call


def test_its_number_goes_to_the_list(signed_in, record):
    admin, phone = signed_in("admin"), models.Phone.select().first()
    assert admin.post(f"/records/{record}/phones/{phone.id}/list").status_code == 303
    stop = models.Stop.get()
    assert (stop.value, stop.created_by, stop.note) == ("4165550100", "admin", f"record {record}")
    page = admin.get(f"/records/{record}").text
    assert "stopped for every campaign: dnc" in page
    assert page.count("Add to the do-not-call list<span") == 1


@pytest.mark.parametrize("what", ["mark", "list"])
def test_a_phone_that_is_another_number_by_now_is_left(signed_in, record, what):
    admin, phone = signed_in("admin"), models.Phone.select().first()
    page = admin.get(f"/records/{record}").text
    assert page.count('name="number" value="+14165550100"') == 2
    models.Phone.update(number="+14165550199").where(models.Phone.id == phone.id).execute()
    asked = {"number": "+14165550100", "marked": "yes"}
    assert admin.post(f"/records/{record}/phones/{phone.id}/{what}", asked).status_code == 404
    assert not models.Phone.get_by_id(phone.id).do_not_call
    assert models.Stop.select().count() == 0


def test_who_may_only_look_has_no_buttons(signed_in, record):
    page = signed_in("viewer").get(f"/records/{record}").text
    assert "/mark" not in page
    assert "Add to the do-not-call list" not in page


def test_a_person_is_stopped_and_let_go_on_the_page(signed_in, ctx, campaign):
    record, admin = a_record(campaign, "+14165550100", person_key="ann"), signed_in("admin")
    page = admin.get(f"/records/{record}").text
    assert "Nobody stopped calls to this person." in page
    path = f"/records/{record}/stops"
    typed = {"reason": "represented", "why": "Maître Roy called", "scope": "everywhere"}
    assert admin.get(f"{path}/new").status_code == 200
    assert admin.post(f"{path}/new", typed | {"why": ""}).status_code == 422
    assert admin.post(f"{path}/new", typed).status_code == 303
    page = admin.get(f"/records/{record}").text
    assert "Maître Roy called" in page
    number = models.PersonStop.get().id
    assert "Maître Roy called" in admin.get(f"{path}/{number}/remove").text
    assert admin.post(f"{path}/{number}/remove", {"why": "no lawyer any more"}).status_code == 303
    assert "no lawyer any more" in admin.get(f"/records/{record}").text
    viewer = signed_in("viewer").get(f"/records/{record}").text
    assert "Stop calls to this person" not in viewer


def test_a_stop_of_the_account_is_said_to_be_somebody_elses_on_the_page(signed_in, ctx, campaign):
    stopped, other = (
        a_record(campaign, "+14165550100", person_key=name, full_name=name, account="12", copy=copy)
        for copy, name in enumerate(("MARIE ROY", "MARIE ROI"))
    )
    admin = signed_in("admin")
    asked = {"reason": "cease", "why": "a letter", "scope": "everywhere", "until": ""}
    admin.post(f"/records/{stopped}/stops/new", asked)
    page = admin.get(f"/records/{other}").text
    assert "Of MARIE ROY, under the same account: perhaps the same person" in page
    path = f"/records/{other}/stops/{models.PersonStop.get().id}/not-theirs"
    assert path in page
    assert "How you know" in admin.get(path).text
    assert admin.post(path, {"why": " "}).status_code == 422
    assert admin.post(path, {"why": "her daughter"}).status_code == 303
    page = admin.get(f"/records/{other}").text
    assert "under the same account: somebody else" in page
    assert path not in page


def test_a_consent_is_noted_and_revoked_on_the_page(signed_in, ctx, campaign):
    record, admin = a_record(campaign, "+14165550100", person_key="ann"), signed_in("admin")
    assert "No consent of this person is noted." in admin.get(f"/records/{record}").text
    path = f"/records/{record}/consents"
    typed = {"form": "written", "evidence": "Letter of May 2", "channel": "any",
             "scope": "everywhere"}  # fmt: skip
    assert admin.get(f"{path}/new").status_code == 200
    assert admin.post(f"{path}/new", typed | {"evidence": ""}).status_code == 422
    assert admin.post(f"{path}/new", typed).status_code == 303
    assert "Letter of May 2" in admin.get(f"/records/{record}").text
    number = models.Consent.get().id
    assert "Letter of May 2" in admin.get(f"{path}/{number}/revoke").text
    assert admin.post(f"{path}/{number}/revoke", {"why": "they called"}).status_code == 303
    assert "they called" in admin.get(f"/records/{record}").text
