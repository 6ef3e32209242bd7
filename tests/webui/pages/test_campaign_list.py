"""The list of campaigns, what is done with one or several on it, and its saved views."""

import re
from datetime import datetime, timedelta

import pytest

from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.words import CampaignKind, Outcome, RecordStatus, RunState
from esl_dialer.engine import settling
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from tests.store.rows import NOW, a_record, an_attempt, an_import, ended_call

NAMES = re.compile(r'href="/campaigns/\d+">([^<]+)</a>')


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def some(ctx):
    """Three, each made an hour after the one before."""
    made = []
    for name, kind in (("Spring", "LB"), ("Summer sale", "MD"), ("Été", "LB")):
        ctx.clock.at += timedelta(hours=1)
        made.append(campaigns.create(ctx, Draft(name, CampaignKind(kind))).id)
    return made


def names(browser, query: str = "", path: str = "/campaigns/") -> list[str]:
    return NAMES.findall(browser.get(path + query).text)


def test_none_yet(admin):
    page = admin.get("/campaigns/").text
    assert "No campaigns yet" in page


def test_the_newest_first_and_found_by_a_part_of_the_name(admin, some):
    assert names(admin) == ["Été", "Summer sale", "Spring"]
    assert names(admin, "?search=S") == ["Summer sale", "Spring"]
    assert names(admin, "?search=sale+summer") == ["Summer sale"]
    assert names(admin, "?search=ete", "/campaigns/rows") == ["Été"]
    assert names(admin, f"?search={some[0]}") == ["Spring"]
    nothing = admin.get("/campaigns/?search=winter").text
    assert ("No campaign fits" in nothing, "New Campaign" in nothing) == (True, True)


def test_filtered_and_sorted(admin, some):
    models.Campaign.update(run_state=RunState.ACTIVE).where(models.Campaign.id == some[0]).execute()
    assert names(admin, "?status=active") == ["Spring"]
    assert names(admin, "?status=active&status=draft&kind=MD") == ["Summer sale"]
    assert names(admin, "?sort=name") == ["Été", "Spring", "Summer sale"]
    assert names(admin, "?sort=name&order=backwards") == ["Summer sale", "Spring", "Été"]
    assert names(admin, "?sort=status")[0] == "Spring"
    assert 'aria-sort="ascending"' in admin.get("/campaigns/?sort=name").text


def test_an_address_that_can_not_be_read_says_so(admin, some):
    answer = admin.get("/campaigns/?status=explode&sort=name")
    assert (answer.status_code, "is none of" in answer.text) == (422, True)
    assert admin.get("/campaigns/rows?status=explode").status_code == 200
    assert admin.get("/campaigns/?view=999").status_code == 404
    assert names(admin, "?page=nonsense") == names(admin)


def test_the_page_knows_what_its_form_asks_for(admin, some):
    asked = admin.get("/campaigns/rows?search=s&sort=name", headers={"HX-Trigger": "wanted"})
    assert asked.headers["HX-Replace-Url"] == "/campaigns/?search=s&sort=name"
    assert "HX-Replace-Url" not in admin.get("/campaigns/rows?search=s").headers
    empty = admin.get("/campaigns/rows?search=", headers={"HX-Trigger": "wanted"})
    assert empty.headers["HX-Replace-Url"] == "/campaigns/?view=0"


def test_two_thousand_are_paged(admin, ctx):
    rows = [
        {"name": f"Number {n:04}", "kind": "LB", "created_at": NOW, "updated_at": NOW}
        for n in range(2000)
    ]
    with transaction():
        for at in range(0, len(rows), 100):
            models.Campaign.insert_many(rows[at : at + 100]).execute()
    first = admin.get("/campaigns/?sort=name")
    assert len(NAMES.findall(first.text)) == 50
    assert "Page 1 of 40" in first.text
    assert "2,000 campaigns of 2,000" in first.text
    assert names(admin, "?sort=name&page=40")[-1] == "Number 1999"
    assert names(admin, "?sort=name&page=99")[-1] == "Number 1999"
    assert names(admin, "?search=0042") == ["Number 0042"]


def test_a_row_shows_how_it_does(admin, some):
    for status in (RecordStatus.COMPLETED, RecordStatus.BUSY, RecordStatus.PENDING):
        a_record(some[0], status=status)
    an_import(
        campaign=some[0], name="May list", file_name="a", stored_path="a", sha256="0" * 64,
        created_at=models.Campaign.get().created_at,
    )  # fmt: skip
    page = admin.get("/campaigns/?search=spring").text
    assert "1 completed, 1 failed, 1 to call" in page
    assert f"/campaigns/{some[0]}/records?part=do_not_call" in page
    assert "May list" in page
    assert "the record&#39;s DID" in page
    assert "Message Drop (MD)" in admin.get("/campaigns/?search=summer").text


