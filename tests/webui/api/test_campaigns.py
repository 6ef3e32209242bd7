"""A campaign's life by HTTP: made, edited, filled, started, watched, put away."""

from dataclasses import fields

import pytest

from esl_dialer.services.campaigns import editing
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.lists import list_reading
from esl_dialer.store import models
from tests.house.layers import ROOT
from tests.webui.api.conftest import CSV, LIST, ready
from webui.api.campaigns import WINDOW, ChangedCampaign, NewCampaign


def test_every_field_of_a_campaign_can_be_given():
    here = {WINDOW.get(name, name) for name in NewCampaign.model_fields}
    window = {"start", "end", "saturday", "sunday", "window_days", "window_zone"}
    parts = ["start", "end", "zone", "every", "interval", "days", "month_days", "until", "count"]
    schedule = {f"schedule_{part}" for part in parts}
    one_by_one = {one.name for one in fields(Draft)} - {"window", "schedule"}
    assert here == one_by_one | window | schedule


def test_what_is_not_given_is_what_the_pages_give():
    given = ChangedCampaign().model_dump()
    for one in fields(Draft):
        if one.name in given:
            assert given[one.name] == getattr(Draft("", "LB"), one.name), one.name


def test_made_and_shown(admin):
    wanted = {"name": "Spring é", "kind": "MD", "window_end": "20:30", "caller_ids": ["4165550000"]}
    answer = admin.post("/campaigns", wanted)
    assert answer.status_code == 201
    shown = admin.get(answer.headers["Location"].removeprefix("/api/v1")).json
    assert shown == answer.json
    assert {name: shown[name] for name in wanted} == wanted
    assert shown["window_start"] == "09:00"
    assert shown["run_state"] == "draft"
    assert shown["template_en"]


def test_a_window_may_be_the_whole_day_and_a_speed_is_bounded(admin):
    wanted = {"name": "Spring", "kind": "MD", "window_start": "00:00", "window_end": "24:00"}
    made = admin.post("/campaigns", wanted)
    assert {name: made.json[name] for name in wanted} == wanted
    for cpm in (0.5, 200.5, 900):
        assert admin.post("/campaigns", wanted | {"name": "Fast", "cpm": cpm}).status_code == 422


def test_days_have_hours_of_their_own_by_the_clock_of_a_zone(admin):
    own = {"mon": ["09:00-12:00", "13:00-18:00"], "fri": []}
    wanted = {"name": "Spring", "kind": "MD", "window_end": "20:00", "window_days": own}
    made = admin.post("/campaigns", wanted | {"window_zone": "America/Halifax"}).json
    assert made["window_days"] | own == made["window_days"]
    assert made["window_days"]["tue"] == ["09:00-20:00"]
    assert (made["window_zone"], made["window_end"]) == ("America/Halifax", "20:00")
    one = f"/campaigns/{made['id']}"
    after = admin.patch(one, {"window_days": {"fri": ["10:00-11:00"]}}).json
    assert after == made | {"window_days": made["window_days"] | {"fri": ["10:00-11:00"]}}
    assert admin.patch(one, {"window_zone": ""}).json == after | {"window_zone": ""}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"window_days": {"mon": ["9-5"]}}, "window_days.mon.0"),
        ({"window_days": {"monday": []}}, "window_days"),
        ({"window_days": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "window.mon"),
        ({"window_days": {"mon": ["12:00-09:00"]}}, "window.mon"),
        ({"window_zone": "Mars/Base"}, "window.zone"),
        ({"window_days": {day: [] for day in ("mon", "tue", "wed", "thu", "fri")}}, "window"),
    ],
)
def test_hours_that_are_none_are_refused_by_their_field(admin, given, field):
    answer = admin.post("/campaigns", {"name": "Spring", "kind": "MD"} | given)
    assert answer.status_code == 422
    assert [name for name in answer.json["problems"] if name.startswith(field)]


