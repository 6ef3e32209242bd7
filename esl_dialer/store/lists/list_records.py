"""The people, records and phones that rows of lists become, and what stands in their place."""

import secrets
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from peewee import SqliteDatabase, fn

from esl_dialer.core.calls.progress import NEW
from esl_dialer.core.lists.list_rows import ListRow
from esl_dialer.core.people.gates import kept as kept_gate
from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.calls.selection import HIGHEST_RANDOM_KEY
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.lists import known_records
from esl_dialer.store.people import persons, phone_marks
from esl_dialer.store.statements import InsertMany

_OF_A_ROW = ("list", "person_key", "full_name", "province", "fields", "custom", "gate")
_OF_A_RECORD = ("list", "gate", "own_transfer")
_OWN = ("owner_agent", "zone", "source_status")
"""Where a list says nothing of them, a person keeps what they have."""
_INSERT_PEOPLE = InsertMany(
    models.Person,
    ("id", "created_at", "account", "account_key", *_OF_A_ROW, *_OWN, "import_id"),
    watched=True,
)
_INSERT_RECORDS = InsertMany(
    models.Record,
    (
        *("id", "person", "campaign", "position", "created_at", "account", "copy", "account_key"),
        *("status", "random_key", "scheduled_for", *_OF_A_RECORD),
    ),
    watched=True,
)
_INSERT_PHONES = InsertMany(
    models.Phone, ("person", "position", "number", "extension", "kind", "as_given")
)
_SERIAL = "SELECT nextval(pg_get_serial_sequence('{}', 'id')) FROM generate_series(1, %s)"
_KNOWN_SIZE = "SELECT reltuples FROM pg_class WHERE oid = 'person'::regclass"


def last_position(campaign_id: int) -> int:
    """The highest position of the campaign's records, 0 without any. Reads them all once."""
    table = models.Record
    highest = table.select(fn.MAX(table.position)).where(table.campaign == campaign_id).scalar()
    return highest or 0


def tell_planner(rows: int) -> None:
    """That there are so many people at least. PostgreSQL keeps the plan that it made of a
    statement while the table was empty, until it is told otherwise or finds out within minutes."""
    if isinstance(models.database.obj, SqliteDatabase):
        return
    ((known,),) = models.database.execute_sql(_KNOWN_SIZE).fetchall()
    if known < rows:
        for table in ("record", "person"):
            models.database.execute_sql(f"ANALYZE {table}")


def insert_records(
    campaign_id: int,
    list_id: int,
    rows: list[ListRow],
    first_position: int,
    now: datetime,
    *,
    several: bool = False,
) -> None:
    """Pending records with their phones, in the rows' order from ``first_position`` on.

    ``several``: an account may have more than one.
    """
    if not rows:
        return
    copies = (
        known_records.copies_of(campaign_id, [row.account for row in rows])
        if several
        else [0] * len(rows)
    )
    people, ids = new_ids("person", len(rows)), new_ids("record", len(rows))
    insert_people(people, list_id, rows, now)
    keys, made_at = _random_keys(len(rows)), to_ms(now)
    _INSERT_RECORDS(
        (
            *(ids[at], people[at], campaign_id, first_position + at, made_at),
            *(row.account, copies[at], _other_key(row.account), NEW.status.value, keys[at]),
            *(row.scheduled_for, *_record_values(list_id, row)),
        )
        for at, row in enumerate(rows)
    )


def insert_people(
    people: Sequence[int],
    list_id: int,
    rows: Sequence[ListRow],
    now: datetime,
    import_id: int | None = None,
) -> None:
    """New people of the list, of these new numbers, with their phones. ``import_id``: of a list
    that stands apart. Inside a transaction."""
    made_at = to_ms(now)
    _INSERT_PEOPLE(
        (
            *(person, made_at, row.account, _other_key(row.account)),
            *(
                *_row_values(list_id, row),
                row.owner,
                row.zone or None,
                row.source_status,
                import_id,
            ),
        )
        for person, row in zip(people, rows, strict=True)
    )
    _INSERT_PHONES(
        phone for person, row in zip(people, rows, strict=True) for phone in _phones_of(person, row)
    )


def new_ids(table: str, count: int) -> Sequence[int]:
    """Of rows that are inserted in this transaction."""
    if isinstance(models.database.obj, SqliteDatabase):
        text = f"SELECT MAX(id) FROM {table}"  # noqa: S608
        (highest,) = models.database.execute_sql(text).fetchone()
        return range((highest or 0) + 1, (highest or 0) + 1 + count)
    text = _SERIAL.format(table)
    return [number for (number,) in models.database.execute_sql(text, (count,))]


def _random_keys(count: int) -> list[int]:
    """0 to the highest one, each as likely: that is all bits set."""
    drawn = struct.unpack(f"={count}I", secrets.token_bytes(4 * count))
    return [number & HIGHEST_RANDOM_KEY for number in drawn]


def _other_key(account: str) -> str:
    key = account_key(account)
    return key if key != account else ""


