"""Two people at the same thing, stale pages, repeated posts: a clear answer each, nothing lost."""

import io
import re

import pytest

from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.lists import list_reading
from esl_dialer.services.people import dnc
from esl_dialer.services.speech import audio
from tests.webui.pages.test_pages import FORM, SAMPLE

SEEN = re.compile(r'name="seen" value="(\w+)"')


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def _edit_page(browser, campaign):
    return SEEN.search(browser.get(f"/campaigns/{campaign}/edit").text).group(1)


def test_an_edit_over_another_persons_is_shown_first_and_saved_second(
    admin, signed_in, ctx, campaign
):
    mine = _edit_page(admin, campaign)
    other = signed_in("super_admin")
    theirs = FORM | {"name": "Theirs", "seen": _edit_page(other, campaign)}
    assert other.post(f"/campaigns/{campaign}/edit", theirs).status_code == 303
    told = admin.post(f"/campaigns/{campaign}/edit", FORM | {"name": "Mine", "seen": mine})
    assert told.status_code == 409
    assert "Somebody changed this campaign meanwhile" in told.text
    assert "saved meanwhile: Theirs" in told.text
    assert 'value="Mine"' in told.text
    again = FORM | {"name": "Mine", "seen": SEEN.search(told.text).group(1)}
    assert admin.post(f"/campaigns/{campaign}/edit", again).status_code == 303
    assert campaigns.get(ctx, campaign).name == "Mine"


def test_a_speed_set_meanwhile_is_not_undone_by_an_old_form(admin, ctx, campaign):
    seen = _edit_page(admin, campaign)
    editing.set_speed(ctx, campaign, 77)
    told = admin.post(f"/campaigns/{campaign}/edit", FORM | {"seen": seen})
    assert told.status_code == 409
    assert "saved meanwhile: 77" in told.text
    assert campaigns.get(ctx, campaign).cpm == 77


def test_a_campaign_posted_twice_is_made_once(admin, ctx):
    assert admin.post("/campaigns/new", FORM).status_code == 303
    second = admin.post("/campaigns/new", FORM)
    assert second.status_code == 422
    assert "there is already a campaign" in second.text
    assert [s.campaign.name for s in campaigns.every(ctx)] == ["Autumn"]


@pytest.fixture
def listed(app, admin, ctx, campaign):
    """The campaign, with a list of five people; what a second post of it was answered."""
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)[:6]
    sent = admin.post(
        f"/campaigns/{campaign}/lists/new",
        {"file": (io.BytesIO("".join(lines).encode()), "a.csv")},
    )
    form = {"name": "A list", "duplicates": "skip"}
    admin.post(sent.location, form)
    list_reading.work_once(ctx, "a reader")
    return admin.post(sent.location, form, follow_redirects=True)


def test_a_list_posted_twice_counts_once(listed, ctx, campaign):
    assert "taken already" in listed.text
    assert campaigns.standing(ctx, campaign).records == 5


@pytest.mark.parametrize("verb", ["pause", "stop", "reset", "start"])
def test_a_button_of_a_stale_page_says_why_it_does_nothing(admin, campaign, verb):
    page = f"http://localhost/campaigns/{campaign}"
    headers = {"Referer": page}
    answer = admin.post(f"/campaigns/{campaign}/{verb}", headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert "alert-danger" in answer.text or "0 records are pending again." in answer.text


@pytest.mark.usefixtures("listed")
def test_audio_asked_for_twice_is_made_once(admin, ctx, campaign):
    page = f"/campaigns/{campaign}/audio"
    headers = {"Referer": f"http://localhost{page}"}
    for _ in range(2):
        answer = admin.post(page, {"mode": "new"}, headers=headers, follow_redirects=True)
        assert answer.status_code == 200
    assert audio.progress(ctx, campaign).job.id == 1


def test_what_somebody_deleted_does_not_start(admin, ctx, campaign):
    editing.delete(ctx, campaign)
    for part in ("", "/edit", "/records", "/audio", "/lists/new", "/standing", "/delete"):
        gone = admin.get(f"/campaigns/{campaign}{part}")
        assert gone.status_code == 404
        assert "Spring was deleted: its results stay in the reports" in gone.text
    assert admin.post(f"/campaigns/{campaign}/start").status_code == 404
    assert admin.get("/campaigns/99").status_code == 404


def test_a_number_deleted_twice_is_told(admin, ctx):
    dnc.add(ctx, "4165550123")
    entry = dnc.page(ctx)[0]
    assert "may be called again" in admin.get(f"/dnc/{entry.id}/remove").text
    assert admin.post(f"/dnc/{entry.id}/remove").status_code == 303
    assert admin.post(f"/dnc/{entry.id}/remove").status_code == 404


@pytest.mark.usefixtures("listed")
def test_rejected_rows_are_those_of_the_campaigns_own_list(admin, ctx, campaign):
    admin.post("/campaigns/new", FORM)
    other = campaigns.get(ctx, "Autumn").id
    assert admin.get(f"/campaigns/{campaign}/lists/1/rejected.csv").status_code == 200
    assert admin.get(f"/campaigns/{other}/lists/1/rejected.csv").status_code == 404
    assert admin.get(f"/campaigns/{campaign}/lists/99/rejected.csv").status_code == 404


@pytest.mark.parametrize(
    "path", ["/people?search=a%00b", "/gateways/a%00b/edit", "/results/?first=1&first=%00"]
)
def test_a_text_that_no_database_holds_is_not_understood(admin, path):
    assert admin.get(path).status_code == 400


def test_neither_is_it_before_anybody_is_known(browser):
    assert browser.sign_in("ad\0min").status_code == 400


def test_an_upload_that_is_too_large_is_told(app, admin, campaign):
    app.config["MAX_CONTENT_LENGTH"] = 2000
    content = {"file": (io.BytesIO(b"x" * 5000), "large.csv")}
    answer = admin.post(f"/campaigns/{campaign}/lists/new", content)
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(500), b"PK\x03\x04 not a workbook", b"%PDF-1.7"]
)
def test_a_file_of_another_kind_is_told_and_adds_nothing(admin, ctx, campaign, content):
    page = f"/campaigns/{campaign}/lists/new"
    sent = admin.post(page, {"file": (io.BytesIO(content), "people.xlsx")})
    answer = admin.get(sent.location, follow_redirects=True) if sent.location else sent
    assert answer.status_code in {200, 422}
    assert "alert-danger" in answer.text
    assert campaigns.standing(ctx, campaign).records == 0
