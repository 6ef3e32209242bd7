"""The form of one person: what it shows, its rows, its problems beside their fields."""

import re

import pytest

from esl_dialer.core.words import RecordStatus
from esl_dialer.store import models
from tests.store.rows import a_record

FIELDS = {"first_name": "JOHN", "last_name": "MUGLIA", "tfn": "8005550100"}


@pytest.fixture
def record(ctx, campaign):
    return a_record(
        campaign, "+14165550100", "+14165550101", fields=FIELDS, custom={"policy no": "AB"},
        gate="America/Toronto@CA-ON",
    )  # fmt: skip


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def controls(page):
    """The form as a browser would send it back."""
    inputs = re.findall(
        r'<input class="form-control[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page
    )
    selects = re.findall(r'<select class="form-select[^>]*? name="([^"]+)".*?</select>', page, re.S)
    values = dict(inputs)
    for name in selects:
        body = re.search(rf'name="{name}".*?</select>', page, re.S)[0]
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        values[name] = chosen[1] if chosen else ""
    return values


def the_form(admin, record):
    page = admin.get(f"/records/{record}/edit").text
    return controls(" ".join(page.split()))


def test_the_form_holds_the_record_and_sent_as_it_is_changes_nothing(admin, record):
    form = the_form(admin, record)
    assert (form["first_name"], form["full_name"], form["province"]) == (
        "JOHN", "JOHN MUGLIA", "ON",
    )  # fmt: skip
    assert (form["phone_1"], form["phone_2"], form["phone_4"]) == (
        "+14165550100", "+14165550101", "",
    )  # fmt: skip
    assert (form["custom_1"], form["value_1"], form["custom_2"]) == ("policy no", "AB", "")
    answer = admin.post(f"/records/{record}/edit", form, follow_redirects=True)
    assert "Nothing was changed." in answer.text
    assert models.Audit.select().where(models.Audit.action == "record.edit").count() == 0


def test_what_is_typed_is_saved(admin, record):
    form = the_form(admin, record) | {
        "city": "Ottawa", "phone_3": "416-555-0102", "kind_3": "home", "order_3": "1",
        "phone_2": "", "custom_2": "renewal", "value_2": "May", "zone": "America/Regina",
        "priority": "7",
    }  # fmt: skip
    page = admin.post(f"/records/{record}/edit", form, follow_redirects=True).text
    assert "Saved." in page
    rows = models.Phone.select().order_by(models.Phone.position)
    assert [(p.number, p.kind) for p in rows] == [("+14165550100", ""), ("+14165550102", "home")]
    assert models.Person.get().custom == {"policy no": "AB", "renewal": "May"}
    assert "America/Regina" in page
    assert "set for this person" in page
    assert "home" in page


def test_problems_stand_at_their_fields_and_what_was_typed_stays(admin, record):
    form = the_form(admin, record) | {"tfn": "12", "phone_2": "911", "zone": "Toronto"}
    answer = admin.post(f"/records/{record}/edit", form)
    assert answer.status_code == 422
    for name, told in (
        ("tfn", "short service number"),
        ("phone_2", "emergency number"),
        ("zone", "did you mean America/Toronto?"),
    ):
        assert re.search(rf'id="{name}-note">[^<]*{re.escape(told)}', answer.text), name
    assert 'value="911"' in answer.text
    assert models.Person.get().fields == FIELDS


def test_buttons_give_more_rows_and_take_one_away(admin, record):
    form = the_form(admin, record) | {"phone_4": "416-555-0199"}
    more = admin.post(f"/records/{record}/edit", form | {"more": "phones"})
    assert (more.status_code, 'name="phone_6"' in more.text) == (200, True)
    assert 'value="416-555-0199"' in more.text
    assert (
        'name="custom_5"' in admin.post(f"/records/{record}/edit", form | {"more": "custom"}).text
    )
    fewer = admin.post(f"/records/{record}/edit", form | {"drop": "1"}).text
    assert 'value="policy no"' not in fewer
    assert models.Person.get().custom == {"policy no": "AB"}


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_an_edit_over_another_persons_is_shown_first_and_saved_second(admin, signed_in, record):
    edit = f"/records/{record}/edit"
    mine = the_form(admin, record) | {"seen": seen(admin.get(edit).text)}
    theirs = mine | {"city": "Ottawa", "phone_2": "", "value_1": "CD"}
    assert signed_in("super_admin").post(edit, theirs).status_code == 303
    told = admin.post(edit, mine | {"city": "Québec"})
    assert told.status_code == 409
    assert "Somebody changed this record meanwhile" in told.text
    for name, saved in (
        ("city", "Ottawa"),
        ("phone_1", "+14165550100"),
        ("custom_1", "policy no: CD"),
    ):
        assert re.search(rf'id="{name}-note">[^<]*saved meanwhile: {re.escape(saved)}<', told.text)
    assert 'id="first_name-note"' not in told.text
    assert 'value="Québec"' in told.text
    more = admin.post(edit, mine | {"more": "phones"})
    assert seen(more.text) == mine["seen"]
    again = mine | {"city": "Québec", "seen": seen(told.text)}
    assert admin.post(edit, again).status_code == 303
    assert models.Person.get().fields["city"] == "Québec"


def test_dialing_makes_no_form_old(admin, record):
    form = the_form(admin, record) | {"seen": seen(admin.get(f"/records/{record}/edit").text)}
    models.Record.update(status=RecordStatus.RETRY, attempts=2, next_phone=1).execute()
    models.Phone.update(dialed=2).execute()
    assert admin.post(f"/records/{record}/edit", form | {"city": "Ottawa"}).status_code == 303


def test_one_that_is_being_called_is_not_saved(admin, record):
    form = the_form(admin, record)
    models.Record.update(status=RecordStatus.DIALING).execute()
    answer = admin.post(f"/records/{record}/edit", form | {"city": "Ottawa"})
    assert answer.status_code == 409
    assert "it is being called now" in answer.text
    assert 'value="Ottawa"' in answer.text


def test_the_page_says_in_which_zone_and_why(admin, record):
    page = " ".join(admin.get(f"/records/{record}").text.split())
    assert 'America/Toronto <span class="text-secondary">(as its list was read' not in page
    assert "by the province" in page


def test_who_may_only_look_is_not_let_in(signed_in, record):
    viewer = signed_in("viewer")
    assert viewer.get(f"/records/{record}/edit").status_code == 403
    assert f"/records/{record}/edit" not in viewer.get(f"/records/{record}").text
