"""People, apart from the records that say how far each campaign is with them."""

from collections.abc import Iterable
from typing import Any

from peewee import SQL, fn

from esl_dialer.store import models
from esl_dialer.store.models.lists import APART


def add(values: dict[str, Any]) -> int:
    """A new person's number; ``values`` by column."""
    return _insert(models.Person, values)


def add_record(values: dict[str, Any]) -> int:
    """A new record's number; ``values`` by column."""
    return _insert(models.Record, values)


def _insert(table: Any, values: dict[str, Any]) -> int:
    """By field: a name may be a back reference's too."""
    named = table._meta.fields
    return int(table.insert({named[name]: value for name, value in values.items()}).execute())


def of(record_id: int) -> int:
    """Whose record it is."""
    return int(models.Record.get_by_id(record_id).person_id)


def of_account(record_id: int) -> list[int]:
    """All who stand for the record's person: whom its list has under its account, and those whom
    the records of that list and account are of, in whatever campaign; the record's own first.
    Nobody, where there is no such record."""
    record, person = models.Record, models.Person
    row = record.get_or_none(record.id == record_id)
    if row is None or row.list_id is None:
        return [row.person_id] if row else []
    its = record.select(record.person).where(in_any_campaign(row.list_id, row.account))
    found = [one for (one,) in its.order_by(record.id).tuples()]
    apart = (person.list == row.list_id) & (person.account == row.account) & SQL(APART)
    found += [one for (one,) in person.select(person.id).where(apart).tuples()]
    return list(dict.fromkeys([row.person_id, *found]))


def in_any_campaign(list_id: int, account: str) -> Any:
    """For WHERE: records of that list and account. Found by their campaigns' accounts, one look-up
    each: an index of the list alone leads to all of its records."""
    record, campaign = models.Record, models.Campaign
    each = record.campaign.in_(campaign.select(campaign.id)) & (record.account == account)
    return each & (record.list + 0 == list_id)


def let_go(people: Iterable[int], *, of_lists: bool = True) -> None:
    """Those of them of whom no record is left are gone, with their phones; ``of_lists``: those whom
    a campaign's own list has, too. Who is in a list that stands apart stays there."""
    table, record = models.Person, models.Record
    called = record.select(record.id).where(record.person == table.id)
    gone = table.id.in_(list(people)) & ~fn.EXISTS(called) & table.import_id.is_null()
    table.delete().where(gone if of_lists else gone & table.list.is_null()).execute()


def own(record_id: int) -> int:
    """The person of the record, of whom it is the only one: what is written of them changes nobody
    else's record. Who is shared, or in a list that stands apart, is copied, with phones; no list
    has the copy."""
    record, person = models.Record, models.Person
    whose = of(record_id)
    (row,) = person.select().where(person.id == whose).dicts()
    alone = record.select().where(record.person == whose).count() == 1
    if alone and row["import_id"] is None:
        return whose
    copy = add(_anew(row, list=None, import_id=None, former_import_id=None))
    record.update(person=copy).where(record.id == record_id).execute()
    phone = models.Phone
    theirs = phone.select().where(phone.person == whose).order_by(phone.position).dicts()
    if phones := [_anew(row, person=copy) for row in theirs]:
        phone.insert_many(phones).execute()
    return copy


def _anew(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"} | changes
