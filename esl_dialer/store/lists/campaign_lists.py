"""A list in several campaigns: whom a campaign takes from a list that stands apart, or that another
one brought in.

People are stored once; each campaign has its own record of each.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SqliteDatabase, fn

from esl_dialer.core.words import CLAIMED_STATUSES, RecordStatus, StopReason
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.people import persons
from esl_dialer.store.statements import run


@dataclass(frozen=True, slots=True)
class Attached:
    """``taken_to``: the highest number of a person who was taken, or left out."""

    campaign: int
    list: int
    taken_to: int
    attached_at: datetime
    attached_by: str
    follows: bool
    """Whether who comes into the list is taken at once; else at Start."""


@dataclass(frozen=True, slots=True)
class Taken:
    """So many ``people`` were looked at, in the order of their numbers, up to ``to``, and so many
    ``records`` are new: the others' accounts are in the campaign already."""

    people: int
    records: int
    to: int


def attach(campaign: int, list_id: int, now: datetime, by: str, *, follows: bool = False) -> bool:
    """False: it was."""
    table = models.CampaignList
    values = {"campaign": campaign, "list": list_id, "attached_at": now, "attached_by": by}
    values |= {"follows": follows}
    return bool(table.insert(**values).on_conflict_ignore().as_rowcount().execute())


def follow(campaign: int, list_id: int, *, follows: bool) -> bool:
    """False: it is not attached, or did so already."""
    table = models.CampaignList
    other = _one(campaign, list_id) & (table.follows != follows)
    return bool(table.update(follows=follows).where(other).execute())


def behind() -> list[Attached]:
    """Those that follow a list and have not taken all who are in it."""
    table, person, campaign = models.CampaignList, models.Person, models.Campaign
    newest = person.select(fn.MAX(person.id)).where(person.list == table.list)
    kept = campaign.deleted_at.is_null() & campaign.undoing.is_null()
    rows = table.select().join(campaign).where(table.follows & kept & (table.taken_to < newest))
    return [_attached(row) for row in rows.order_by(table.attached_at, table.campaign)]


def detach(campaign: int, list_id: int) -> bool:
    """Whether it was attached. Its records stay."""
    return bool(models.CampaignList.delete().where(_one(campaign, list_id)).execute())


def detach_all(campaign: int) -> None:
    """The campaign is deleted."""
    table = models.CampaignList
    table.delete().where(table.campaign == campaign).execute()


def find(campaign: int, list_id: int) -> Attached | None:
    row = models.CampaignList.get_or_none(_one(campaign, list_id))
    return _attached(row) if row else None


def of_campaign(campaign: int) -> list[Attached]:
    """In the order in which they were attached."""
    table = models.CampaignList
    mine = table.select().where(table.campaign == campaign)
    return [_attached(row) for row in mine.order_by(table.attached_at, table.list)]


def of_list(list_id: int) -> list[Attached]:
    table = models.CampaignList
    mine = table.select().where(table.list == list_id)
    return [_attached(row) for row in mine.order_by(table.attached_at, table.campaign)]


def by_list() -> dict[int, tuple[Attached, ...]]:
    """All that are attached to some campaign."""
    found: dict[int, tuple[Attached, ...]] = {}
    table = models.CampaignList
    for row in table.select().order_by(table.attached_at, table.campaign):
        found[row.list_id] = (*found.get(row.list_id, ()), _attached(row))
    return found


def _one(campaign: int, list_id: int) -> Any:
    table = models.CampaignList
    return (table.campaign == campaign) & (table.list == list_id)


def _attached(row: models.CampaignList) -> Attached:
    return Attached(
        row.campaign_id, row.list_id, row.taken_to, row.attached_at, row.attached_by, row.follows
    )


_TAKE = """
INSERT INTO record ({columns}) SELECT {values} FROM person
WHERE person.list_id = ? AND person.id > ? AND person.id <= ? AND NOT EXISTS (
    SELECT 1 FROM record AS there WHERE there.campaign_id = ? AND there.account = person.account
)
"""
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


def take(seen: Attached, first_position: int, most: int, now: datetime) -> Taken | None:
    """Records of so many people more, inside a transaction; None: there are none, or another has
    taken them since it was ``seen``."""
    table, mark = models.Person, models.CampaignList
    after = table.select(table.id).where((table.list == seen.list) & (table.id > seen.taken_to))
    some = after.order_by(table.id).limit(most).alias("next")
    counts = models.Person.select(fn.COUNT(some.c.id), fn.MAX(some.c.id)).from_(some)
    people, to = counts.tuples().get()
    same = _one(seen.campaign, seen.list) & (mark.taken_to == seen.taken_to)
    if not people or not mark.update(taken_to=to).where(same).execute():
        return None
    records = run(
        _text(), seen.campaign, first_position, to_ms(now), seen.list, seen.taken_to, to,
        seen.campaign,
    )  # fmt: skip
    return Taken(people, records, to)


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


def let_go(campaign: int, list_id: int, most: int) -> int:
    """Delete so many records that the campaign took from the list and never called; how many were
    found. The people stay in their list, with their phones; whom no list has is gone."""
    record, attempt = models.Record, models.Attempt
    called = attempt.select(attempt.id).where(attempt.record == record.id)
    mine = (record.campaign == campaign) & (record.list == list_id) & ~fn.EXISTS(called)
    free = record.status.not_in(list(CLAIMED_STATUSES))
    rows = record.select(record.id, record.person).where(mine & free).limit(most)
    doomed = dict(rows.tuples())
    record.delete().where(record.id.in_(list(doomed)) & free).execute()
    persons.let_go(doomed.values(), of_lists=False)
    return len(doomed)
