"""Pages as a browser without scripts sees them: forms, what they refuse, what they keep."""

import io
import re

import pytest

from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.lists import list_reading
from esl_dialer.services.speech import audio
from esl_dialer.services.system import preferences
from esl_dialer.store.lists import lists
from esl_dialer.store.models import database
from esl_dialer.store.people import browsing
from tests.house.layers import ROOT

SAMPLE = ROOT / "data" / "samples" / "collections_200.csv"
FORM = {
    "name": "Autumn", "kind": "LB", "language": "en", "cpm": "12", "dial_order": "random",
    "caller_ids": "18663123618, 18889617999", "window_start": "09:00", "window_end": "18:45",
    "ring_timeout": "30", "longest_call": "600", "max_attempts": "6", "retry_minutes": "240",
    "template_en": "Hello {full_name}, call {tfn}.", "template_fr": "", "transfer_number": "",
}  # fmt: skip
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def _list(rows: int, name: str = "JOHN MUGLIA") -> bytes:
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)[: rows + 1]
    return "".join(lines).replace("JOHN MUGLIA", name).encode()


def _import(app, ctx, admin, campaign: int, content: bytes) -> None:
    sent = admin.post(
        f"/campaigns/{campaign}/lists/new", {"file": (io.BytesIO(content), "../../a list.csv")}
    )
    begun = admin.post(sent.location, {"name": "A list", "duplicates": "skip"})
    assert begun.status_code == 303
    list_reading.work_once(ctx, "a reader")


def test_what_a_form_leaves_out_stays_and_what_it_holds_is_kept(admin, ctx, campaign):
    more = {"max_live": "7", "max_transfers": "3", "priority": "4", "empty_variable": "fail_record"}
    for form in (FORM | more, FORM):
        admin.post(f"/campaigns/{campaign}/edit", form)
        made = campaigns.get(ctx, campaign)
        assert (made.max_live, made.max_transfers, made.priority) == (7, 3, 4)
        assert made.empty_variable == "fail_record"
    answer = admin.post(f"/campaigns/{campaign}/edit", FORM | {"priority": "101", "max_live": "x"})
    assert answer.status_code == 422
    assert "a whole number" in answer.text
    answer = admin.post(f"/campaigns/{campaign}/edit", FORM | {"priority": "101"})
    assert "from 1 to 100" in answer.text


def test_who_calls_is_changed_with_a_reason_by_who_may_change_settings(
    admin, signed_in, ctx, campaign
):
    path = f"/campaigns/{campaign}/edit"
    assert 'name="caller"' not in admin.get(path).text
    boss = signed_in("super_admin")
    page = boss.get(path).text
    assert 'name="caller"' in page
    assert 'name="caller_reason"' in page
    assert 'value="live"' not in page
    refused = boss.post(path, FORM | {"caller": "bank"})
    assert (refused.status_code, "say why somebody else calls" in refused.text) == (422, True)
    assert boss.post(path, FORM | {"caller": "bank", "caller_reason": "sold"}).status_code == 303
    assert campaigns.get(ctx, campaign).caller == "bank"


def test_a_campaign_is_made_as_typed(admin, ctx):
    answer = admin.post("/campaigns/new", FORM)
    assert answer.status_code == 303
    made = campaigns.get(ctx, "Autumn")
    assert made.caller_ids == ("18663123618", "18889617999")
    assert (made.cpm, made.window.hours.start, made.window.hours.saturday) == (12.0, 540, False)


def test_a_form_with_mistakes_keeps_what_was_typed(admin):
    wrong = {"name": "Kept", "cpm": "many", "window_end": "25:00", "template_en": "Hi {nobody}"}
    answer = admin.post("/campaigns/new", FORM | wrong)
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    assert "a number of calls per minute" in answer.text
    assert "Hi {nobody}" in answer.text


def test_a_template_with_an_unknown_variable_is_refused(admin):
    answer = admin.post("/campaigns/new", FORM | {"template_en": "Hi {full_nam}"})
    assert answer.status_code == 422
    assert "did you mean {full_name}?" in answer.text


def test_editing_the_text_asks_for_new_audio(admin, ctx, campaign):
    before = campaigns.get(ctx, campaign)
    answer = admin.post(f"/campaigns/{campaign}/edit", FORM, follow_redirects=True)
    assert "regenerate the audio" in answer.text
    assert campaigns.get(ctx, campaign).template_version == before.template_version + 1


