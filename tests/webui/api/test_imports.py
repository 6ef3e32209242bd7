"""Imports, over the API."""

from esl_dialer.services.lists import undoing
from esl_dialer.store import models
from tests.services.lists.test_undoing import accounts
from tests.webui.api.conftest import CSV, LIST


def test_an_import_is_looked_back_at(admin, filled):
    [shown] = admin.get("/imports").json["items"]
    assert (shown["status"], shown["rows_good"], shown["rows_bad"]) == ("done", 2, 1)
    assert (shown["origin"], shown["created_by"], shown["has_file"]) == ("api", "admin", True)
    whole = admin.get(f"/imports/{shown['id']}").json
    assert {"header": "Account Number 1", "choice": "account_number"} in whole["columns"]
    assert admin.get(f"/imports?campaign={filled}").json["items"] == [shown]
    assert admin.get("/imports?campaign=77").status_code == 422
    assert admin.get("/imports/77").status_code == 404


def test_its_file_comes_as_it_was_sent(admin, filled):
    answer = admin.get("/imports/1/original")
    assert answer.data == LIST
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Repr-Digest"].startswith("sha-256=:")
    assert answer.content_type == "application/octet-stream"


def test_errors_and_rejects(admin, program, filled):
    found = admin.get("/imports/1/errors?limit=1").json
    rest = admin.get(f"/imports/1/errors?after={found['next']}").json
    assert {one["line"] for one in found["items"] + rest["items"]} == {4}
    assert admin.get("/imports/1/errors?rejected=1").json["items"][0]["warning"] is False
    assert "Cy,Three" in admin.get("/imports/1/rejected").text
    models.ListImport.update(address="https://example.com/?key=secret").execute()
    viewer = program("viewer")
    assert admin.get("/imports/1").json["address"] == "https://example.com/?key=secret"
    assert viewer.get("/imports/1").json["address"] == ""
    for path in ("errors", "rejected", "original"):
        assert viewer.get(f"/imports/1/{path}").status_code == 403


def test_it_is_undone(admin, ctx, filled):
    plan = admin.get("/imports/1/undo").json
    since = {"taken": 0, "left_out_since": 0, "person_stops": 0, "consents": 0}
    assert plan == {"removes": 2, "overwritten": 0, "stopped": 0, "reasons": []} | since
    begun = admin.post("/imports/1/undo")
    assert (begun.status_code, begun.json["status"]) == (202, "undoing")
    assert admin.post("/imports/1/undo").status_code == 409
    assert undoing.work_once(ctx, "a reader")
    done = admin.get("/imports/1").json
    assert (done["status"], done["rows_undone"], done["undone_by"]) == ("undone", 2, "admin")
    assert accounts(filled) == []


def test_a_preview_counts_what_would_be_replaced(admin, filled):
    looked = admin.post(f"/lists/preview?campaign={filled}&replaces=true", data=LIST, **CSV).json
    assert (looked["replaceable"], looked["stays"], looked["rows_duplicate"]) == (2, 0, 0)
    begun = admin.post(f"/campaigns/{filled}/lists?replaces=true", data=LIST, **CSV).json
    assert begun["replaces"] is True


def test_a_campaign_says_whether_duplicates_are_looked_for(admin, filled):
    admin.patch(f"/campaigns/{filled}", json={"duplicates": "keep"})
    looked = admin.post(f"/lists/preview?campaign={filled}", data=LIST, **CSV).json
    assert (looked["rows_another"], looked["rows_duplicate"]) == (2, 0)
