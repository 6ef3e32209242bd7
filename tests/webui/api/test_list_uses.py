"""A list that one campaign brought in is attached to another, and detached, by programs."""

from tests.store.rows import a_campaign


def test_a_list_is_attached_and_detached(admin, filled):
    other = a_campaign(name="May, again")
    [one] = admin.get("/lists").json["items"]
    assert (one["rows_good"], one["campaign"], one["attached_to"], one["people"]) == (
        2, filled, [], None,
    )  # fmt: skip
    there = f"/campaigns/{other}/attached-lists/{one['id']}"
    assert admin.put(there).json == {
        "list_id": one["id"], "campaign_id": other, "people": 2, "records": 2,
    }  # fmt: skip
    shown = admin.get(f"/lists/{one['id']}").json
    assert (shown["people"], shown["attached_to"]) == (2, [other])
    found = admin.get(f"/campaigns/{other}/records").json["items"]
    assert [record["account"] for record in found] == ["A1", "A2"]
    assert admin.delete(there).json == {"removed": 2}
    assert admin.delete(there).status_code == 404
    assert admin.put(f"/campaigns/{filled}/attached-lists/{one['id']}").status_code == 409
    assert admin.get("/lists/99").status_code == 404


def test_who_only_looks_attaches_nothing(program, filled):
    viewer = program("viewer")
    assert viewer.get("/lists").status_code == 200
    assert viewer.put(f"/campaigns/{filled}/attached-lists/1").status_code == 403