def test_a_schedule_is_given_shown_and_taken_away(admin):
    wanted = {"name": "Spring", "kind": "MD", "schedule_start": "2027-03-14T02:30"}
    made = admin.post("/campaigns", wanted | {"window_zone": "America/Halifax"}).json
    assert (made["schedule_start"], made["schedule_zone"]) == (
        "2027-03-14T02:30",
        "America/Halifax",
    )
    assert (made["starts_at"], made["ends_at"]) == ("2027-03-14T06:00:00Z", None)
    one = f"/campaigns/{made['id']}"
    after = admin.patch(one, {"schedule_end": "2027-03-15 09:00"}).json
    assert after["schedule_end"] == "2027-03-15T09:00"
    none = admin.patch(one, {"schedule_start": "", "schedule_end": ""}).json
    assert (none["schedule_start"], none["schedule_zone"], none["starts_at"]) == ("", "", None)


def test_a_schedule_comes_again_and_its_next_starts_are_told(admin):
    wanted = {
        "name": "Spring", "kind": "MD", "schedule_start": "2027-03-11T02:30",
        "schedule_every": "weekly", "schedule_days": ["sun", "thu"], "schedule_interval": 1,
    }  # fmt: skip
    made = admin.post("/campaigns", wanted).json
    assert made["schedule_every"] == "weekly"
    assert made["occurrences"][:3] == [
        "2027-03-11T07:30:00Z", "2027-03-14T07:00:00Z", "2027-03-18T06:30:00Z",
    ]  # fmt: skip
    one = f"/campaigns/{made['id']}"
    until = admin.patch(one, {"schedule_until": "2027-03-14"}).json
    assert (until["schedule_until"], len(until["occurrences"])) == ("2027-03-14", 2)
    assert until["schedule_days"] == ["sun", "thu"]
    none = admin.patch(one, {"schedule_every": "", "schedule_until": None}).json
    assert (none["schedule_every"], len(none["occurrences"])) == ("", 1)
    never = {"schedule_every": "monthly", "schedule_interval": 12, "schedule_month_days": [30],
             "schedule_start": "2027-02-01T09:00"}  # fmt: skip
    answer = admin.patch(one, never)
    assert (answer.status_code, list(answer.json["problems"])) == (422, ["schedule.every"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"schedule_start": "soon"}, "schedule_start"),
        ({"schedule_start": "2027-03-14T02:30Z"}, "schedule_start"),
        ({"schedule_start": "2020-01-01T09:00"}, "schedule.start"),
        (
            {"schedule_start": "2027-03-14T09:00", "schedule_end": "2027-03-14T09:01"},
            "schedule.end",
        ),
        ({"schedule_start": "2027-03-14T09:00", "schedule_zone": "Mars/Base"}, "schedule.zone"),
    ],
)
def test_a_schedule_that_is_none_is_refused_by_its_field(admin, given, field):
    answer = admin.post("/campaigns", {"name": "Spring", "kind": "MD"} | given)
    assert answer.status_code == 422
    assert list(answer.json["problems"]) == [field]


def test_marked_complete(admin, filled):
    ready(filled)
    one = f"/campaigns/{filled}"
    done = admin.post(f"{one}/complete").json
    assert (done["run_state"], done["statuses"]) == ("completed", {"no_attempt": 2})
    assert admin.post(f"{one}/complete").status_code == 200
    assert admin.post(f"{one}/start").status_code == 409
    assert admin.post(f"{one}/reset").json["requeued"] == 2


def test_only_what_is_given_changes(admin, campaign):
    before = admin.get(f"/campaigns/{campaign}").json
    after = admin.patch(f"/campaigns/{campaign}", {"cpm": 42.5, "sunday": True}).json
    days = before["window_days"] | {"sun": ["09:00-18:45"]}
    assert after == before | {"cpm": 42.5, "sunday": True, "window_days": days}


