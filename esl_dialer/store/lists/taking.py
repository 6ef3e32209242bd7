"""Whom a campaign takes from a list: a record of its own of each, of people who are stored once.

A campaign that follows its list also takes what the list says anew of whom it took before.
"""

from dataclasses import dataclass
from datetime import datetime

from peewee import SqliteDatabase, fn

from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import RecordAudio, RecordStatus, StopReason
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.lists import list_records, removing_records
from esl_dialer.store.lists.campaign_lists import Attached, one
from esl_dialer.store.people import persons, phone_marks
from esl_dialer.store.statements import run


@dataclass(frozen=True, slots=True)
class Taken:
    """So many ``people`` were looked at, in the order of their numbers, up to ``to``; ``records``
    are new, ``renewed`` say what the list says of their person now, and the others' accounts are in
    the campaign already."""

    people: int
    records: int
    to: int
    renewed: int = 0


_TAKE = """
INSERT INTO record ({columns}) SELECT {values} FROM person
WHERE person.id IN (
    SELECT MIN(person.id) FROM person WHERE person.list_id = ? AND person.id > ? AND person.id <= ?
    GROUP BY person.account
) AND NOT EXISTS (
    SELECT 1 FROM record AS there WHERE there.campaign_id = ? AND there.account = person.account
)
"""
"""Of several of one account the first: the account is in the campaign then."""
_DID = {
    True: "COALESCE(json_extract(person.fields, '$.did'), '') <> ''",
    False: "COALESCE(person.fields::json ->> 'did', '') <> ''",
}
_CHANCE = {True: "random() & 2147483647", False: "floor(random() * 2147483648)::bigint"}
"""By whether it is SQLite."""

_STATUS = (
    f"CASE person.stop_reason WHEN '{StopReason.DNC}' THEN '{RecordStatus.DNC}' ELSE"
    f" CASE WHEN person.stop_reason IS NULL THEN '{RecordStatus.PENDING}'"
    f" ELSE '{RecordStatus.STOPPED}' END END"
)
"""As ``core.people.stops.Mark.status`` has it."""


def waits(seen: Attached) -> bool:
    """Whether anybody is in the list whom the campaign has not looked at."""
    table = models.Person
    after = (table.list == seen.list) & (table.id > seen.taken_to)
    return bool(table.select(table.id).where(after).exists())


def take(seen: Attached, first_position: int, most: int, now: datetime) -> Taken | None:
    """Records of so many people more, inside a transaction; None: there are none, or another has
    taken them since it was ``seen``."""
    table, mark = models.Person, models.CampaignList
    after = table.select(table.id).where((table.list == seen.list) & (table.id > seen.taken_to))
    some = after.order_by(table.id).limit(most).alias("next")
    counts = models.Person.select(fn.COUNT(some.c.id), fn.MAX(some.c.id)).from_(some)
    people, to = counts.tuples().get()
    same = one(seen.campaign, seen.list) & (mark.taken_to == seen.taken_to) & ~mark.leaving
    if not people or not mark.update(taken_to=to, busy_at=now).where(same).execute():
        return None
    renewed = _renew(seen, to) if seen.follows else 0
    records = run(
        _text(), seen.campaign, first_position, to_ms(now), seen.list, seen.taken_to, to,
        seen.campaign,
    )  # fmt: skip
    return Taken(people, records, to, renewed)


def _text() -> str:
    """Columns that a person does not say are as a new record's are."""
    embedded = isinstance(models.database.obj, SqliteDatabase)
    values = {
        "campaign_id": "CAST(? AS INTEGER)",
        "position": "CAST(? AS INTEGER) + ROW_NUMBER() OVER (ORDER BY person.id) - 1",
        "created_at": "CAST(? AS BIGINT)",
        "list_id": "person.list_id",
        "person_id": "person.id",
        "account": "person.account",
        "account_key": "person.account_key",
        "gate": "person.gate",
        "own_transfer": _DID[embedded],
        "status": _STATUS,
        "random_key": _CHANCE[embedded],
    }
    others = (field for field in models.Record._meta.sorted_fields if field.name != "id")
    values |= {
        field.column_name: _literal(field.db_value(field.default))
        for field in others
        if field.column_name not in values
    }
    return _TAKE.format(columns=", ".join(values), values=", ".join(values.values()))


def _literal(value: object) -> str:
    """Of a column's default."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    return f"'{value}'" if isinstance(value, str) else str(value)


_RENEW = """
UPDATE record SET person_id = person.id, gate = person.gate, own_transfer = {own_transfer},
    audio = '{unspoken}', ready = FALSE, next_phone = 0
FROM person WHERE person.list_id = ? AND person.account = record.account
    AND person.import_id IS NOT NULL AND record.id IN ({records})
"""


def _renew(seen: Attached, to: int) -> int:
    """Records of the campaign that nobody called yet, whose person an import overwrote since: they
    become those of who took their place, message to be made again. What was promised goes along."""
    there = _overwritten(seen, to)
    if not there:
        return 0
    promised = removing_records.promised()
    table, ids = models.Record, [record for record, _, _ in there]
    query = table.select(table.id).where(table.id.in_(ids) & promised)
    held = {record for (record,) in query.tuples()}
    text = _RENEW.format(
        own_transfer=_DID[isinstance(models.database.obj, SqliteDatabase)],
        unspoken=RecordAudio.NONE,
        records=", ".join(map(str, ids)),
    )
    run(text, seen.list)
    models.Message.update(error=NOTHING).where(models.Message.record.in_(ids)).execute()
    for record, former, person in there:
        if record in held:
            phone_marks.hand_on(former, person)
            phone_marks.settle(record)
    persons.let_go({former for _, former, _ in there}, of_lists=False)
    return len(there)


def _overwritten(seen: Attached, to: int) -> list[tuple[int, int, int]]:
    """Of ``_renew``: record, its person, and who took their place."""
    record, person = models.Record, models.Person
    newer = (person.list == seen.list) & (person.id > seen.taken_to) & (person.id <= to)
    newer &= person.former_import_id.is_null(False) & person.stop_reason.is_null()
    mine = (record.campaign == seen.campaign) & (record.list + 0 == seen.list)
    query = (
        person.select(record.id, record.person, person.id)
        .join(record, on=(record.account == person.account))
        .where(newer & mine & (record.person != person.id) & list_records.replaceable())
    )
    return list(query.tuples())