def test_a_list_is_shown_before_it_counts(admin, ctx, campaign):
    sent = admin.post(
        f"/campaigns/{campaign}/lists/new", {"file": (io.BytesIO(_list(5)), "people.csv")}
    )
    shown = admin.get(sent.location)
    assert "account_number" in shown.text
    assert 'value="people"' in shown.text
    assert campaigns.standing(ctx, campaign).records == 0


def test_a_list_is_imported_in_the_background(app, admin, ctx, campaign):
    _import(app, ctx, admin, campaign, _list(5))
    assert campaigns.standing(ctx, campaign).records == 5
    info = lists.of_campaign(campaign)[0]
    assert (info.name, info.file_name) == ("A list", "a list.csv")
    assert "A list" in admin.get(f"/campaigns/{campaign}/lists/").text


def test_people_who_are_there_twice_are_told_and_taken_as_chosen(admin, ctx, campaign):
    thrice = (ROOT / "tests/services/lists/fixtures/one_person_thrice.csv").read_bytes()
    sent = admin.post(
        f"/campaigns/{campaign}/lists/new", {"file": (io.BytesIO(thrice), "people.csv")}
    )
    shown = admin.get(sent.location).text
    assert "2 have an account that is there already" in shown
    assert "in the list above as 1234567" in shown
    assert shown.count("row left out") == 2
    assert "imported all the same" not in shown
    refused = admin.post(sent.location, {"name": "A list", "same_person": "perhaps"})
    assert refused.status_code == 422
    admin.post(sent.location, {"name": "A list", "account_zeros": "keep"})
    list_reading.work_once(ctx, "a reader")
    info = lists.of_campaign(campaign)[0]
    assert (info.rows_good, info.account_zeros) == (info.rows_alike + 1, "keep")
    assert "with other zeros" in admin.get(f"/campaigns/{campaign}/lists/").text


def test_what_becomes_of_a_row_is_said_beside_what_is_wrong_with_it(admin, campaign):
    """A row that says not to call is never "imported all the same"."""
    header = "Account Number 1,First Name,Last Name,Full Name,Province,TFN,Phone 1,Phone 2\n"
    row = "{},Ann,Roy,Ann Roy,ON,8002709938,{},{}\n"
    content = header + "".join(
        row.format(f"A{line}", *phones)
        for line, phones in enumerate(
            [("4165550111 DNC", ""), ("4165550112", "123"), ("123", "")], start=2
        )
    )
    sent = admin.post(
        f"/campaigns/{campaign}/lists/new",
        {"file": (io.BytesIO(content.encode()), "people.csv")},
    )
    shown = re.sub(r"\s+", " ", admin.get(sent.location).text)
    fates = re.findall(r"<td>(\d+)</td>.*?<td>([^<]*)</td></tr>", shown)
    assert fates[:4] == [
        ("2", "the person is never called"),
        ("3", "imported all the same"),
        *[("4", "row rejected")] * 2,
    ]


def test_a_file_that_is_no_list_is_told(admin, campaign):
    sent = admin.post(
        f"/campaigns/{campaign}/lists/new", {"file": (io.BytesIO(b"\x00\x01\x02"), "x.csv")}
    )
    answer = admin.client.get(sent.location, follow_redirects=True)
    assert answer.request.path.endswith("/lists/new")
    assert "alert-danger" in answer.text


@pytest.mark.parametrize("token", ["gone", "..", "0123456789abcdef"])
def test_a_file_that_is_gone_is_told(admin, campaign, token):
    assert admin.get(f"/campaigns/{campaign}/lists/check/{token}").status_code == 404


def test_a_hostile_name_never_runs_in_a_page(app, admin, ctx, campaign):
    hostile = _list(3).decode().splitlines()
    head = hostile[0].split(",")
    cells = hostile[1].split(",")
    for column in ("Full Name", "First Name", "City"):
        cells[head.index(column)] = HOSTILE
    content = "\n".join([hostile[0], ",".join(cells), *hostile[2:]]).encode()
    _import(app, ctx, admin, campaign, content)
    for path in (f"/campaigns/{campaign}/records", "/people?search=script", "/records/1"):
        text = admin.get(path).text
        assert HOSTILE not in text, path


