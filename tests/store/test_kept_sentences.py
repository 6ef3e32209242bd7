"""A sentence that is kept in the database keeps its places; what an older dialer wrote is shown."""

import pytest

from esl_dialer.core.lists.list_rows import Problem
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.runtime.languages import catalogue
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from esl_dialer.store.lists.chunks import Chunk
from tests.store.rows import NOW, a_campaign

BEGUN = Says("the account is in the campaign and {status}", status=Says("completed"))
LIST = {
    "name": "May", "file_name": "may.csv", "stored_path": "lists/1", "sha256": "0",
    "duplicates": "skip", "options": {}, "rows_total": 1,
}  # fmt: skip


@pytest.fixture
def a_list(db):
    return lists.create(LIST | {"campaign": a_campaign()}, NOW)


def kept(list_id: int, reason: Says) -> Says:
    chunk = Chunk(1, problems=[Problem(2, "Phone 1", "x", reason)])
    lists.save_chunk(lists.get(list_id), chunk, 0, NOW)
    return lists.problems(list_id, 10)[-1].reason


def test_a_rows_problem_is_told_in_the_language_of_who_reads_it(a_list):
    found = kept(a_list, BEGUN)
    assert found == BEGUN
    assert (
        found.told(catalogue("fr")) == "le compte est dans la campagne avec le statut « terminé »"
    )


def test_what_an_older_dialer_kept_is_shown_and_translated_where_it_has_no_places(a_list):
    old = {"list_import": a_list, "line": 1, "column": ""}
    with models.database.atomic():
        for text in ("not a date", "longer than 255 characters"):
            models.RowError.insert(**old, reason=text).execute()
    plain, with_places = (one.reason for one in lists.problems(a_list, 10))
    assert (str(plain), plain.told(catalogue("fr"))) == ("not a date", "pas une date")
    assert with_places.told(catalogue("fr")) == str(with_places) == "longer than 255 characters"


@pytest.mark.parametrize("length", [100, 240, 10_000])
def test_a_sentence_longer_than_its_column_is_kept_in_english_cut(a_list, length):
    reason = Says("the row can't be read: {error}", error="x" * length)
    found = kept(a_list, reason)
    assert str(found) == str(reason)[:255]
    assert (found == reason) is (length == 100)


def test_a_lists_error_keeps_its_places_and_none_is_none(a_list):
    assert lists.get(a_list).error == NOTHING
    error = Says("reading it broke: {error}", error="KeyError: {x}")
    assert lists.finish(a_list, NOW, "failed", error)
    assert lists.get(a_list).error == error