def test_a_change_of_what_another_has_changed(admin, campaign):
    seen = admin.get(f"/campaigns/{campaign}").headers["ETag"]
    hers = admin.patch(f"/campaigns/{campaign}", {"cpm": 42}, headers={"If-Match": seen})
    mine = admin.patch(f"/campaigns/{campaign}", {"cpm": 7}, headers={"If-Match": seen})
    assert (hers.status_code, mine.status_code) == (200, 412)
    again = {"If-Match": hers.headers["ETag"]}
    assert admin.patch(f"/campaigns/{campaign}", {"cpm": 7}, headers=again).json["cpm"] == 7


def test_a_list_is_looked_at_then_imported(admin, filled, ctx):
    looked = admin.post("/lists/preview", data=LIST, **CSV).json
    assert (looked["rows_good"], looked["rows_bad"]) == (2, 1)
    assert list((ctx.config.data / "uploads").iterdir()) == []
    [shown] = admin.get(f"/campaigns/{filled}/lists").json["items"]
    assert (shown["name"], shown["status"], shown["rows_good"], shown["rows_bad"]) == (
        "May", "done", 2, 1,
    )  # fmt: skip
    rejected = admin.get(f"/campaigns/{filled}/lists/{shown['id']}/rejected")
    assert rejected.content_type.startswith("text/csv")
    assert "Cy" in rejected.text
    again = admin.post(f"/campaigns/{filled}/lists?name=May", data=LIST, **CSV)
    assert again.json["repeated"] is True


THRICE = (ROOT / "tests/services/lists/fixtures/one_person_thrice.csv").read_bytes()


def test_people_who_are_there_twice_are_counted_and_taken_as_chosen(admin, filled, ctx):
    looked = admin.post(f"/lists/preview?campaign={filled}", data=THRICE, **CSV).json
    assert (looked["rows_good"], looked["rows_duplicate"], looked["rows_same_person"]) == (3, 2, 0)
    assert looked["fates"] == {"3": "left_out", "4": "left_out"}
    wanted = f"/campaigns/{filled}/lists?account_zeros=keep"
    begun = admin.post(wanted, data=THRICE, **CSV).json
    list_reading.work_once(ctx, "a reader")
    shown = admin.get(f"/campaigns/{filled}/lists/{begun['id']}").json
    assert (shown["account_zeros"], shown["same_person"]) == ("keep", "keep")
    assert shown["rows_good"] == shown["rows_alike"] + 1
    unknown = admin.post("/lists/preview?campaign=999", data=THRICE, **CSV)
    assert (unknown.status_code, list(unknown.json["problems"])) == (422, ["campaign"])


def test_what_is_no_list(admin, campaign):
    answer = admin.post(f"/campaigns/{campaign}/lists", data=b"\x00\x01\x02", **CSV)
    assert answer.status_code == 422
    assert "file" in answer.json["problems"]


def test_another_campaigns_list(admin, filled):
    other = admin.post("/campaigns", {"name": "Other", "kind": "LB"}).json["id"]
    [shown] = admin.get(f"/campaigns/{filled}/lists").json["items"]
    assert admin.get(f"/campaigns/{other}/lists/{shown['id']}").status_code == 404
    assert admin.get(f"/campaigns/{other}/lists/{shown['id']}/rejected").status_code == 404


def test_started_paused_stopped_reset_deleted(admin, filled):
    ready(filled)
    one = f"/campaigns/{filled}"
    assert admin.get(f"{one}/preflight").json["reasons"] == []
    assert admin.post(f"{one}/start").json["run_state"] == "active"
    assert admin.post(f"{one}/reset").status_code == 409
    assert admin.delete(one).status_code == 409
    assert admin.post(f"{one}/pause").json["run_state"] == "paused"
    assert admin.post(f"{one}/stop").json["run_state"] == "stopped"
    assert admin.get(f"{one}/reset").json["requeued"] == 2
    assert admin.post(f"{one}/reset").json["requeued"] == 2
    assert admin.post(f"{one}/archive").json["archived"] is True
    assert admin.get("/campaigns").json["items"] == []
    assert len(admin.get("/campaigns?archived=true").json["items"]) == 1
    assert admin.post(f"{one}/unarchive").json["archived"] is False
    assert admin.delete(one).status_code == 204