def test_what_is_ticked_stays_ticked_when_the_rows_come_again(admin, some):
    rows = admin.get(f"/campaigns/rows?chosen={some[1]}&chosen=nonsense").text
    assert rows.count(" checked") == 1
    assert re.search(rf'id="chosen-{some[1]}" value="{some[1]}" checked', rows)


def states() -> list[RunState]:
    return [row.run_state for row in models.Campaign.select().order_by(models.Campaign.id)]


def test_one_is_done_from_its_row_and_told_on_the_list(admin, some):
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    answer = admin.post("/campaigns/act", {"one": f"pause:{some[1]}", "back": "sort=name"})
    assert (answer.status_code, answer.location) == (303, "/campaigns/?sort=name")
    assert "Summer sale: paused" in admin.get(answer.location).text
    assert states() == [RunState.ACTIVE, RunState.PAUSED, RunState.ACTIVE]
    refused = admin.post("/campaigns/act", {"one": f"archive:{some[0]}"})
    assert refused.location == "/campaigns/?view=0"
    assert "stop it first" in admin.get(refused.location).text


def test_when_it_starts_next_and_what_it_is_for(admin, some):
    schedule = Schedule(datetime.fromisoformat("2027-06-01T09:00"), None, "America/Toronto")
    models.Campaign.update(schedule=schedule, description="Spring <b>again</b>").where(
        models.Campaign.id == some[0]
    ).execute()
    page = admin.get("/campaigns/").text
    assert page.count(">starts <time") == 1
    assert "Spring &lt;b&gt;again&lt;/b&gt;" in page
    assert "again&lt;/b&gt;" in admin.get(f"/campaigns/{some[0]}").text


def test_several_are_each_told(admin, some):
    models.Campaign.update(run_state=RunState.STOPPED).where(
        models.Campaign.id != some[0]
    ).execute()
    answer = admin.post("/campaigns/act", {"verb": "stop", "chosen": some, "back": "sort=name"})
    assert answer.status_code == 200
    assert answer.text.count("was stopped already") == 2
    assert "it was never started" in answer.text
    assert 'href="/campaigns/?sort=name"' in answer.text


@pytest.mark.parametrize(
    "form", [{}, {"verb": "stop"}, {"verb": "explode", "chosen": "1"}, {"one": "explode:1"}]
)
def test_nothing_is_done_with_none(admin, some, form):
    answer = admin.post("/campaigns/act", form)
    assert answer.status_code == 422
    assert states() == [RunState.DRAFT] * 3


def test_several_are_deleted_once_it_is_sure(admin, some):
    models.Campaign.update(run_state=RunState.ACTIVE).where(models.Campaign.id == some[0]).execute()
    form = {"verb": "delete", "chosen": some}
    asked = admin.post("/campaigns/act", form)
    assert (asked.status_code, "pause or stop it first" in asked.text) == (200, True)
    assert not models.Campaign.select().where(models.Campaign.deleted_at.is_null(False)).count()
    done = admin.post("/campaigns/act", form | {"sure": "yes"})
    assert done.text.count(">deleted<") == 2
    assert names(admin) == ["Spring"]


def test_one_that_is_to_be_deleted_is_asked_on_its_page(admin, some):
    answer = admin.post("/campaigns/act", {"one": f"delete:{some[0]}"})
    assert answer.location == f"/campaigns/{some[0]}/delete"


def test_a_list_leads_back_to_itself_whatever_it_is_told(admin, some):
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    form = {"one": f"stop:{some[0]}", "back": "//evil.test"}
    assert admin.post("/campaigns/act", form).location == "/campaigns/?//evil.test"


def test_a_viewer_sees_and_does_nothing(signed_in, some):
    viewer = signed_in("viewer")
    page = viewer.get("/campaigns/").text
    assert "Spring" in page
    assert 'name="chosen"' not in page
    assert 'name="verb"' not in page
    assert viewer.post("/campaigns/act", {"one": f"start:{some[0]}"}).status_code == 403


def test_an_archived_one_is_shown_where_it_is_asked_for(admin, some):
    admin.post("/campaigns/act", {"one": f"archive:{some[0]}"})
    assert "Spring" not in names(admin)
    assert names(admin, "?archived=only") == ["Spring"]
    assert "Bring back" in admin.get("/campaigns/?archived=only").text


