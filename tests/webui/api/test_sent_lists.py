"""Lists as people sent them, sent to the API."""

import pytest

from esl_dialer.services.lists import list_reading
from tests.services.lists.sent import SENT, Sent

FILE = {"headers": {"Content-Type": "application/octet-stream"}}


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.file)
def test_a_list_is_looked_at_and_imported_alike(admin, campaign, ctx, sent: Sent) -> None:
    looked = admin.post("/lists/preview", data=sent.path.read_bytes(), **FILE).json
    told = {p["line"]: p["reason"] for p in looked["problems"] if not p["warning"]}
    assert told == sent.told
    at = f"/campaigns/{campaign}/lists"
    begun = admin.post(at, data=sent.path.read_bytes(), **FILE)
    list_reading.work_once(ctx, "a reader")
    shown = admin.get(f"{at}/{begun.json['id']}").json
    assert (shown["rows_good"], shown["rows_bad"]) == (len(sent.phones), len(sent.told))
    records = admin.get(f"/campaigns/{campaign}/records").json["items"]
    assert {record["account"] for record in records} == set(sent.phones)