def test_a_copy_has_the_settings_and_no_records(admin, filled):
    copied = admin.post(f"/campaigns/{filled}/clone", {"name": "Copy"})
    assert copied.status_code == 201
    assert (copied.json["name"], copied.json["records"]) == ("Copy", 0)
    assert admin.post(f"/campaigns/{filled}/clone", {}).json["name"] == "Spring (2)"
    taken = admin.post(f"/campaigns/{filled}/clone", {"name": "copy"})
    assert (taken.status_code, list(taken.json["problems"])) == (422, ["name"])


def test_campaigns_are_searched_and_sorted(admin):
    for name, kind in (("Spring", "LB"), ("Été", "MD"), ("Fall", "LB")):
        admin.post("/campaigns", {"name": name, "kind": kind})

    def names(query: str) -> list[str]:
        return [one["name"] for one in admin.get(f"/campaigns{query}").json["items"]]

    assert names("") == ["Fall", "Été", "Spring"]
    assert names("?sort=name") == ["Été", "Fall", "Spring"]
    assert names("?search=ete&kind=MD,LB") == ["Été"]
    first = admin.get("/campaigns?sort=name&limit=2").json
    assert names(f"?sort=name&after={first['next']}") == ["Spring"]
    assert first["items"][0]["lists"] == {"count": 0, "newest": ""}
    assert admin.get("/campaigns?status=explode").status_code == 422
    assert admin.get("/campaigns?sort=explode").status_code == 422


def test_several_are_each_told(admin, filled):
    ready(filled)
    other = admin.post("/campaigns", {"name": "Other", "kind": "LB"}).json["id"]
    sent = {"verb": "start", "campaigns": [filled, other, 999]}
    told = admin.post("/campaigns/act", sent).json["items"]
    assert [(one["done"], one["refused"]) for one in told] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert "no records" in told[1]["says"]
    assert admin.post("/campaigns/act", {"verb": "stop", "campaigns": []}).status_code == 422
    assert admin.post("/campaigns/act", {"verb": "x", "campaigns": [1]}).status_code == 422


def test_views_are_saved_and_asked_by(admin, program, filled):
    viewer = program("viewer")
    made = admin.post(
        "/campaigns/views", {"name": "Sales", "wanted": {"search": "sale"}, "shared": True}
    )
    assert (made.status_code, made.json["wanted"]) == (201, {"search": "sale"})
    one = made.headers["Location"].removeprefix("/api/v1")
    assert viewer.get(one).json["mine"] is False
    assert viewer.delete(one).status_code == 403
    assert viewer.post("/campaigns/views", {"name": "x", "shared": True}).status_code == 403
    assert admin.get(f"/campaigns?view={made.json['id']}").json["items"] == []
    assert admin.put(one, {"name": "All", "shared": True}).json["wanted"] == {}
    assert len(admin.get(f"/campaigns?view={made.json['id']}").json["items"]) == 1
    assert viewer.put(f"{one}/default").status_code == 204
    assert viewer.get("/campaigns/views").json["items"][0]["default"] is True
    assert viewer.delete("/campaigns/views/default").status_code == 204
    assert admin.delete(one).status_code == 204
    assert admin.get(one).status_code == 404


def test_speed_and_order(admin, campaign):
    one = f"/campaigns/{campaign}"
    assert admin.put(f"{one}/speed", {"cpm": 60}).json["cpm"] == 60
    assert admin.put(f"{one}/speed", {"cpm": 201}).status_code == 422
    told = admin.put(f"{one}/order", {"dial_order": "sequential"}).json
    assert told["dial_order"] == "sequential"


