"""Do-not-call, users, settings, results, calls: what each tells and what it keeps to itself."""

import csv
import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from esl_dialer.core.words import CallState, Outcome
from esl_dialer.store import models
from tests.store.rows import a_record, an_attempt
from tests.webui.api.conftest import CSV


def test_do_not_call(admin):
    wanted = {"numbers": ["416-555-0101", "(416) 555 0102; 1-416-555-0103"], "note": "asked"}
    assert admin.post("/dnc", wanted).json == {"added": 3, "updated": 0, "unreadable": []}
    assert admin.get("/dnc?search=0102").json["items"][0]["note"] == "asked"
    entry = admin.get("/dnc/check?number=%2B14165550101").json["entry"]
    one = f"/dnc/{entry['id']}"
    changed = admin.put(one, {"number": "6475550101", "note": "moved"}).json
    assert (changed["number"], changed["note"]) == ("6475550101", "moved")
    assert admin.get("/dnc/check?number=4165550101").json == {"entry": None}
    assert admin.delete(one).status_code == 204
    assert admin.delete(one).status_code == 404
    assert admin.post("/dnc", {"numbers": ["nothing"]}).status_code == 422


def test_do_not_call_numbers_are_read_as_those_of_lists(admin):
    wanted = ["'+14165550701", "'4165550702", "416-555-0703", "4165550704.0", "DNC 416-555-0705"]
    assert admin.post("/dnc", {"numbers": wanted}).json == {
        "added": 5, "updated": 0, "unreadable": [],
    }  # fmt: skip
    assert admin.get("/dnc/count").json == {"count": 5}
    assert admin.post("/dnc", {"numbers": ["416555012.5", "4165550701"]}).json["unreadable"] == [
        "416555012.5"
    ]


def test_do_not_call_lists(admin, campaign):
    made = admin.post("/dnc/lists", {"name": "Client A"})
    assert (made.status_code, made.json["numbers"]) == (201, 0)
    number = made.json["id"]
    assert made.headers["Location"] == f"/api/v1/dnc/lists/{number}"
    assert admin.post("/dnc", {"numbers": ["4165550101"], "list": number}).json["added"] == 1
    assert admin.get("/dnc/count").json == {"count": 0}
    assert admin.get(f"/dnc/count?list={number}").json == {"count": 1}
    assert admin.get(f"/dnc?list={number}").json["items"][0]["list_id"] == number
    assert admin.get("/dnc/check?number=4165550101").json == {"entry": None}
    assert admin.get(f"/dnc/check?number=4165550101&list={number}").json["entry"]
    assert admin.get("/dnc/check?number=4165550101&list=99").status_code == 422
    for path in ("/dnc?list=99", "/dnc/count?list=99", "/dnc/export?list=99"):
        assert admin.get(path).json["problems"] == {"list": "no do-not-call list 99"}
    assert admin.get("/dnc/lists/99").status_code == 404
    one = f"/dnc/lists/{number}"
    assert admin.put(one, {"name": "12"}).status_code == 422
    assert admin.put(one, {"name": "Client B"}).json["numbers"] == 1
    assert [each["name"] for each in admin.get("/dnc/lists").json["items"]] == ["Client B"]
    chosen = admin.patch(f"/campaigns/{campaign}", {"dnc_lists": [number]})
    assert chosen.json["dnc_lists"] == [number]
    assert admin.patch(f"/campaigns/{campaign}", {"dnc_lists": [99]}).status_code == 422
    a_record(campaign, "+14165550101")
    assert admin.get(f"/campaigns/{campaign}/scrub").json == {"on_lists": 1}
    models.Campaign.update(run_state="paused").execute()
    assert admin.delete(one).status_code == 409
    models.Campaign.update(run_state="stopped").execute()
    assert admin.delete(one).json["losing"] == ["Spring"]
    assert admin.get(f"/campaigns/{campaign}").json["dnc_lists"] == []


def test_a_do_not_call_file_goes_in_and_comes_out(admin):
    number = admin.post("/dnc/lists", {"name": "Regulator"}).json["id"]
    numbers = b"4165550101\n41655\n+44 20 7946 0000\n"
    sent = admin.post(f"/dnc/import?list={number}&note=May", data=numbers, **CSV)
    assert (sent.status_code, sent.json) == (
        200, {"added": 2, "updated": 0, "unread": 1, "missed": [[2, "41655"]]}
    )  # fmt: skip
    text = admin.get(f"/dnc/export?list={number}").data.decode()
    header, first, second = csv.reader(io.StringIO(text))
    assert header == ["Phone 1", "Reason", "Why", "Added", "By"]
    assert (first[0], first[1], second[0]) == ("'+442079460000", "May", "4165550101")


