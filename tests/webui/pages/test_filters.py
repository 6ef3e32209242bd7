"""What an address asks of results and reports: what can't be read is told beside its field."""

import pytest

PLACES = ["/results/", "/reports/"]
BAD = [
    ("first=2026-13-45", "first", "2026-13-45"),
    ("last=tomorrow", "last", "tomorrow"),
    ("first=9999-12-31", "first", "9999-12-31"),
    ("last=9999-12-31", "last", "9999-12-31"),
    ("last=0001-01-01", "last", "0001-01-01"),
    ("first=2026-11-20&last=2026-11-01", "last", "this day is before the first one"),
    ("campaign=999", "campaign", "999"),
    ("campaign=zeus", "campaign", "zeus"),
    ("outcome=nope", "outcome", "nope"),
    ("province=ZZ", "province", "ZZ"),
]


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(("query", "field", "told"), BAD)
def test_what_can_not_be_read_is_told_beside_its_field(signed_in, path, query, field, told):
    answer = signed_in("viewer").get(f"{path}?{query}")
    assert answer.status_code == 422
    note = answer.text.partition(f'id="{field}-note">')[2].partition("<")[0]
    assert told in note
    assert "Nothing is shown" in answer.text
    assert "Export CSV" not in answer.text


@pytest.mark.parametrize("path", PLACES)
def test_a_giant_value_is_not_repeated_whole(signed_in, path):
    answer = signed_in("viewer").get(f"{path}?first={'9' * 3000}")
    assert answer.status_code == 422
    assert "9" * 77 in answer.text
    assert "9" * 100 not in answer.text


@pytest.mark.parametrize(("query", "field", "told"), BAD)
def test_nothing_is_exported_by_a_filter_that_can_not_be_read(signed_in, query, field, told):
    answer = signed_in("admin").get(f"/results/export.csv?{query}")
    assert answer.status_code == 422
    assert told in answer.text


def test_good_filters_are_kept_in_the_form(signed_in, campaign):
    query = f"campaign={campaign}&first=2026-11-01&last=2026-11-20&outcome=busy&province=ON"
    answer = signed_in("viewer").get(f"/results/?{query}")
    assert answer.status_code == 200
    for kept in ('value="2026-11-01"', 'value="2026-11-20"', '<option value="busy" selected>'):
        assert kept in answer.text