def test_a_person_is_found_by_phone_name_and_account(app, admin, ctx, campaign):
    _import(app, ctx, admin, campaign, _list(5))
    record = admin.get(f"/campaigns/{campaign}/records").text
    with database.connection_context():
        person = browsing.detail(1)
    for asked in (person.row.account, person.row.full_name[:6], person.numbers[0].number):
        assert person.row.account in admin.get("/people", query_string={"search": asked}).text
    assert person.row.account in record
    assert "Nobody found" in admin.get("/people?search=zzzz").text


def test_a_reset_says_how_many_and_does_it(app, admin, ctx, campaign):
    _import(app, ctx, admin, campaign, _list(5))
    assert "Re-queue 5 records" in admin.get(f"/campaigns/{campaign}/reset").text
    answer = admin.post(f"/campaigns/{campaign}/reset", follow_redirects=True)
    assert "5 records are pending again." in answer.text
    assert campaigns.get(ctx, campaign).run_number == 2


def test_a_refused_start_goes_back_with_every_reason(admin, campaign):
    page = f"http://localhost/campaigns/{campaign}"
    answer = admin.post(
        f"/campaigns/{campaign}/start", headers={"Referer": page}, follow_redirects=True
    )
    assert "it has no records: import a list" in answer.text
    assert "it has no caller ID" in answer.text


def test_a_refused_part_of_a_page_is_not_given_the_whole_page(admin, campaign):
    """It would be put into the part that asked, and hold that part a second time."""
    headers = {"Referer": f"http://localhost/campaigns/{campaign}", "HX-Request": "true"}
    answer = admin.post(f"/campaigns/{campaign}/start", headers=headers)
    assert answer.status_code == 409
    assert ("no records" in answer.text, "<html" in answer.text) == (True, False)


def test_audio_is_asked_for_and_stopped(app, admin, ctx, campaign):
    _import(app, ctx, admin, campaign, _list(2))
    page = admin.get(f"/campaigns/{campaign}/audio").text
    assert "2 messages of about" in page
    admin.post(f"/campaigns/{campaign}/audio", {"mode": "new"})
    assert "Stop Audio" in admin.get(f"/campaigns/{campaign}/standing").text
    assert "Stop Audio" in admin.get(f"/campaigns/{campaign}/audio").text
    admin.post(f"/campaigns/{campaign}/audio/stop")
    progress = admin.get(f"/campaigns/{campaign}/audio/progress").text
    assert "stops after the batch under way" in progress
    assert audio.progress(ctx, campaign).job.stop_requested


def test_a_deleted_campaign_leaves_the_pages(admin, ctx, campaign):
    told = admin.post(f"/campaigns/{campaign}/delete", follow_redirects=True)
    assert "Spring is deleted." in told.text
    assert "Spring" not in admin.get("/campaigns/").text


@pytest.mark.parametrize("path", ["/results/", "/reports/"])
@pytest.mark.parametrize("query", ["first=2026-11-01&last=nonsense", "outcome=nope", "begin=zzz"])
def test_strange_filters_get_an_answer(admin, path, query):
    assert admin.get(f"{path}?{query}").status_code in {200, 422}


def test_a_first_password_must_be_changed_before_anything_else(signed_in, browser):
    boss = signed_in("super_admin")
    person = {"username": "new", "role": "viewer", "password": "first password", "active": "on"}
    assert boss.post("/users/new", person).status_code == 303
    browser.sign_in("new", "first password")
    assert browser.get("/campaigns/").location == "/users/me/password"
    changed = {"old": "first password", "new": "second password", "again": "second password"}
    assert browser.post("/users/me/password", changed).status_code == 303
    assert browser.get("/campaigns/").status_code == 200


def test_the_global_speed_never_exceeds_the_maximum(admin):
    answer = admin.post("/settings/global-speed", {"cpm": "99999"}, follow_redirects=True)
    assert "at most 200 calls per minute" in answer.text


