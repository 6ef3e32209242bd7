"""Every refusal is a problem document that says what to do."""

import io

import pytest

from webui.api.problems import CODES


def refusal(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["type"] == f"urn:esl-dialer:problem:{CODES[status][0]}"
    assert answer.json["detail"]
    return answer.json


@pytest.mark.parametrize("path", ["/nothing", "/campaigns/99", "/campaigns/0x1", "/records/7/x"])
def test_what_is_not_there(admin, path):
    refusal(admin.get(path), 404)


def test_a_number_that_no_table_holds(admin):
    refusal(admin.get(f"/campaigns/{2**31}"), 404)
    refusal(admin.get(f"/records/{10**30}"), 404)


def test_a_method_that_an_address_lacks(admin):
    answer = admin.ask("DELETE", "/campaigns")
    refusal(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_no_json(admin):
    told = refusal(
        admin.post("/campaigns", data="{", headers={"Content-Type": "application/json"}), 400
    )
    assert "JSON" in told["detail"]


def test_another_kind_of_content(admin):
    told = refusal(admin.post("/campaigns", data={"name": "x"}), 415)
    assert "application/json" in told["detail"]


def test_each_field_that_is_wrong(admin):
    told = refusal(admin.post("/campaigns", {"name": "x", "kind": "ZZ", "cpm": -1, "sped": 3}), 422)
    assert set(told["problems"]) == {"kind", "cpm", "sped"}


def test_what_the_service_finds_wrong(admin):
    wanted = {"name": "123", "kind": "LB", "transfer_number": "not a number"}
    told = refusal(admin.post("/campaigns", wanted), 422)
    assert set(told["problems"]) == {"name", "transfer_number"}


def test_a_parameter_that_does_not_exist(admin):
    assert set(refusal(admin.get("/results?campain=1"), 422)["problems"]) == {"campain"}


def test_every_reason_at_once(admin, campaign):
    told = refusal(admin.post(f"/campaigns/{campaign}/start"), 409)
    assert len(told["reasons"]) >= 2
    assert any("no records" in reason for reason in told["reasons"])


def test_a_refusal_goes_back_to_no_page(admin, campaign):
    answer = admin.post(f"/campaigns/{campaign}/start", headers={"Referer": "http://localhost/"})
    refusal(answer, 409)


def test_what_is_too_large(app, admin, campaign):
    app.config["MAX_CONTENT_LENGTH"] = 10
    refusal(admin.post("/campaigns", {"name": "longer than that", "kind": "LB"}), 413)
    body = {"data": io.BytesIO(b"x" * 11), "headers": {"Content-Type": "text/csv"}}
    refusal(admin.post(f"/campaigns/{campaign}/lists", **body), 413)


def test_what_breaks(app, admin):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["api.staff_me"] = lambda: 1 / 0
    assert "division" not in str(refusal(admin.get("/me"), 500))


def test_a_hostile_cursor(admin):
    for cursor in ("x", "~", "2026-01-01~x\x00", "9999-12-31T23:59:59~a", "0001-01-01~a"):
        answer = admin.get("/results", query_string={"after": cursor})
        assert answer.status_code in {200, 422}, cursor


@pytest.mark.parametrize("path", ["/results", "/results/export", "/reports"])
@pytest.mark.parametrize(("field", "day"), [("first", "9999-12-31"), ("last", "9999-12-31"),
                                            ("first", "0001-01-01")])  # fmt: skip
def test_a_day_that_no_database_holds_is_refused_by_its_name(admin, path, field, day):
    answer = admin.get(f"{path}?{field}={day}")
    assert answer.status_code == 422
    assert answer.json["problems"] == {field: "a day between 1970 and 2999"}