def test_why_it_is_not_dialing(admin, filled):
    told = admin.get(f"/campaigns/{filled}/why").json
    assert told["reason"]["rule"] == "not_active"
    assert told["held_back"] == {"audio_missing": 2}
    [first, _] = admin.get(f"/campaigns/{filled}/records").json["items"]
    record = admin.get(f"/records/{first['id']}").json
    assert record["reason"]["rule"] == "not_active"
    assert record["phones"][0]["number"] == "+14165550101"
    assert record["history"] == []


def test_accounts_come_off_before_they_are_dialed(admin, filled):
    told = admin.post(f"/campaigns/{filled}/records/remove", {"accounts": ["A1", "A9"]}).json
    assert told == {"named": 2, "removed": 1, "kept": 0, "unknown": ["A9"]}


def test_a_person_is_found_over_all_campaigns(admin, filled):
    for search in ("A2", "bob two", "416 555 0102"):
        found = admin.get("/records", query_string={"search": search}).json["items"]
        assert [one["account"] for one in found] == ["A2"], search


def test_the_audio_is_asked_for_watched_and_stopped(admin, filled):
    audio = f"/campaigns/{filled}/audio"
    assert admin.get(f"{audio}/estimate").json["records"] == 2
    assert "Ann" in admin.get(f"{audio}/preview?account=A1").json["shown"]
    begun = admin.post(audio, {"mode": "new"})
    assert begun.status_code == 202
    assert begun.json["job"]["status"] == "pending"
    assert admin.post(audio, {"mode": "new"}).status_code == 409
    assert admin.post(f"{audio}/stop").json["job"]["stop_requested"] is True
    assert admin.get(audio).json["missing"] == 2


def test_stop_everything(admin, filled):
    ready(filled)
    admin.post(f"/campaigns/{filled}/start")
    told = {"paused": ["Spring"], "live": 0, "act": 0, "held": [], "later": []}
    assert admin.post("/stop-all").json == told
    assert admin.get(f"/campaigns/{filled}").json["run_reason"] == "stop everything"


@pytest.fixture
def deleted(filled, ctx):
    editing.delete(ctx, filled)
    return filled


def test_another_caller_is_for_who_may_change_settings_with_the_reason(boss, admin, campaign):
    path, bank = f"/campaigns/{campaign}", {"caller": "bank"}
    assert admin.patch(path, bank | {"caller_reason": "sold"}).status_code == 403
    refused = boss.patch(path, bank)
    assert (refused.status_code, list(refused.json["problems"])) == (422, ["caller_reason"])
    assert boss.patch(path, bank | {"caller_reason": "sold"}).json["caller"] == "bank"
    assert boss.patch(path, {"call_kind": "live"}).status_code == 422


@pytest.mark.parametrize(
    ("method", "verb", "body"),
    [
        ("PATCH", "", {"name": "Back again"}),
        ("PUT", "/speed", {"cpm": 5}),
        ("PUT", "/order", {"dial_order": "sequential"}),
        ("POST", "/start", None),
        ("POST", "/pause", None),
        ("POST", "/stop", None),
        ("POST", "/reset", None),
        ("POST", "/rerun", None),
        ("POST", "/archive", None),
        ("POST", "/unarchive", None),
        ("POST", "/clone", {"name": "Another"}),
        ("POST", "/audio", {"mode": "all"}),
        ("POST", "/records/remove", {"accounts": ["A1"]}),
        ("DELETE", "", None),
    ],
)
def test_of_a_deleted_campaign_only_results_are_left(boss, deleted, method, verb, body):
    answer = boss.ask(method, f"/campaigns/{deleted}{verb}", body)
    assert (answer.status_code, "was deleted" in answer.text) == (404, True)
    assert boss.get("/campaigns?archived=true").json["items"][0]["name"] == "Spring (deleted, 1)"


