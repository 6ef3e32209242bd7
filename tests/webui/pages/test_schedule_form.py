"""The schedule on the campaign's form: kept, shown, refused beside its field, with what it comes
to; and Mark complete."""

import pytest

from esl_dialer.core.campaigns.recurrence import LAST_DAY, Every, Recurrence
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.webui.pages.test_campaign_form import note_of
from tests.webui.pages.test_pages import FORM
from webui.pages import forms

PLAN = FORM | {
    "schedule.start": "2027-03-11T02:30", "schedule.end": "2027-03-11T12:00",
    "schedule.zone": "America/Halifax", "schedule.every": "weekly", "schedule.interval": "1",
    "schedule.days": "", "schedule.days.thu": "on", "schedule.days.sun": "on",
    "schedule.month_days": "1, last", "schedule.until": "", "schedule.count": "",
}  # fmt: skip


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_a_schedule_is_kept_shown_and_edited(admin, ctx):
    assert admin.post("/campaigns/new", PLAN).status_code == 303
    made = campaigns.get(ctx, "Autumn")
    often = Recurrence(Every.WEEK, 1, ("thu", "sun"), (1, LAST_DAY))
    assert made.schedule.recurrence == often
    assert made.schedule.zone == "America/Halifax"
    page = admin.get(f"/campaigns/{made.id}").text
    assert "from 2027-03-11 02:30" in page
    assert "Weekly, Thursday, Sunday" in page
    admin.post(f"/campaigns/{made.id}/edit", PLAN | {"schedule.interval": "2"})
    assert "Every 2 weeks, Thursday, Sunday" in admin.get(f"/campaigns/{made.id}").text
    admin.post(f"/campaigns/{made.id}/edit", PLAN)
    edit = f"/campaigns/{made.id}/edit"
    shown = admin.get(edit).text
    assert 'value="2027-03-11T02:30"' in shown
    assert "2027-03-14 03:00" in shown
    admin.post(edit, FORM | forms.shown(made))
    assert campaigns.get(ctx, "Autumn").schedule == made.schedule
    admin.post(edit, FORM)
    assert campaigns.get(ctx, "Autumn").schedule == made.schedule
    admin.post(edit, PLAN | {"schedule.every": "", "schedule.start": "", "schedule.end": ""})
    assert not campaigns.get(ctx, "Autumn").schedule


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"schedule.start": "soon"}, "schedule.start", "write it as 2026-12-01 09:00"),
        ({"schedule.start": "2020-01-01T09:00"}, "schedule.start", "in the past"),
        ({"schedule.start": ""}, "schedule.start", "starts for the first time"),
        ({"schedule.end": "2027-03-11T02:31"}, "schedule.end", "two minutes after the start"),
        ({"schedule.end": "2027-03-15T02:31"}, "schedule.end", "before the next begins"),
        ({"schedule.zone": "Mars/Base"}, "schedule.zone", "no time zone"),
        ({"schedule.every": "hourly"}, "schedule.every", "choose one"),
        ({"schedule.interval": "often"}, "schedule.interval", "a whole number"),
        ({"schedule.interval": "0"}, "schedule.interval", "from 1 to 366"),
        ({"schedule.month_days": "first"}, "schedule.month_days", "as 1, 15, last"),
        ({"schedule.until": "June"}, "schedule.until", "a day, as 2027-06-30"),
        ({"schedule.until": "2027-03-01"}, "schedule.until", "before the first start"),
        ({"schedule.count": "x"}, "schedule.count", "a whole number, or nothing"),
        (
            {"schedule.every": "monthly", "schedule.interval": "12", "schedule.month_days": "30",
             "schedule.start": "2027-02-01T09:00", "schedule.end": ""},
            "schedule.every", "it never occurs",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field(admin, typed, field, told):
    answer = admin.post("/campaigns/new", PLAN | typed)
    assert answer.status_code == 422
    assert told in note_of(answer.text, field)


def test_the_next_starts_are_told_as_it_is_typed(admin):
    page = admin.post("/campaigns/occurrences", PLAN).text
    for at in ("2027-03-11 02:30", "2027-03-14 03:00", "2027-03-18 02:30"):
        assert at in page
    never = {"schedule.every": "weekly", "schedule.until": "2027-03-12", "schedule.days": ""}
    bare = {name: text for name, text in PLAN.items() if "days." not in name}
    told = admin.post("/campaigns/occurrences", bare | never | {"schedule.days.wed": "on"}).text
    assert "it never occurs" in told
    for half in ({}, {"schedule.every": "weekly"}, PLAN | {"schedule.start": "soon"}):
        assert "<li>" not in admin.post("/campaigns/occurrences", half).text


def test_a_campaign_is_marked_complete_after_a_question(admin, ctx):
    campaign = active_campaign([["4165550100"], ["4165550101"]])
    page = admin.get(f"/campaigns/{campaign}/complete").text
    assert "2 records are not dialed yet" in page
    assert campaigns.get(ctx, campaign).run_state is RunState.ACTIVE
    assert admin.post(f"/campaigns/{campaign}/complete").status_code == 303
    assert campaigns.get(ctx, campaign).run_state is RunState.COMPLETED
    assert {str(one.status) for one in models.Record.select()} == {"no_attempt"}
    detail = admin.get(f"/campaigns/{campaign}").text
    assert "no attempt" in detail
    assert "Mark complete" not in detail
