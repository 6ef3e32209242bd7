"""The campaign's form: each field read, refused beside itself, and shown on the campaign's page."""

import re

import pytest

from esl_dialer.core.campaigns.checks import RETRIED
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.services.campaigns import campaigns
from tests.webui.pages.test_pages import FORM


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


def test_a_refused_form_still_shows_what_will_be_said(admin):
    typed = {"name": "", "template_en": "Hello.\r\nThis is for {full_name}."}
    answer = admin.post("/campaigns/new", FORM | typed)
    assert answer.status_code == 422
    assert "This is for John Muglia." in answer.text
    assert "be spoken" not in answer.text


@pytest.mark.parametrize("field", ["kind", "language"])
@pytest.mark.parametrize(("page", "status"), [("new", 422), ("preview", 200), ("listen/ON", 200)])
def test_a_type_or_language_that_is_none_breaks_no_page(admin, field, page, status):
    wanted = {"name": "Spring", "kind": "MD", "language": "en", "template_en": "Hello.", field: "x"}
    assert admin.post(f"/campaigns/{page}", wanted).status_code == status


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


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"voice_en": "klingon"}, "voice_en", "there are en-AU-NatashaNeural, "),
        ({"voice_fr": "en-US-JennyNeural"}, "voice_fr", "does not speak the language fr"),
        ({"engine": "nosuch"}, "engine", "there are nanotts, espeak-ng, "),
        ({"engine": "hibari", "voice_en": "en-AU-NatashaNeural"}, "voice_en", "no voice for"),
    ],
)
def test_a_voice_or_engine_that_is_none_is_refused_beside_its_field(
    admin, campaign, typed, field, told
):
    for page in ("/campaigns/new", f"/campaigns/{campaign}/edit"):
        answer = admin.post(page, FORM | typed)
        assert answer.status_code == 422
        assert told in note_of(answer.text, field)


def test_an_engine_is_kept_and_a_new_one_asks_for_new_audio(admin, ctx):
    admin.post("/campaigns/new", FORM | {"engine": "espeak-ng"})
    made = campaigns.get(ctx, "Autumn")
    assert made.engine == "espeak-ng"
    admin.post(f"/campaigns/{made.id}/edit", FORM | {"engine": "nanotts"})
    after = campaigns.get(ctx, "Autumn")
    assert (after.engine, after.template_version) == ("nanotts", made.template_version + 1)


def test_settings_with_a_list_of_choices_are_chosen_from_it(signed_in):
    boss = signed_in("super_admin")
    page = boss.get("/settings/").text
    for key, word in (("engine", "gtts"), ("dnc_scope", "number"), ("sftp_format", "xlsx")):
        select = re.search(rf'<select[^>]*name="{key}".*?</select>', page, re.DOTALL)
        assert select, key
        assert f'value="{word}"' in select[0]
    assert "Default: the record, for good" in page
    assert "Default: no" in page
    assert "Default: False" not in page


def test_the_fields_are_folded_away_while_they_are_right(admin):
    answer = admin.post("/campaigns/new", FORM | {"name": ""})
    assert answer.status_code == 422
    assert not re.search(r"<details[^>]* open", answer.text)


def test_a_whole_day_is_a_window_and_stays_one(admin, ctx):
    admin.post("/campaigns/new", FORM | {"window_start": "0:00", "window_end": "24:00"})
    made = campaigns.get(ctx, "Autumn")
    assert made.window == Window.of(DailyHours(0, 1440))
    page = admin.get(f"/campaigns/{made.id}/edit").text
    assert re.search(r'name="window_end" type="text" value="24:00"', page)
    assert "00:00–24:00" in admin.get(f"/campaigns/{made.id}").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"cpm": "900"}, "from 1 to 200"),
        ({"cpm": "nan"}, "from 1 to 200"),
        ({"cpm": "many"}, "a number of calls per minute"),
        ({"longest_call": "1.5"}, "a whole number of seconds"),
        ({"window_end": "24:01"}, "a time of day, as 18:45"),
    ],
)
def test_a_number_or_time_that_is_none_is_refused_beside_its_field(admin, typed, told):
    (field,) = typed
    answer = admin.post("/campaigns/new", FORM | typed)
    assert answer.status_code == 422
    assert note_of(answer.text, field) == told


def test_every_rule_is_on_the_campaigns_page(admin, ctx, campaign):
    admin.post(f"/campaigns/{campaign}/edit", FORM | {"max_live": "12", "priority": "3"})
    page = admin.get(f"/campaigns/{campaign}").text
    shown = re.findall(
        r'datagrid-title">([^<]*)</div><div class="datagrid-content">\s*([^<]*)', page
    )
    rules = {title: value.strip() for title, value in shown}
    assert rules["Calls at the same time"] == "12"
    assert rules["Transfers at the same time"] == "no cap"
    assert rules["Weight"] == "3"
    assert rules["Longest call, seconds"] == "600"
    assert rules["Transfer number (LB only)"] == "the record&#39;s DID"


def test_what_keys_do_is_no_rule_of_a_message_drop(admin, ctx):
    admin.post("/campaigns/new", FORM | {"kind": "MD"})
    page = admin.get(f"/campaigns/{campaigns.get(ctx, 'Autumn').id}").text
    assert "Calls at the same time" in page
    assert "Transfer" not in page.partition("Rules")[2].partition("Live calls")[0]