def _row_values(list_id: int, row: ListRow) -> tuple[Any, ...]:
    """In the order of ``_OF_A_ROW``."""
    return (
        *(list_id, row.person_key, row.full_name, row.province, row.fields, row.custom, row.gate),
    )


def _record_values(list_id: int, row: ListRow) -> tuple[Any, ...]:
    """In the order of ``_OF_A_RECORD``."""
    return list_id, row.gate, bool(row.fields.get("did"))


def _own_of(row: ListRow) -> dict[str, Any]:
    values = dict(zip(_OWN, (row.owner, row.zone, row.source_status), strict=True))
    said = {name: value for name, value in values.items() if value}
    return said | {"zone_by_hand": False} if row.zone else said


def _phones_of(person_id: int, row: ListRow) -> Iterator[tuple[Any, ...]]:
    """In the order of ``_INSERT_PHONES``."""
    for at, phone in enumerate(row.phones):
        yield person_id, at, phone.number, phone.extension, phone.kind, phone.as_given[:64]


def replace_pending(list_id: int, record_id: int, row: ListRow) -> bool:
    """Give a pending record the row's values, message to be made again.

    Where the row says no zone, one that somebody set stays; do-not-call marks of its phones stay. A
    time that the row says takes the place of a call-back that somebody set.

    False when it is no longer pending, or says all that the row says: then only its list changes,
    by which a second row of the same account is known.
    """
    record, person, phone = models.Record, models.Person, models.Phone
    pending = (record.id == record_id) & replaceable()
    its = record.select(record, person).join(person).where(record.id == record_id).get()
    if its.person.zone and not row.zone:
        row = _with_kept_zone(its.person, row)
    if _all_said(its, row):
        record.update(list=list_id).where(pending).execute()
        return False
    values = dict(zip(_OF_A_RECORD, _record_values(list_id, row), strict=True))
    timed = {"scheduled_for": row.scheduled_for, "held_by": "", "not_before": None, "urgent": False}
    query = record.update(**values, **_UNSPOKEN, **(timed if row.scheduled_for else {}))
    if not query.where(pending).execute():
        return False
    whose = persons.own(record_id)
    values = dict(zip(_OF_A_ROW, _row_values(list_id, row), strict=True)) | _own_of(row)
    person.update(**values).where(person.id == whose).execute()
    models.Message.update(error=NOTHING).where(models.Message.record == record_id).execute()
    if row.scheduled_for:
        models.CallBack.delete().where(models.CallBack.record == record_id).execute()
    marked = phone_marks.of(record_id)
    phone.delete().where(phone.person == whose).execute()
    _INSERT_PHONES(_phones_of(whose, row))
    if marked:
        phone_marks.put_again(record_id, marked)
        phone_marks.keep(whose, marked - {phone.number for phone in row.phones})
    phone_marks.recall(whose)
    if marked or its.person.marked_before:
        phone_marks.settle(record_id)
    return True


_UNSPOKEN = {"ready": False, "audio": RecordAudio.NONE, "next_phone": 0}


def _with_kept_zone(whose: models.Person, row: ListRow) -> ListRow:
    """Behind the gate of the zone that the person has."""
    numbers, code = tuple(phone.number for phone in row.phones), row.fields.get("postal_code", "")
    where = gate(row.province, code, numbers, whose.zone or "", by_hand=whose.zone_by_hand)
    return row._replace(gate=kept_gate(where))


def _all_said(its: models.Record, row: ListRow) -> bool:
    """Whether the record and its person have the row's values already."""
    if row.scheduled_for and its.scheduled_for != row.scheduled_for:
        return False
    return says(its.person, row)


def says(whose: models.Person, row: ListRow) -> bool:
    """Whether the person has the row's values and phones already."""
    phone = models.Phone
    wanted = dict(zip(_OF_A_ROW, _row_values(0, row), strict=True)) | _own_of(row)
    if any(getattr(whose, n) != value for n, value in wanted.items() if n != "list"):
        return False
    phones = phone.select(phone.number, phone.extension).where(phone.person == whose.id)
    given = [(p.number, p.extension) for p in row.phones]
    return list(phones.order_by(phone.position).tuples()) == given


def replaceable() -> Any:
    """For WHERE: pending, or that and left out by the campaign's filter."""
    record = models.Record
    attempts = record._meta.fields["attempts"]  # the name is a back reference's too
    left_out = (record.status == RecordStatus.FILTERED_OUT) & (attempts == 0)
    return (record.status == RecordStatus.PENDING) | left_out


def last_record(campaign_id: int) -> int:
    """The highest number of the campaign's records, 0 without any."""
    table = models.Record
    return table.select(fn.MAX(table.id)).where(table.campaign == campaign_id).scalar() or 0


def left(campaign_id: int) -> int:
    """How many records the campaign has, deleted ones aside."""
    return _counted(campaign_id, models.RecordTally.status != RecordStatus.DELETED)


def _counted(campaign_id: int, which: Any) -> int:
    table = models.RecordTally
    counted = table.select(fn.SUM(table.records)).where((table.campaign_id == campaign_id) & which)
    return int(counted.scalar() or 0)
