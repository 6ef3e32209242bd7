"""The rows of a list as records: many by one statement, all of them or none."""

import pytest
from peewee import PostgresqlDatabase

from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import list_records
from tests.store.lists.test_known import HOME, WORK, a_row
from tests.store.rows import NOW, a_campaign, phones_of


def put(campaign: int, *accounts: str) -> None:
    rows = [a_row(account, HOME, WORK) for account in accounts]
    with transaction():
        list_records.insert_records(campaign, None, rows, 5, NOW)


def test_records_come_in_the_rows_order_with_their_phones(db):
    campaign = a_campaign()
    put(campaign, "b", "a")
    put(campaign, "c")
    table = models.Record
    found = list(table.select(table.account, table.position, table.id).order_by(table.id).tuples())
    assert [one[:2] for one in found] == [("b", 5), ("a", 6), ("c", 5)]
    assert [phone.number for phone in phones_of(found[0][2])] == [HOME, WORK]


def test_what_was_undone_does_not_come_with_the_next(db):
    campaign = a_campaign()
    with pytest.raises(Exception, match=r"(?i)unique"):
        put(campaign, "a", "b", "a")
    put(campaign, "c")
    assert [one.account for one in models.Record.select()] == ["c"]


def test_postgresql_is_told_that_a_table_has_grown(db):
    put(a_campaign(), "a", "b", "c")
    list_records.tell_planner(3)
    if isinstance(models.database.obj, PostgresqlDatabase):
        sql = "SELECT reltuples FROM pg_class WHERE oid = 'record'::regclass"
        assert models.database.execute_sql(sql).fetchone() == (3,)
