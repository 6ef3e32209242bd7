"""Filters by a program."""

import pytest

from tests.webui.api.conftest import Program, token_of


@pytest.fixture
def admin(app, ctx):
    return Program(app.test_client(), token_of(ctx, "admin"))


GREATER = {"all": [{"column": "balance", "test": "greater", "value": 100}]}


def test_a_filter_is_kept_changed_tried_and_deleted(admin, campaign):
    made = admin.post("/filters", {"name": "Owing", "expression": GREATER})
    assert made.status_code == 201
    number = made.json["id"]
    assert made.headers["Location"].endswith(f"/filters/{number}")
    assert made.json["sentence"] == "Balance is greater than 100"
    assert admin.get(f"/filters/{number}").json == made.json
    assert admin.get("/filters").json["items"] == [made.json]
    changed = admin.patch(f"/filters/{number}", {"name": "Owes"})
    assert (changed.json["name"], changed.json["expression"]) == (
        "Owes",
        made.json["expression"],
    )
    tried = admin.post("/filters/test", {"campaign": campaign, "expression": GREATER})
    assert tried.json["records"] >= tried.json["matching"] == len(tried.json["people"])
    assert admin.delete(f"/filters/{number}").json["losing"] == []
    assert admin.get(f"/filters/{number}").status_code == 404


def test_what_is_wrong_is_told_by_condition(admin):
    bad = {"all": [{"column": "x", "test": "equals", "value": "1"}, {"any": []}]}
    refused = admin.post("/filters", {"name": "", "expression": bad})
    assert refused.status_code == 422
    assert sorted(refused.json["problems"]) == ["condition 1", "condition 2", "name"]


def test_a_campaign_that_is_not_there_is_a_wrong_value(admin):
    refused = admin.post("/filters/test", {"campaign": 999, "expression": GREATER})
    assert (refused.status_code, list(refused.json["problems"])) == (422, ["campaign"])


def test_a_campaign_chooses_one(admin, campaign):
    number = admin.post("/filters", {"name": "Owing", "expression": GREATER}).json["id"]
    changed = admin.patch(f"/campaigns/{campaign}", {"filter_id": number})
    assert changed.json["filter_id"] == number
    refused = admin.patch(f"/campaigns/{campaign}", {"filter_id": number + 1})
    assert (refused.status_code, list(refused.json["problems"])) == (422, ["filter_id"])


def test_the_columns_are_told(admin):
    told = admin.get("/filters/columns").json
    balance = next(one for one in told["items"] if one["column"] == "balance")
    assert "greater" in balance["tests"]
    assert told["custom"] == "custom."
    assert set(balance["tests"]) <= told["tests"].keys()


def test_who_may_look_tries_and_changes_nothing(app, ctx, campaign):
    viewer = Program(app.test_client(), token_of(ctx, "viewer"))
    assert viewer.get("/filters").status_code == 200
    sent = {"campaign": campaign, "expression": GREATER}
    assert viewer.post("/filters/test", sent).status_code == 200
    assert viewer.post("/filters", {"name": "X", "expression": GREATER}).status_code == 403