def test_users_and_nothing_of_their_passwords(boss):
    wanted = {"username": "Nina", "role": "viewer", "password": "a first password"}
    made = boss.post("/users", wanted)
    assert made.status_code == 201
    assert made.json["must_change_password"] is True
    assert "password" not in {name for name in made.json if name != "must_change_password"}
    one = f"/users/{made.json['id']}"
    assert boss.patch(one, {"role": "admin"}).json["roles"] == ["admin"]
    assert boss.patch(one, {"active": False}).json["active"] is False
    assert boss.get(one).json["roles"] == ["admin"]
    assert boss.delete(one).status_code == 204
    assert boss.get(one).status_code == 404
    assert {user["username"] for user in boss.get("/users").json["items"]} >= {"admin", "viewer"}


def test_the_last_super_admin_stays(boss):
    me = boss.get("/me").json["id"]
    assert boss.delete(f"/users/{me}").status_code == 409


def test_settings_are_changed_together_or_not_at_all(boss):
    wanted = {"values": {"stale_audio_days": 7, "global_max_cpm": -1}}
    assert set(boss.patch("/settings", wanted).json["problems"]) == {"global_max_cpm"}
    assert value(boss, "stale_audio_days") == 30
    boss.patch("/settings", {"values": {"stale_audio_days": 7}})
    assert value(boss, "stale_audio_days") == 7


def test_a_secret_is_never_told(boss):
    boss.patch("/settings", {"values": {"sftp_password": "open sesame"}})
    assert value(boss, "sftp_password") is None
    assert "open sesame" not in boss.get("/settings").text
    assert "open sesame" not in boss.get("/audit").text


def value(program, key):
    return next(o["value"] for o in program.get("/settings").json["items"] if o["key"] == key)


def test_the_global_speed_and_its_bound(admin):
    assert admin.put("/global-speed", {"cpm": 50}).json == {"cpm": 50}
    assert admin.put("/global-speed", {"cpm": 900}).json == {"cpm": 200}
    live = admin.get("/live").json
    assert (live["global_cpm"], live["gates_left"]) == (200, 0)


@pytest.fixture
def called(filled, ctx):
    """One real call that failed, a minute ago."""
    models.Record.update(audio="ready", ready=True).execute()
    models.Record.update(full_name='=HYPERLINK("x")').where(models.Record.id == 1).execute()
    now = ctx.clock.now()
    assert an_attempt(1, "an attempt", now=now, simulated=True, province="ON")
    end = {"state": CallState.ENDED, "outcome": Outcome.FAILED, "cause": "USER_BUSY"}
    models.Attempt.update(end | {"sent_at": now, "ended_at": now, "settled_at": now}).execute()
    models.Claim.delete().execute()
    ctx.clock.at += timedelta(minutes=1)
    return filled


def test_results_reports_and_their_file(admin, called):
    [one] = admin.get(f"/results?campaign={called}").json["items"]
    assert (one["outcome"], one["account"], one["cause"]) == ("failed", "A1", "USER_BUSY")
    assert admin.get("/results?outcome=busy").json["items"] == []
    report = admin.get(f"/reports?campaign={called}&province=ON").json
    assert (report["total"], report["answered"]) == (1, {"part": 0, "total": 1, "share": 0.0})
    [row] = csv.DictReader(io.StringIO(admin.get("/results/export").text))
    assert (row["Account Number"], row["Hangup Cause"]) == ("A1", "USER_BUSY")
    assert row["Full Name"].startswith("'=")
    book = io.BytesIO(admin.get("/results/export?format=xlsx").data)
    _, cells = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    assert cells[8].startswith("=HYPERLINK")


def test_calls_as_they_are(admin, called):
    assert admin.get("/queue").json["items"] == []
    assert [one["account"] for one in admin.get("/calls").json["items"]] == ["A1"]
    assert admin.get("/calls?campaign=999").json["items"] == []
    history = admin.get("/records/1").json["history"]
    assert [one["outcome"] for one in history] == ["failed"]


def test_a_test_call_is_followed(admin):
    wanted = {"phone": "416 555 0101", "text": "Hello", "kind": "LB"}
    assert set(admin.post("/test-calls", wanted).json["problems"]) == {"transfer_number"}
    begun = admin.post("/test-calls", wanted | {"transfer_number": "416 555 0102"})
    assert begun.status_code == 202
    told = admin.get(begun.headers["Location"].removeprefix("/api/v1")).json
    assert [one["step"] for one in told["steps"]] == ["asked"]
    assert told["done"] is False


def test_a_test_call_never_to_a_number_of_the_list(admin):
    admin.post("/dnc", {"numbers": ["4165550101"]})
    answer = admin.post("/test-calls", {"phone": "4165550101", "text": "Hello"})
    assert answer.status_code == 409


def test_a_message_is_a_file_or_is_not_there(admin, called):
    answer = admin.get("/records/1/message")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
