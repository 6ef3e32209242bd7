"""The pages of the do-not-call lists, and a campaign's form that chooses among them."""

import io
import re

import pytest

from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.people import dnc, dnc_imports, dnc_lists
from esl_dialer.store import models
from tests.store.rows import a_record
from tests.webui.pages.test_pages import FORM
from webui.pages import forms


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def clients(ctx):
    return dnc_lists.create(ctx, "Client A").id


def test_a_list_is_made_filled_searched_downloaded_renamed_and_deleted(admin, ctx):
    made = admin.post("/dnc/lists", {"name": "Client A"})
    (number,) = (one.id for one in dnc_lists.every(ctx))
    assert made.headers["Location"] == f"/dnc/?list={number}"
    page = f"/dnc/?list={number}"
    added = admin.post(page, {"numbers": "416-555-0101, 416-555-0102", "note": "asked"})
    assert added.headers["Location"] == page
    file = {"file": (io.BytesIO(b"4165550103\n41655\n"), "numbers.txt"), "note": "file"}
    assert admin.post(f"/dnc/file?list={number}", file).headers["Location"] == page
    assert "waiting" in admin.get(f"/dnc/imports?list={number}").text
    assert dnc_imports.work_once(ctx, "a reader")
    shown = " ".join(admin.get(page).text.split())
    assert "1 line was not read: 2: 41655" in shown
    assert "Client A: 3 numbers that the campaigns with this list do not call" in shown
    assert "0 numbers that no campaign calls" in admin.get("/dnc/").text
    assert "555-0103" in admin.get(f"/dnc/rows?list={number}&search=file").text
    assert "555-0101" not in admin.get(f"/dnc/rows?list={number}&search=file").text
    sent = admin.get(f"/dnc/numbers.csv?list={number}")
    assert sent.headers["Content-Disposition"].startswith(
        f"attachment; filename=do-not-call-{number}-"
    )
    assert len(sent.text.splitlines()) == 4
    assert admin.post(f"/dnc/lists/{number}", {"name": "1"}).status_code == 422
    assert admin.post(f"/dnc/lists/{number}", {"name": "Client B"}).headers["Location"] == page
    assert "Client B" in admin.get("/dnc/").text
    entry = dnc.find(ctx, "4165550101", number)
    assert "unless another list has it" in admin.get(f"/dnc/{entry.id}/remove").text
    assert admin.post(f"/dnc/{entry.id}/remove", {}).headers["Location"] == page
    assert "2 numbers" in admin.get(f"/dnc/lists/{number}/delete").text
    assert admin.post(f"/dnc/lists/{number}/delete", {}).headers["Location"] == "/dnc/"
    assert dnc_lists.every(ctx) == []
    assert admin.get(page).status_code == 404


def test_what_can_not_be_made_or_read_is_told(admin, ctx, clients):
    assert admin.post("/dnc/lists", {"name": "client a"}).status_code == 422
    assert admin.post(f"/dnc/file?list={clients}", {}).status_code == 303
    assert "Choose a file first." in admin.get("/dnc/").text
    admin.post("/dnc/file", {"file": (io.BytesIO(b"nothing"), "numbers.txt")})
    assert dnc_imports.work_once(ctx, "a reader")
    assert "no phone number in this text" in admin.get("/dnc/").text


def test_a_list_in_use_says_whose(admin, ctx, clients, campaign):
    models.Campaign.update(run_state="active", dnc_lists=(clients,)).execute()
    page = admin.get(f"/dnc/lists/{clients}/delete").text
    assert "Spring uses it, and is active or paused" in page
    assert re.search(r'<button class="btn btn-danger" disabled', page)
    admin.post(f"/dnc/lists/{clients}/delete", {})
    assert [one.id for one in dnc_lists.every(ctx)] == [clients]


def test_a_viewer_sees_and_downloads_and_is_offered_nothing_else(signed_in, ctx, clients):
    dnc.add(ctx, "4165550101", "", clients)
    viewer = signed_in("viewer")
    page = viewer.get(f"/dnc/?list={clients}").text
    assert "Download" in page
    for word in ("Rename", "Delete", "Add All", "Make the list"):
        assert word not in page
    for path in (
        "/dnc/lists",
        "/dnc/file",
        f"/dnc/lists/{clients}",
        f"/dnc/lists/{clients}/delete",
    ):
        assert viewer.post(path, {"name": "Mine"}).status_code == 403


def test_a_campaign_chooses_lists_on_its_form_and_is_scrubbed(admin, ctx, clients, campaign):
    other = dnc_lists.create(ctx, "Regulator").id
    dnc.add(ctx, "4165550101", "", clients)
    a_record(campaign, "+14165550101")
    form = admin.get(f"/campaigns/{campaign}/edit").text
    assert f'name="dnc_lists.{clients}"' in form
    assert "checked" not in re.search(rf'<input[^>]*name="dnc_lists.{clients}"[^>]*>', form)[0]
    chosen = FORM | {"name": "Spring", "dnc_lists": "", f"dnc_lists.{clients}": "on"}
    assert admin.post(f"/campaigns/{campaign}/edit", chosen).status_code == 303
    assert campaigns.get(ctx, campaign).dnc_lists == (clients,)
    page = admin.get(f"/campaigns/{campaign}").text
    assert "1 of its records is held back by the do-not-call lists that it chose." in page
    assert re.search(r"Do-not-call lists</div><div[^>]*>\s*Client A\s*</div>", page)
    form = admin.get(f"/campaigns/{campaign}/edit").text
    assert "checked" in re.search(rf'<input[^>]*name="dnc_lists.{clients}"[^>]*>', form)[0]
    admin.post(f"/campaigns/{campaign}/edit", FORM | {"name": "Spring"})
    assert campaigns.get(ctx, campaign).dnc_lists == (clients,), "a form without the ticks"
    admin.post(f"/campaigns/{campaign}/edit", chosen | {f"dnc_lists.{other}": "on"})
    assert campaigns.get(ctx, campaign).dnc_lists == (clients, other)
    admin.post(f"/campaigns/{campaign}/edit", FORM | {"name": "Spring", "dnc_lists": ""})
    assert campaigns.get(ctx, campaign).dnc_lists == ()


def test_a_list_that_was_ticked_meanwhile_is_told_beside_its_tick(ctx, clients, campaign):
    saved = forms.shown(editing.draft_of(campaigns.get(ctx, campaign)))
    form = saved | {f"dnc_lists.{clients}": "on"}
    assert set(forms.differences(form, saved)) == {f"dnc_lists.{clients}"}


def test_in_french(signed_in, ctx, clients):
    viewer = signed_in("viewer")
    viewer.post("/language", {"language": "fr"})
    assert "Client A : 0 numéro" in viewer.get(f"/dnc/?list={clients}").text
