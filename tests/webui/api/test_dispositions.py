"""Dispositions for programs."""

import pytest

from esl_dialer.core.words import Outcome
from esl_dialer.engine.settling import settle
from tests.store.rows import NOW, a_record, an_attempt, ended_call


@pytest.fixture
def called(campaign) -> int:
    """A record that was called."""
    record = a_record(campaign, "+14165550177")
    assert an_attempt(record, "mine")
    assert settle(ended_call("mine", seconds=3), Outcome.HUNG_UP, "", NOW)
    return record


def test_a_program_makes_one_and_a_set_of_it(admin, campaign):
    made = admin.post("/dispositions", {"title": "Left a message", "minutes": 60})
    assert (made.status_code, made.json["key"]) == (201, "left_a_message")
    wrong = admin.post("/dispositions", {"title": "left a MESSAGE", "hot_key": "1"})
    assert (wrong.status_code, set(wrong.json["problems"])) == (422, {"title", "hot_key"})
    fixed = admin.patch("/dispositions/busy", {"follows": "final"})
    assert (fixed.status_code, list(fixed.json["problems"])) == (422, ["follows"])
    chosen = {"name": "Short", "dispositions": ["left_a_message"]}
    number = admin.post("/disposition-sets", chosen).json["id"]
    assert admin.patch(f"/campaigns/{campaign}", {"disposition_set": number}).status_code == 200
    offered = admin.get(f"/campaigns/{campaign}/dispositions").json["items"]
    assert [one["key"] for one in offered] == ["left_a_message"]
    assert admin.delete("/dispositions/left_a_message").status_code == 204
    assert admin.get("/dispositions/left_a_message").status_code == 404


def test_a_program_says_what_a_call_came_to(admin, called):
    there = "/attempts/mine/disposition"
    assert admin.get(there).json["disposition"] == ""
    wrong = admin.put(there, {"disposition": "call_back"})
    assert (wrong.status_code, list(wrong.json["problems"])) == (422, ["call_back"])
    done = admin.put(there, {"disposition": "not_interested", "note": "said no"})
    assert (done.status_code, done.json["moved"]) == (200, True)
    assert admin.get(there).json["note"] == "said no"
    record = admin.get(f"/records/{called}").json
    assert (record["status"], record["history"][0]["disposition"]) == ("hung_up", "not_interested")
    assert admin.get("/attempts/none/disposition").status_code == 404
