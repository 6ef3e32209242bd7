"""People of lists that stand apart from campaigns: who is there, and what rows make of them.

A campaign that took somebody keeps them as they were then: who is overwritten becomes another
person of the list, and the former is theirs alone. Promises not to call go along.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from peewee import SqliteDatabase, fn

from esl_dialer.core.lists.by_hand import Entry
from esl_dialer.core.lists.likeness import Known
from esl_dialer.core.lists.list_rows import ListRow
from esl_dialer.core.people.identity import account_key, same_name
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.words import CLAIMED_STATUSES
from esl_dialer.store import models
from esl_dialer.store.lists import known_records, list_records
from esl_dialer.store.lists.chunks import Chunk
from esl_dialer.store.models.lists import APART, KEYED
from esl_dialer.store.people import consents, person_stops, persons, phone_marks, stops
from esl_dialer.store.people.editing import person_values
from esl_dialer.store.statements import Select

ENTERED = 0
"""In place of an import: somebody typed the person."""

_READ = ("id", "list", "import_id", "account", "full_name", "person_key")
_BY_ACCOUNT = Select(
    f"FROM person WHERE list_id = ? AND {APART} AND account IN (??)", (models.Person, _READ)
)
_BY_KEY = Select(
    f"FROM person WHERE list_id = ? AND {APART} AND {KEYED} AND account_key IN (??)",
    (models.Person, _READ),
)
_BY_ID = Select("FROM person WHERE id IN (??)", (models.Person, _READ))
_OF_A_NUMBER = """
SELECT asked.value, (SELECT {gathered} FROM (
    SELECT person_id FROM phone WHERE number = asked.value ORDER BY person_id DESC LIMIT {most}
) AS newest) FROM {asked}
"""


def known(list_id: int, import_id: int, rows: Sequence[ListRow]) -> list[Known]:
    """People who may be like one of the rows: of the list, by account and by number; of others, the
    newest of each number. ``Known.record`` is the person's number."""
    if not rows:
        return []
    sharing = _sharing(dict.fromkeys(phone.number for row in rows for phone in row.phones))
    keys = {account_key(row.account) for row in rows}
    found = {
        values[0]: values
        for read in (
            _BY_ACCOUNT.rows(list_id, list(keys | {row.account for row in rows})),
            _BY_KEY.rows(list_id, list(keys)),
            _BY_ID.rows(list(sharing)) if sharing else (),
        )
        for values in read
    }
    return [_known(values, list_id, import_id, sharing) for values in found.values()]


def _known(
    values: Sequence[Any], list_id: int, import_id: int, sharing: dict[int, list[str]]
) -> Known:
    person, of_list, of_import, account, full_name, person_key = values
    return Known(
        account=account,
        full_name=full_name,
        person_key=person_key,
        numbers=tuple(sharing.get(person, ())),
        record=person,
        in_campaign=of_list == list_id and of_import is not None,
        in_list=of_list == list_id and of_import == import_id,
    )


def _sharing(numbers: Iterable[str]) -> dict[int, list[str]]:
    """By person, which of these numbers they have."""
    asked = list(numbers)
    if not asked:
        return {}
    if isinstance(models.database.obj, SqliteDatabase):
        gathered, which = "group_concat(person_id)", "json_each(?) AS asked"
    else:
        gathered = "string_agg(person_id::text, ',')"
        which = "json_array_elements_text(%s::json) AS asked"
    text = _OF_A_NUMBER.format(gathered=gathered, most=known_records.MOST_OF_A_NUMBER, asked=which)
    found: dict[int, list[str]] = {}
    for number, people in models.database.execute_sql(text, (json.dumps(asked),)):
        for person in map(int, people.split(",") if people else ()):
            found.setdefault(person, []).append(number)
    return found


def save(list_id: int, import_id: int, chunk: Chunk, now: datetime) -> int:
    """Store what a chunk says; how many took the place of who was there. In a transaction."""
    replaced = sum(
        _replace(list_id, import_id, person, row, now) for person, row in chunk.replacing
    )
    if chunk.new:
        people = list_records.new_ids("person", len(chunk.new))
        list_records.insert_people(people, list_id, chunk.new, now, import_id)
    for account, mark in chunk.marks.items():
        _mark(list_id, account, mark)
    _promise(list_id, chunk, now)
    return replaced