def test_the_export_has_the_guides_twelve_columns_in_both_kinds(admin):
    text = admin.get("/results/export.csv").text
    assert text.strip() == (
        "Date/Time,Phone Dialed,Campaign Name,List Name,Call Duration,Disposition,Call ID,"
        "Account Number,Full Name,Province,DTMF,Hangup Cause"
    )
    book = admin.get("/results/export.xlsx")
    assert book.data.startswith(b"PK")
    assert "results-20261120-" in book.headers["Content-Disposition"]


def test_changes_are_in_the_audit_trail_for_super_admins(signed_in, admin, campaign):
    admin.post(f"/campaigns/{campaign}/speed", {"cpm": "33"})
    text = signed_in("super_admin").get("/audit/?actor=admin").text
    assert "campaign.speed" in text
    assert "cpm: 33" in text


def test_accounts_taken_off_are_in_the_audit_trail(signed_in, admin, campaign):
    admin.post(f"/campaigns/{campaign}/remove", {"accounts": "A1 A2"})
    trail = signed_in("super_admin").get("/audit/").text
    assert "list.remove_accounts" in trail


def test_accounts_that_are_not_there_are_named_and_cut(admin, campaign):
    pasted = " ".join(["77", "9" * 3000])
    told = admin.post(
        f"/campaigns/{campaign}/remove", {"accounts": pasted}, follow_redirects=True
    ).text
    assert f"Not in this campaign: 77, {'9' * 77}..." in told


def test_audio_is_cleaned_up_by_a_super_admin(signed_in):
    answer = signed_in("super_admin").post("/settings/cleanup", follow_redirects=True)
    assert "0 files of audio deleted." in answer.text


def test_an_upload_that_is_not_set_up_says_what_is_missing(signed_in):
    page = "http://localhost/settings/"
    boss = signed_in("super_admin")
    answer = boss.post("/settings/deliver", headers={"Referer": page}, follow_redirects=True)
    assert "set sftp_host" in answer.text


def test_a_campaign_says_what_it_needs_before_it_starts(app, admin, ctx, campaign):
    assert "it has no records: import a list" in admin.get(f"/campaigns/{campaign}").text
    _import(app, ctx, admin, campaign, _list(3))
    text = admin.get(f"/campaigns/{campaign}/standing").text
    assert "3 of 3 records have no audio: generate it" in text


def test_instants_are_shown_in_the_business_zone(admin, ctx):
    admin.post("/dnc/", {"numbers": "4165550123"})
    assert "Nov 20 12:00:00 EST" in admin.get("/dnc/").text
    preferences.save(ctx, {"business_zone": "America/Halifax"})
    assert "Nov 20 13:00:00 AST" in admin.get("/dnc/").text


def test_the_trail_is_in_sentences_by_kind_and_day_and_is_taken_away(signed_in, admin, campaign):
    admin.post(f"/campaigns/{campaign}/speed", {"cpm": "33"})
    boss = signed_in("super_admin")
    told = "admin changed the speed of Spring from 10 to 33"
    assert told in boss.get("/audit/?action=campaign.&first=2026-11-20&last=2026-11-20").text
    assert told not in boss.get("/audit/?action=setting.").text
    assert told not in boss.get("/audit/?first=2026-11-21").text
    assert boss.get("/audit/?first=soon").status_code == 422
    assert told in boss.get("/audit/export.csv?actor=admin").text
    assert admin.get("/audit/export.csv").status_code == 403


def test_pages_and_exports_of_one_run(admin, campaign):
    """A run that the form had before another campaign was chosen in it is left out."""
    admin.post(f"/campaigns/{campaign}/reset")
    page = admin.get(f"/campaigns/{campaign}/runs").text
    for path in ("/results/", "/reports/"):
        assert f"{path}?campaign={campaign}&amp;run=1" in page
        asked = f"{path}?campaign={campaign}&run="
        assert 'name="run_of"' in admin.get(f"{asked}1").text
        assert admin.get(f"{asked}1&run_of={campaign + 1}").status_code == 200
        for wrong in (f"{asked}3", f"{asked}x", f"{path}?run=1"):
            assert admin.get(wrong).status_code == 422, wrong
    file = f"/results/campaigns/{campaign}/csv?run="
    assert "-run-1-" in admin.get(f"{file}1").headers["Content-Disposition"]
    assert admin.get(f"{file}99999999999").status_code == 422
    assert admin.get(f"{file}x").status_code == 422