# --- saved views -------------------------------------------------------------------------------


def save(browser, **form):
    return browser.post("/campaigns/views/new", {"name": "Sales", "search": "sale"} | form)


def test_a_view_is_made_of_what_the_list_shows(admin, some):
    form = admin.get("/campaigns/views/new?search=sale&status=draft&sort=name").text
    assert 'value="sale"' in form
    assert re.search(r'name="status" value="draft" checked', form)
    answer = save(admin, status="draft")
    assert names(admin, answer.location.partition("/campaigns/")[2]) == ["Summer sale"]
    assert 'aria-current="page"' in admin.get(answer.location).text


def test_the_list_opens_with_a_view_unless_something_is_asked(admin, some):
    save(admin, default="on")
    assert names(admin) == ["Summer sale"]
    assert len(names(admin, "?view=0")) == 3
    assert names(admin, "?search=spring") == ["Spring"]
    number = models.CampaignView.get().id
    admin.post(f"/campaigns/views/{number}/default")
    assert len(names(admin)) == 3
    admin.post(f"/campaigns/views/{number}/default")
    assert names(admin) == ["Summer sale"]


def test_a_view_is_shared_duplicated_renamed_and_deleted(admin, signed_in, some):
    viewer = signed_in("viewer")
    save(admin)
    number = models.CampaignView.get().id
    assert "Sales" not in viewer.get("/campaigns/").text
    admin.post(f"/campaigns/views/{number}/share")
    assert "Sales" in viewer.get("/campaigns/").text
    assert 'value="sale"' in viewer.get(f"/campaigns/views/new?of={number}").text
    assert viewer.post(f"/campaigns/views/{number}", {"name": "Mine"}).status_code == 403
    changed = admin.post(f"/campaigns/views/{number}", {"name": "All", "shared": "on"})
    assert changed.status_code == 303
    assert "All" in viewer.get("/campaigns/views/").text
    assert "Delete All" in admin.get(f"/campaigns/views/{number}/delete").text
    admin.post(f"/campaigns/views/{number}/delete")
    assert "No saved views yet" in admin.get("/campaigns/views/").text


@pytest.mark.parametrize(("form", "field"), [({"name": "x" * 21}, "name"), ({"sort": "x"}, "sort")])
def test_what_is_wrong_with_a_view_is_told_beside_it(admin, form, field):
    answer = save(admin, **form)
    assert (answer.status_code, f'id="{field}-note"' in answer.text) == (422, True)
    assert 'value="sale"' in answer.text


# --- the report --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "ending"), [("xlsx", "xlsx"), ("csv", "zip")])
def test_a_report_is_taken_away(admin, signed_in, some, kind, ending):
    path = f"/results/campaigns/{some[0]}/{kind}"
    assert f'href="{path}"' in admin.get(f"/campaigns/{some[0]}").text
    for browser in (admin, signed_in("viewer")):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert answer.data[:2] == b"PK"
        told = answer.headers["Content-Disposition"]
        assert re.search(rf"filename=Spring-\d{{8}}-\d{{6}}\.{ending}", told)
    assert admin.get(f"/results/campaigns/999/{kind}").status_code == 404


# --- a campaign's people and calls -------------------------------------------------------------


def test_a_part_leads_to_its_people(admin, some):
    busy = a_record(some[0], "+14165550100", status=RecordStatus.BUSY)
    a_record(some[0], "+14165550101")
    page = admin.get(f"/campaigns/{some[0]}").text
    assert f"/campaigns/{some[0]}/records?part=failed" in page
    people = admin.get(f"/campaigns/{some[0]}/records?part=failed").text
    assert re.findall(r'href="/records/(\d+)"', people) == [str(busy)]
    assert admin.get(f"/campaigns/{some[0]}/records?part=explode").status_code == 422


def test_calls_are_looked_for_by_number_and_told_in_full(admin, some):
    record = a_record(some[0], "+14165550100")
    an_attempt(record, "the call")
    settling.settle(ended_call("the call"), Outcome.BUSY, "USER_BUSY", NOW)
    page = admin.get(f"/results/?campaign={some[0]}&number=416+555+0100&order=oldest")
    assert page.status_code == 200
    assert "the call" in page.text
    assert "outbound" in page.text
    assert "number=416+555+0100&amp;order=oldest" in page.text
    assert "the call" not in admin.get("/results/?number=4165550199").text
    wrong = admin.get("/results/?number=nonsense")
    assert (wrong.status_code, "is no phone number" in wrong.text) == (422, True)
    assert admin.get("/results/export.csv?number=4165550100").text.count("the call") == 1
