"""One record, changed by programs."""

import pytest

from tests.store.rows import a_record

TIME = {"at": "2026-11-20T15:00", "note": "at home"}


@pytest.fixture
def record(ctx, campaign):
    return a_record(campaign, "+14165550100", "+14165550101")


def test_a_call_back(admin, record):
    one = f"/records/{record}/call-back"
    told = admin.put(one, TIME).json
    assert told["call_back"]["at"] == "2026-11-20T20:00:00Z"
    assert (told["call_back"]["note"], told["call_back"]["set_by"]) == ("at home", "admin")
    assert told["not_before"] == told["call_back"]["at"]
    assert (
        admin.put(one, {"at": "2026-11-20T15:00-08:00"})
        .json["call_back"]["at"]
        .endswith("23:00:00Z")
    )
    wrong = admin.put(one, {"at": "2026-11-20T11:00"})
    assert wrong.status_code == 422
    assert wrong.json["problems"] == {"at": "it is in the past: choose a later time"}
    assert admin.delete(one).json["call_back"] is None
    assert admin.delete(one).status_code == 409
    assert admin.put("/records/999/call-back", TIME).status_code == 404


def test_the_mark_of_a_phone(admin, record):
    phones = admin.get(f"/records/{record}").json["phones"]
    one = f"/records/{record}/phones/{phones[0]['id']}/mark"
    assert [p["do_not_call"] for p in admin.put(one).json["phones"]] == [True, False]
    assert [p["do_not_call"] for p in admin.delete(one).json["phones"]] == [False, False]
    assert admin.put(f"/records/{record}/phones/999/mark").status_code == 404


def test_it_is_changed(admin, record):
    fields = {"first_name": "JO", "last_name": "ROY", "full_name": "JO ROY", "tfn": "8005550100"}
    wanted = {
        "fields": fields, "custom": {"policy_no": "AB-12"}, "zone": "America/Regina",
        "phones": [{"number": "416-555-0102", "kind": "work"}, {"number": "416-555-0100"}],
        "priority": 7,
    }  # fmt: skip
    told = admin.patch(f"/records/{record}", wanted).json
    assert (told["full_name"], told["fields"]["tfn"]) == ("JO ROY", "8005550100")
    assert told["custom"] == {"policy_no": "AB-12"}
    assert (told["zone"], told["gate"]) == ("America/Regina", "America/Regina@CA-ON")
    assert [(p["number"], p["kind"]) for p in told["phones"]] == [
        ("+14165550102", "work"), ("+14165550100", ""),
    ]  # fmt: skip
    assert (told["priority"], told["audio"]) == (7, "none")
    assert admin.patch(f"/records/{record}", {"custom": {"policy_no": None}}).json["custom"] == {}


def test_a_change_of_what_another_has_changed(admin, record):
    seen = admin.get(f"/records/{record}").headers["ETag"]
    fields = {"first_name": "JO", "last_name": "ROY", "tfn": "8005550100"}
    one = f"/records/{record}"
    hers = admin.patch(one, {"fields": fields}, headers={"If-Match": seen})
    mine = admin.patch(one, {"priority": 7}, headers={"If-Match": seen})
    assert (hers.status_code, mine.status_code) == (200, 412)
    again = {"If-Match": hers.headers["ETag"]}
    assert admin.patch(one, {"priority": 7}, headers=again).json["priority"] == 7


def test_each_bad_value_is_named(admin, record):
    wrong = {"fields": {"tfn": "12", "colour": "red"}, "zone": "Toronto", "owner": "nobody",
             "phones": [{"number": "911"}]}  # fmt: skip
    told = admin.patch(f"/records/{record}", wrong)
    assert told.status_code == 422
    assert told.json["problems"].keys() >= {"tfn", "colour", "zone", "owner", "phone_1"}
    assert admin.patch(f"/records/{record}", {"phones": [{"number": "1", "kind": "boat"}]}).json[
        "problems"
    ]


ANN = {
    "fields": {"account_number": "A9", "first_name": "ANN", "last_name": "NINE",
               "province": "ON", "tfn": "8005550100"},
    "phones": [{"number": "416-555-0109", "kind": "mobile"}], "custom": {"policy_no": "AB"},
}  # fmt: skip


def test_one_is_added_and_deleted(admin, campaign):
    made = admin.post(f"/campaigns/{campaign}/records", ANN)
    assert made.status_code == 201
    one = made.headers["Location"].removeprefix("/api/v1")
    assert (made.json["account"], made.json["full_name"]) == ("A9", "ANN NINE")
    assert admin.get(one).json["custom"] == {"policy_no": "AB"}
    assert admin.post(f"/campaigns/{campaign}/records", ANN).json["problems"] == {
        "account_number": "account 'A9' is in the campaign already"
    }
    gone = {
        "phones": 1, "custom": 1, "message": False, "call_back": False, "calls": 0, "marks": 0,
        "stopped": False,
    }  # fmt: skip
    assert admin.get(f"{one}/deletion").json == gone
    assert admin.delete(one).json == gone
    assert admin.get(one).status_code == 404


def test_a_person_is_stopped_and_let_go(admin, program, record):
    viewer = program("viewer")
    path = f"/records/{record}/stops"
    body = {"reason": "written_only", "why": "a letter", "until": "2030-01-01"}
    made = admin.post(path, body)
    assert (made.status_code, made.json["scope"], made.json["removed_at"]) == (
        201, "everywhere", None,
    )  # fmt: skip
    assert viewer.post(path, body).status_code == 403
    assert admin.post(path, body | {"reason": "angry"}).status_code == 422
    assert made.json["relation"] == "theirs"
    theirs = admin.post(f"{path}/{made.json['id']}/not-theirs", {"why": "her son"})
    assert (theirs.status_code, set(theirs.json["problems"])) == (422, {"stop"})
    one = f"{path}/{made.json['id']}/remove"
    assert admin.post(one, {"why": ""}).status_code == 422
    assert admin.post(one, {"why": "they asked"}).json["removed_why"] == "they asked"
    (kept,) = viewer.get(path).json["items"]
    assert (kept["why"], kept["set_by"], kept["removed_by"]) == ("a letter", "admin", "admin")


def test_a_consent_is_noted_and_revoked(admin, program, record):
    viewer = program("viewer")
    path = f"/records/{record}/consents"
    made = admin.post(path, {"form": "oral", "evidence": "call of May 2", "channel": "recorded"})
    assert (made.status_code, made.json["scope"]) == (201, "everywhere")
    assert viewer.post(path, {"form": "oral", "evidence": "x"}).status_code == 403
    one = f"{path}/{made.json['id']}/revoke"
    assert admin.post(one, {"why": "they called"}).json["revoked_by"] == "admin"
    (kept,) = viewer.get(path).json["items"]
    assert (kept["form"], kept["channel"], kept["revoked_why"]) == (
        "oral", "recorded", "they called",
    )  # fmt: skip
