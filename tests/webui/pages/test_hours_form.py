"""Hours by weekday on the campaign's form: rows come and go, each problem beside its own field."""

import re

import pytest

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.services.campaigns import campaigns
from tests.webui.pages.test_campaign_form import note_of
from tests.webui.pages.test_pages import FORM
from webui.pages import hours_form

WEEK = FORM | {
    "window_by": "day", "window.zone": "America/Vancouver",
    "window.mon.1.start": "13:00", "window.mon.1.end": "18:00",
    "window.mon.2.start": "9:00", "window.mon.2.end": "12:00",
    "window.sat.1.start": "10:00", "window.sat.1.end": "24:00",
    "window.sun.1.start": "", "window.sun.1.end": " ",
}  # fmt: skip
SPANS = {"mon": ((540, 720), (780, 1080)), "sat": ((600, 1440),)}


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def spans_of(page: str) -> dict[str, str]:
    """Of a page: the times that stand in its fields."""
    return dict(re.findall(r'name="(window[.\w]+)"\s+value="([^"]*)"', page))


def test_a_week_is_kept_shown_and_edited(admin, ctx):
    assert admin.post("/campaigns/new", WEEK).status_code == 303
    made = campaigns.get(ctx, "Autumn")
    assert {day: spans for day, spans in made.window.by_day.items() if spans} == SPANS
    assert made.window.zone == "America/Vancouver"
    page = admin.get(f"/campaigns/{made.id}").text
    assert "Monday: 09:00–12:00, 13:00–18:00" in page
    assert "Sunday: closed" in page
    assert "by the clock of America/Vancouver" in page
    edit = admin.get(f"/campaigns/{made.id}/edit").text
    assert spans_of(edit)["window.mon.2.start"] == "13:00"
    assert 'name="window_start"' not in edit
    seen = re.search(r'name="seen" value="(\w+)"', edit)[1]
    kept = FORM | hours_form.shown(made.window) | {"seen": seen}
    assert admin.post(f"/campaigns/{made.id}/edit", kept).status_code == 303
    assert campaigns.get(ctx, "Autumn").window == made.window


def test_the_short_form_takes_its_place_again(admin, ctx):
    admin.post("/campaigns/new", WEEK)
    made = campaigns.get(ctx, "Autumn")
    edit = f"/campaigns/{made.id}/edit"
    shown = admin.post(edit, WEEK | {"window_rows": "short"})
    assert re.search(r'name="window_start" type="text" value="9:00"', shown.text)
    assert campaigns.get(ctx, "Autumn").window == made.window
    short = {"window_by": "short", "window_start": "9:00", "window_end": "24:00", "saturday": "on"}
    admin.post(edit, FORM | short | {"window.zone": ""})
    assert campaigns.get(ctx, "Autumn").window == Window.of(DailyHours(540, 1440, saturday=True))


def test_a_form_that_knows_the_short_form_alone_leaves_the_week(admin, ctx):
    admin.post("/campaigns/new", WEEK)
    made = campaigns.get(ctx, "Autumn")
    hours = {"window_start": "09:00", "window_end": "24:00", "saturday": "on"}
    admin.post(f"/campaigns/{made.id}/edit", FORM | hours)
    assert campaigns.get(ctx, "Autumn").window == made.window


@pytest.mark.parametrize(
    ("wanted", "after"),
    [
        ("add:tue", {"window.tue.1.start": "", "window.tue.1.end": ""}),
        ("add:mon", {"window.mon.3.start": "", "window.mon.2.start": "9:00"}),
        ("drop:mon.1", {"window.mon.1.start": "9:00", "window.mon.2.start": None}),
        ("drop:mon.7", {"window.mon.2.start": "9:00"}),
        ("drop:mon.x", {"window.mon.2.start": "9:00"}),
        ("copy:mon", {"window.fri.2.end": "12:00", "window.sat.1.end": "24:00"}),
        ("add:someday", {"window.mon.1.start": "13:00"}),
        ("", {"window.mon.1.start": "13:00"}),
    ],
)
def test_rows_come_and_go_and_nothing_is_saved(admin, ctx, wanted, after):
    for address in ("/campaigns/new",):
        answer = admin.post(address, WEEK | {"window_rows": wanted})
        assert answer.status_code == 200
        found = spans_of(answer.text)
        assert {name: found.get(name) for name in after} == after
        assert 'value="Autumn"' in answer.text
    assert [one.campaign.name for one in campaigns.every(ctx)] == []


def test_the_week_begins_with_the_short_form(admin):
    typed = FORM | {"window_by": "short", "saturday": "on", "window_rows": "day"}
    found = spans_of(admin.post("/campaigns/new", typed).text)
    assert found["window.fri.1.end"] == found["window.sat.1.end"] == "18:45"
    assert "window.sun.1.end" not in found


def test_no_more_spans_than_a_day_takes():
    full = {f"window.mon.{n}.start": "09:00" for n in range(1, hours_form.MOST_SPANS + 1)}
    typed = hours_form.with_other_rows(full | {"window_by": "day", "window_rows": "add:mon"})
    assert len(hours_form.rows(typed)["mon"]) == hours_form.MOST_SPANS


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"window.mon.1.start": "noon"}, "window.mon.1.start", "a time of day, as 09:00"),
        ({"window.mon.2.end": ""}, "window.mon.2.end", "a time of day, as 18:45"),
        ({"window.mon.1.start": "11:00"}, "window.mon", "09:00-12:00 and 11:00-18:00 overlap"),
        ({"window.sat.1.end": "9:59"}, "window.sat", "10:00-09:59 must start before it ends"),
        ({"window.zone": "Toronto"}, "window.zone", "did you mean America/Toronto"),
        ({"window.zone": "Mars/Base"}, "window.zone", "there is no time zone"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(admin, typed, field, told):
    answer = admin.post("/campaigns/new", WEEK | typed)
    assert answer.status_code == 422
    assert told in note_of(answer.text, field)
    assert spans_of(answer.text)["window.sat.1.start"] == "10:00"


def test_a_week_without_hours_is_refused(admin):
    answer = admin.post("/campaigns/new", FORM | {"window_by": "day"})
    assert note_of(answer.text, "window") == "no day has any hours: nobody would be called"


def test_the_week_is_in_french_too(admin, ctx):
    admin.post("/campaigns/new", WEEK)
    made = campaigns.get(ctx, "Autumn")
    admin.post("/language", {"language": "fr"})
    assert "Lundi" in admin.get(f"/campaigns/{made.id}/edit").text
