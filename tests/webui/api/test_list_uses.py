"""A list that one campaign brought in is attached to another, and detached, by programs."""

from esl_dialer.services.lists import list_reading
from tests.store.rows import a_campaign
from tests.webui.api.conftest import CSV, LIST


def test_a_list_is_attached_and_detached(admin, filled):
    other = a_campaign(name="May, again")
    page = admin.get("/lists?limit=1&search=").json
    [one] = page["items"]
    assert (page["next"], admin.get("/lists").json) == (None, page)
    assert (one["rows_good"], one["campaign"], one["attached_to"], one["people"]) == (
        2, filled, [], None,
    )  # fmt: skip
    there = f"/campaigns/{other}/attached-lists/{one['id']}"
    assert admin.put(there).json == {
        "list_id": one["id"], "campaign_id": other, "people": 2, "records": 2, "renewed": 0,
    }  # fmt: skip
    shown = admin.get(f"/lists/{one['id']}").json
    assert (shown["people"], shown["attached_to"]) == (2, [other])
    found = admin.get(f"/campaigns/{other}/records").json["items"]
    assert [record["account"] for record in found] == ["A1", "A2"]
    [mine] = admin.get(f"/campaigns/{other}/attached-lists").json["items"]
    assert mine["id"] == one["id"]
    its = {"removed": 2, "called": 0, "promised": 0}
    assert admin.get(there).json == admin.delete(there).json == its
    assert admin.delete(there).status_code == 404
    assert admin.put(f"/campaigns/{filled}/attached-lists/{one['id']}").status_code == 409
    assert admin.get("/lists/99").status_code == 404


def test_who_only_looks_attaches_nothing(program, filled):
    viewer = program("viewer")
    assert viewer.get("/lists").status_code == 200
    assert viewer.put(f"/campaigns/{filled}/attached-lists/1").status_code == 403


def test_a_list_apart_is_made_filled_followed_recycled_and_deleted(admin, ctx, filled):
    sent = {"name": "Fair", "source": "the fair"}
    made = admin.post("/lists", json=sent)
    here = f"/lists/{made.json['id']}"
    assert (made.status_code, made.json["campaign"], made.json["active"]) == (201, 0, True)
    assert admin.post("/lists", json=sent).status_code == 422
    looked = admin.post(f"{here}/preview", data=LIST, **CSV).json
    assert (looked["rows_good"], looked["replaceable"]) == (2, 0)
    begun = admin.post(f"{here}/imports?source_status=Cold", data=LIST, **CSV)
    assert (begun.status_code, begun.json["list_id"]) == (202, made.json["id"])
    assert list_reading.work_once(ctx, "a reader")
    other = a_campaign(name="Fair of May", source_statuses="cold")
    there = f"/campaigns/{other}/attached-lists/{made.json['id']}"
    assert admin.put(f"{there}?follows=true").json["records"] == 2
    assert admin.get(here).json["followed_by"] == [other]
    assert admin.get(f"{here}/worth").json["records"]["statuses"] == {"pending": 2}
    assert admin.patch(here, json={"active": False}).json["active"] is False
    assert admin.get(f"{here}/worth").json["records"]["statuses"] == {"filtered_out": 2}
    found = admin.get(f"{here}/people?sort=account&limit=1").json
    assert (found["total"], found["items"][0]["source_status"]) == (2, "Cold")
    assert len(admin.get(f"{here}/people/file").text.splitlines()) == 3
    assert admin.get(f"{here}/recycle").json["records"] == 0
    assert admin.get(f"/imports/{begun.json['id']}").json["campaign"] == ""
    assert admin.post(f"/imports/{begun.json['id']}/cancel").status_code == 409
    assert "active or paused" in admin.delete(here).json["reasons"][0]
    admin.delete(there)
    assert admin.delete(here).json["people"] == 2
    assert admin.get(here).status_code == 404
