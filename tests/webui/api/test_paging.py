"""A long list is told in pages that fit together, by the cursor and by the header Link."""

import re

import pytest

from esl_dialer.services.people import dnc
from tests.store.rows import a_record


@pytest.fixture
def many(ctx, campaign):
    """Seven of each thing that is told in pages."""
    numbers = [f"+1416555{n:04d}" for n in range(100, 107)]
    for number in numbers:
        a_record(campaign, number)
    for number in numbers:
        dnc.add(ctx, number)


LISTS = {
    "/campaigns/1/records": "id",
    "/records?search=muglia": "id",
    "/dnc": "id",
    "/audit?action=dnc.add": "id",
}


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", LISTS)
def test_every_one_once(boss, path):
    whole = [one["id"] for one in boss.get(path).json["items"]]
    assert len(whole) == 7
    seen, sign = [], "&" if "?" in path else "?"
    address = f"{path}{sign}limit=3"
    while address:
        answer = boss.get(address)
        seen.append([one["id"] for one in answer.json["items"]])
        found = re.fullmatch(r'<(/api/v1)([^>]+)>; rel="next"', answer.headers.get("Link", ""))
        assert bool(found) == bool(answer.json["next"])
        address = found[2] if found else ""
    assert [len(page) for page in seen] == [3, 3, 1]
    assert [number for page in seen for number in page] == whole


def test_campaigns_the_newest_first(admin):
    made = [admin.post("/campaigns", {"name": f"C{n}x", "kind": "MD"}).json["id"] for n in range(3)]
    first = admin.get("/campaigns?limit=2").json
    rest = admin.get(f"/campaigns?limit=2&after={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    [named] = admin.get("/campaigns?name=C1x").json["items"]
    assert named["id"] == made[1]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "after=-1", "limit=x", "after=2147483648"]
)
def test_what_is_no_page(admin, query):
    assert admin.get(f"/dnc?{query}").status_code == 422
