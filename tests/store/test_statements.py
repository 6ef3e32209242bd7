"""Statements whose text is made once: lists of any length, many rows, first values that stay."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import CallState
from esl_dialer.store import models
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.statements import Insert, Select, Update
from tests.store.rows import NOW, a_campaign, a_record, an_attempt

_NAMES = ("name", "owner", "expires_at", "detail")
_PUT = Insert(models.Lease, _NAMES)
_ADD = Insert(models.Lease, _NAMES, known="ON CONFLICT DO NOTHING")
_NAMED = Select("FROM lease WHERE name IN (??) ORDER BY name", (models.Lease, ["name"]))
_OTHERS = Select("FROM lease WHERE name NOT IN (??)", (models.Lease, ["name"]))
_SENT = Update(models.Attempt, ("state", "sent_at"), "id = ?", once=["sent_at"])


def rows(*names: str) -> list[tuple[object, ...]]:
    return [(name, "", 0, {}) for name in names]


@pytest.mark.parametrize("length", [0, 1, 2, 3, 5, 255, 256, 257, 300])
def test_a_list_of_any_length_names_what_is_in_it(db, length):
    names = [f"{n:03}" for n in range(length)]
    with transaction():
        assert _PUT.many(rows(*names, "another")) == length + 1
    assert [name for (name,) in _NAMED.rows(names)] == names


def test_a_list_of_those_that_are_not_meant(db):
    with transaction():
        _PUT.many(rows("a", "b", "c"))
    assert [name for (name,) in _OTHERS.rows(["a", "c"])] == ["b"]


def test_many_rows_say_how_many_are_new(db):
    with transaction():
        assert _ADD.many(rows("a", "b")) == 2
        assert _ADD.many(rows("b", "c", "d")) == 2
        assert _ADD.many([]) == 0


def test_an_error_of_one_of_many_rows_has_its_name_and_leaves_none(db):
    with pytest.raises(Duplicate), transaction():
        _PUT.many(rows("a", "b", "a"))
    assert not models.Lease.select().count()


def test_a_first_value_stays_where_it_is_to_stay(db):
    assert an_attempt(a_record(a_campaign(), "+14165550100"), "one")
    later = NOW + timedelta(seconds=1)
    with transaction():
        changes = [((CallState.DIALING, NOW), ["one"]), ((CallState.RINGING, later), ["one"])]
        assert _SENT.many(changes) == 2
    row = models.Attempt.get()
    assert (row.state, row.sent_at) == (CallState.RINGING, NOW)
