"""The Lists page: a list that one campaign brought in is attached to others, and detached."""

import re

from esl_dialer.services.lists import list_reading, named
from esl_dialer.store import models
from tests.services.lists.sent import SENT
from tests.store.rows import NOW, a_campaign, a_record, an_import


def test_a_list_is_attached_shown_and_detached(signed_in, ctx):
    first, second = a_campaign(name="January"), a_campaign(name="May")
    its = {"name": "Spring <b>", "file_name": "a.csv", "stored_path": "a", "sha256": "a"}
    made = an_import(campaign=first, status="done", created_at=NOW, **its).id
    a_record(first, "+14165550101", list=made, account="L1")
    boss = signed_in("super_admin")
    assert "Spring &lt;b&gt;" in boss.get("/lists/").text
    page = boss.get(f"/lists/{made}").text
    assert (">May</option>" in page, ">January</option>" in page) == (True, False)
    assert "No other campaign calls its people." in page
    done = boss.post(f"/lists/{made}/attach", {"campaign": str(second)})
    assert done.status_code == 303
    page = boss.get(f"/lists/{made}").text
    assert "1 record added; 0 accounts were in the campaign already." in page
    assert (">May</a>" in page, ">May</option>" in page) == (True, False)
    assert models.Record.select().count() == 2
    asked = boss.get(f"/lists/{made}/detach?campaign={second}").text
    assert "loses 1 record that it never called" in asked
    assert boss.get(f"/lists/{made}/detach?campaign={first}").status_code == 404
    boss.post(f"/lists/{made}/detach", {"campaign": str(second)})
    assert "1 record removed; what was called stays." in boss.get(f"/lists/{made}").text
    assert models.Record.select().count() == 1
    assert f'href="/imports/{made}"' in boss.get(f"/lists/{made}").text


def test_a_campaign_chooses_its_lists(signed_in, ctx):
    campaign, boss = a_campaign(name="May"), signed_in("super_admin")
    made = named.create(ctx, {"name": "Fair"}).list.id
    at = f"/lists/of-campaign/{campaign}"
    page = boss.get(at).text
    assert ("No list is attached" in page, ">Fair</option>" in page) == (True, True)
    assert boss.post(at, {"list": str(made), "follows": "on"}).location == at
    page = boss.get(at).text
    assert ("is called as they come" in page, ">Fair</option>" in page) == (True, False)
    assert f'href="/lists/{made}/detach?campaign={campaign}"' in page
    assert signed_in("viewer").post(at, {"list": "1"}).status_code == 403


def test_a_list_whose_import_was_undone_is_offered_to_no_campaign(signed_in, ctx):
    its = {"name": "Spring", "file_name": "a.csv", "stored_path": "a", "sha256": "a"}
    first, second = a_campaign(name="January"), a_campaign(name="May")
    made = an_import(campaign=first, status="undone", created_at=NOW, **its).id
    boss = signed_in("super_admin")
    assert ">May</option>" not in boss.get(f"/lists/{made}").text
    done = boss.post(f"/lists/{made}/attach", {"campaign": str(second)})
    assert "its import was undone" in done.text


def test_many_lists_are_shown_in_pages(signed_in, ctx):
    for n in range(21):
        named.create(ctx, {"name": f"Fair {n}"})
    boss = signed_in("super_admin")
    page = boss.get("/lists/").text
    assert ("Fair 20<" in page, "Fair 0<" in page) == (True, False)
    (rest,) = re.findall(r'href="(/lists/\?before=\d+)"', page)
    assert ("Fair 20<" in boss.get(rest).text, "Fair 0<" in boss.get(rest).text) == (False, True)
    assert "No list is found" in boss.get("/lists/?search=spring").text


def test_what_can_not_be_is_told_and_a_viewer_only_looks(signed_in, ctx):
    boss = signed_in("super_admin")
    assert "There is no list yet" in boss.get("/lists/").text
    assert boss.get("/lists/9").status_code == 404
    assert boss.post("/lists/9/attach", {"campaign": "x"}).status_code == 404
    viewer = signed_in("viewer")
    assert viewer.get("/lists/").status_code == 200
    assert viewer.post("/lists/9/attach", {"campaign": "1"}).status_code == 403


def test_a_list_apart_is_made_filled_and_looked_at(signed_in, ctx):
    campaign, boss = a_campaign(name="May", run_state="stopped"), signed_in("super_admin")
    assert boss.post("/lists/new", {"name": "7"}).status_code == 422
    made = boss.post("/lists/new", {"name": "Fair", "source": "the fair", "active": "on"})
    here = made.headers["Location"]
    at = boss.post(f"{here}/imports/new", {"text": SENT[0].path.read_text("utf-8")}).location
    assert "Import into Fair" in boss.get(at).text
    assert boss.post(at, {"name": "By hand", "source_status": "Ready"}).location == here
    list_reading.work_once(ctx, "a reader")
    boss.post(f"{here}/attach", {"campaign": str(campaign), "follows": "on"})
    page = boss.get(here).text
    assert "follows it" in page
    assert "the fair" in page
    assert "Dialable now" in boss.get(f"{here}/worth").text
    people = boss.get(f"{here}/people?column=city&sort=name&order=desc").text
    assert "Ready" in people
    assert boss.get(f"{here}/people.csv").headers["Content-Type"].startswith("text/csv")
    assert "0 records become dialable again" in boss.get(f"{here}/recycle").text
    boss.post(f"{here}/edit", {"name": "Fair", "source": ""})
    assert {str(one.status) for one in models.Record.select()} == {"filtered_out"}
    assert "lose the records" in boss.get(f"{here}/delete").text
    assert boss.post(f"{here}/delete", {}).location == "/lists/"
    page = boss.get("/lists/").text
    assert "Fair is deleted." in page
    assert "There is no list yet" in page