def _promise(list_id: int, chunk: Chunk, now: datetime) -> None:
    """Stops and consents of people, in whatever campaign."""
    named = sorted(chunk.people.keys() | chunk.consents.keys())
    table = models.Person
    its = (table.list == list_id) & table.account.in_(named)
    keys = dict(table.select(table.account, table.person_key).where(its).tuples()) if named else {}
    for account, stop in chunk.people.items():
        if account in keys:
            person_stops.put_listed_of(keys[account], account, stop, now)
    for account, consent in chunk.consents.items():
        if account in keys:
            consents.put_listed_of(keys[account], account, consent, now)


def _replace(list_id: int, import_id: int, person: int, row: ListRow, now: datetime) -> bool:
    """False: they say all that the row says already."""
    table = models.Person
    was = table.get_by_id(person)
    if list_records.says(was, row):
        table.update(import_id=import_id, former_import_id=was.import_id).where(
            table.id == person
        ).execute()
        return False
    table.update(list=None, import_id=None, former_import_id=None).where(
        table.id == person
    ).execute()
    (new,) = list_records.new_ids("person", 1)
    list_records.insert_people([new], list_id, [row], now, import_id)
    _keep(was, new)
    if not models.Record.select(models.Record.id).where(models.Record.person == person).exists():
        table.delete().where(table.id == person).execute()
    return True


def _keep(was: models.Person, new: int) -> None:
    """Of who takes their place: what was promised, and what the row does not say."""
    table = models.Person
    phone_marks.hand_on(was.id, new)
    values: dict[str, Any] = {"former_import_id": was.import_id, "created_at": was.created_at}
    if was.stop_reason:
        values |= {"stop_reason": was.stop_reason, "stop_source": was.stop_source}
    made = table.get_by_id(new)
    for own in ("owner_agent", "zone", "source_status"):
        if not getattr(made, own):
            values[own] = getattr(was, own)
    table.update(**values).where(table.id == new).execute()


def _mark(list_id: int, account: str, mark: Mark) -> None:
    """Who has the account in the list is not to be called, in whatever campaign."""
    table, record = models.Person, models.Record
    theirs = (table.list == list_id) & (table.account == account)
    told = table.update(stop_reason=mark.reason, stop_source=mark.source)
    told.where(theirs & table.stop_reason.is_null()).execute()
    of_list = persons.in_any_campaign(list_id, account)
    for (campaign,) in record.select(record.campaign_id).where(of_list).distinct().tuples():
        stops.mark(campaign, account, mark)


def people(list_id: int) -> int:
    """How many there are in it: a pass over its part of an index."""
    table = models.Person
    return int(table.select().where(table.list == list_id).count())


def last(list_id: int) -> int:
    """The highest number of its people; 0 without any."""
    table = models.Person
    return table.select(fn.MAX(table.id)).where(table.list == list_id).scalar() or 0


def uncalled(list_id: int) -> int:
    """How many ``remove_uncalled`` would take out. Reads them all once."""
    table = models.Person
    return int(table.select().where((table.list == list_id) & _going()).count())


def going(people: Iterable[int]) -> set[int]:
    """Those of them whom ``remove_uncalled`` would take out."""
    table = models.Person
    query = table.select(table.id).where(table.id.in_(list(people)) & _going())
    return {number for (number,) in query.tuples()}


def remove_uncalled(list_id: int, after: int, upto: int, limit: int) -> tuple[int, int]:
    """Take those out of the list, and of the campaigns that took them, whom nobody ever called, of
    ``limit`` ones from ``after`` on, up to ``upto``; how many, and the last one that was looked at,
    0 at the end. Who is not to be called stays. Inside a transaction."""
    table, record = models.Person, models.Record
    within = (table.list == list_id) & (table.id > after) & (table.id <= upto)
    query = table.select(table.id).where(within).order_by(table.id).limit(limit)
    seen = [number for (number,) in query.tuples()]
    if not seen:
        return 0, 0
    doomed = going(seen)
    record.delete().where(record.person.in_(list(doomed)) & _free()).execute()
    return _drop(doomed), seen[-1]


def _drop(people: Iterable[int]) -> int:
    """Those of them of whom no record is left; how many."""
    table, record = models.Person, models.Record
    left = record.select(record.id).where(record.person == table.id)
    gone = table.id.in_(list(people)) & ~fn.EXISTS(left)
    return int(table.delete().where(gone).execute())


def _going() -> Any:
    """For WHERE: who was never called and is not being called, and whom nobody said not to call."""
    table, record, attempt = models.Person, models.Record, models.Attempt
    called = (
        record.select(record.id)
        .join(attempt, on=(attempt.record == record.id))
        .where(record.person == table.id)
    )
    claimed = record.select(record.id).where((record.person == table.id) & ~_free())
    return ~fn.EXISTS(called) & ~fn.EXISTS(claimed) & ~_promised()