def test_no_list_goes_into_a_deleted_campaign(boss, deleted):
    assert boss.post(f"/campaigns/{deleted}/lists?name=June", data=LIST, **CSV).status_code == 404
    assert not models.Record.select().count()


def test_what_its_calls_came_to_as_sums_and_as_a_file(admin, filled):
    told = admin.get(f"/campaigns/{filled}/report").json
    assert (told["calls"], told["days"], told["campaign"]["records"]) == (0, {}, 2)
    for kind, mime in (("xlsx", "spreadsheet"), ("csv", "zip")):
        file = admin.get(f"/campaigns/{filled}/report/file?format={kind}")
        assert (file.status_code, mime in file.mimetype) == (200, True)
    assert admin.get(f"/campaigns/{filled}/report/file?format=pdf").status_code == 422


def test_what_a_campaign_is_for(admin, campaign):
    path = f"/campaigns/{campaign}"
    said = {"description": "Spring reminders", "notes": "Ask Ann\nbefore noon", "call_type":
            "promotional"}  # fmt: skip
    told = admin.patch(path, said).json
    assert {name: told[name] for name in said} == said
    wrong = {"description": "two\nlines", "notes": "x" * 2001, "call_type": "secret"}
    assert set(admin.patch(path, wrong).json["problems"]) == set(wrong)
    hours = "09:00-12:00 13:00-17:00"
    long = "; ".join(f"{kind}={day} {hours}" for kind in ("work", "home") for day in ("mon", "fri"))
    assert len(long) > 128
    assert admin.patch(path, {"kind_hours": long}).json["kind_hours"] == long
    assert [one["id"] for one in admin.get("/campaigns?priority=5,4").json["items"]] == [campaign]
    assert admin.get("/campaigns?priority=1").json["items"] == []
    assert admin.get("/campaigns?priority=6").status_code == 422


def test_sums_calls_and_files_of_one_run(admin, filled):
    """And what is no run of the campaign, everywhere the same."""
    admin.post(f"/campaigns/{filled}/reset")
    assert admin.get(f"/campaigns/{filled}/rerun").json["requeued"] == 2
    assert admin.post(f"/campaigns/{filled}/rerun").status_code == 409
    found = admin.get(f"/campaigns/{filled}/runs").json
    assert ([one["number"] for one in found["items"]], found["next"]) == ([2, 1], 0)
    assert admin.get(f"/campaigns/{filled}/runs?before=2").json["items"][0]["ended_at"]
    one, of_it = f"/campaigns/{filled}/report", f"campaign={filled}"
    file = admin.get(f"{one}/file?run=1").headers["Content-Disposition"]
    assert "Spring-run-1-" in file
    for path in (f"{one}?", f"{one}/file?", f"/results?{of_it}&", f"/results/export?{of_it}&",
                 f"/reports?{of_it}&", f"/reports/campaigns?{of_it}&",
                 f"/campaigns/{filled}/disposition-counts?"):  # fmt: skip
        assert admin.get(f"{path}run=2").status_code == 200, path
        refused = admin.get(f"{path}run=3")
        assert (refused.status_code, list(refused.json["problems"])) == (422, ["run"]), path
    assert list(admin.get("/reports?run=1").json["problems"]) == ["run"]


def test_a_part_leads_to_its_people_and_a_number_to_its_calls(admin, filled):
    records = f"/campaigns/{filled}/records"
    assert len(admin.get(f"{records}?part=scheduled").json["items"]) == 2
    assert admin.get(f"{records}?part=failed").json["items"] == []
    assert admin.get(f"{records}?part=explode").status_code == 422
    assert admin.get("/results?number=4165550101&order=oldest").json["items"] == []
    assert admin.get("/results?number=nonsense").status_code == 422
    assert admin.get("/reports?number=4165550101").status_code == 422