def _promised() -> Any:
    """For WHERE: who is not to be called, or one of whose phones is not."""
    table, phone = models.Person, models.Phone
    marked = phone.select(phone.id).where((phone.person == table.id) & phone.do_not_call)
    return table.stop_reason.is_null(False) | fn.EXISTS(marked)


def _free() -> Any:
    """For WHERE: a record that is not being called."""
    return models.Record.status.not_in(list(CLAIMED_STATUSES))


def add(list_id: int, entry: Entry, person_key: str, now: datetime) -> int:
    """Somebody whom a person typed; their number. Raises Duplicate (from the transaction)."""
    values = person_values(entry) | {"person_key": person_key, "created_at": now}
    person = persons.add(values | {"list": list_id, "import_id": ENTERED})
    for place, phone in enumerate(entry.phones):
        models.Phone.create(
            person=person,
            position=place,
            number=phone.number,
            extension=phone.extension,
            kind=phone.kind,
            as_given=phone.as_given[:64],
        )
    return person


def key_of_person(list_id: int, row: ListRow) -> str:
    """The key of somebody of the same name at one of the row's numbers, else the row's own."""
    there = known(list_id, ENTERED, [row])
    same = (one for one in there if one.numbers and same_name(one.full_name, row.full_name))
    return next((one.person_key for one in same if one.person_key), row.person_key)


# --- an import is undone ------------------------------------------------------------------------


def made(list_id: int, import_id: int) -> tuple[int, int, int]:
    """People whom an import brought, those that it overwrote, and of the first those who are not to
    be called. Reads the list once."""
    table = models.Person
    its = (table.list == list_id) & (table.import_id == import_id)
    new = its & table.former_import_id.is_null()
    brought = int(table.select().where(new).count())
    overwritten = int(table.select().where(its & table.former_import_id.is_null(False)).count())
    return brought, overwritten, int(table.select().where(new & _promised()).count())


def undo(list_id: int, import_id: int, after: int, limit: int) -> tuple[int, int, int]:
    """Take some of those out whom the import brought, and whom it overwrote give back to the import
    that had them: how many went, how many are being called, and the last that was looked at, 0 at
    the end. Inside a transaction."""
    table, record = models.Person, models.Record
    within = (table.list == list_id) & (table.import_id == import_id) & (table.id > after)
    query = table.select(table.id).where(within).order_by(table.id).limit(limit)
    seen = [number for (number,) in query.tuples()]
    if not seen:
        return 0, 0, 0
    overwrote = table.id.in_(seen) & table.former_import_id.is_null(False)
    table.update(import_id=table.former_import_id, former_import_id=None).where(overwrote).execute()
    left = table.select(table.id).where(table.id.in_(seen) & (table.import_id == import_id))
    mine = [number for (number,) in left.tuples()]
    claimed = int(record.select().where(record.person.in_(mine) & ~_free()).count())
    doomed = going(mine)
    record.delete().where(record.person.in_(list(doomed)) & _free()).execute()
    gone = _drop(doomed)
    imports = models.ListImport
    counted = imports.update(rows_undone=imports.rows_undone + gone)
    counted.where(imports.id == import_id).execute()
    return gone, claimed, seen[-1]


# --- the list is deleted ------------------------------------------------------------------------


def called(list_id: int) -> int:
    """How many people of it have records with calls: those stay, with their results."""
    record, attempt = models.Record, models.Attempt
    its = attempt.select(attempt.id).where(attempt.record == record.id)
    rows = record.select(fn.COUNT(fn.DISTINCT(record.person)))
    return int(rows.where((record.list == list_id) & fn.EXISTS(its)).scalar() or 0)


def clear(list_id: int, limit: int) -> int:
    """Let go of some of its people: who was called stays with their records, in no list; all others
    are gone, and so are their records. How many were looked at. Inside a transaction."""
    table, record, attempt = models.Person, models.Record, models.Attempt
    query = table.select(table.id).where(table.list == list_id).order_by(table.id).limit(limit)
    people = [number for (number,) in query.tuples()]
    its = fn.EXISTS(attempt.select(attempt.id).where(attempt.record == record.id))
    record.delete().where(record.person.in_(people) & ~its & _free()).execute()
    if _drop(people) < len(people):
        nobodys = table.update(list=None, import_id=None, former_import_id=None)
        nobodys.where(table.id.in_(people)).execute()
    return len(people)
