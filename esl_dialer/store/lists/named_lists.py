"""Lists: what each is called, whether its people may be called, and who feeds and calls it."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from peewee import JOIN, SqliteDatabase, fn

from esl_dialer.core.campaigns.campaign import name_key
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from esl_dialer.store.lists.lists import NoSuchList
from esl_dialer.store.models.lists import UNDOING, UNDONE, UNFINISHED

TOLD = ("name", "description", "active", "source")
"""What people say of a list."""


@dataclass(frozen=True, slots=True)
class NamedList:
    id: int
    campaign_id: int
    """The campaign whose import it is; 0: it stands apart."""
    name: str
    description: str
    active: bool
    source: str
    created_at: datetime
    created_by: str

    @property
    def apart(self) -> bool:
        return not self.campaign_id


@dataclass(frozen=True, slots=True)
class Fed:
    """What imports brought into a list: ``imports`` of them, the ``newest`` of this number and
    status, and so many ``rows`` that became people."""

    imports: int = 0
    newest: int = 0
    status: str = ""
    rows: int = 0


NOTHING_YET = Fed()


def get(number: int) -> NamedList:
    """Raises NoSuchList; one that is deleted is none."""
    table = models.List
    row = table.get_or_none((table.id == number) & table.deleted_at.is_null())
    if row is None:
        raise NoSuchList(f"no list {number}")
    return _list(row)


def page(search: str = "", before: int = 0, limit: int = 0) -> list[NamedList]:
    """Newest first, those with a ``search`` in their name; ``before`` is the last of the page
    before. ``limit`` 0: all. A deleted campaign's list is told as long as another calls it."""
    table, campaign, attached = models.List, models.Campaign, models.CampaignList
    called = fn.EXISTS(attached.select(attached.list).where(attached.list == table.id))
    kept = campaign.deleted_at.is_null() | called
    query = table.select().join(campaign, JOIN.LEFT_OUTER).order_by(table.id.desc())
    query = query.where(table.deleted_at.is_null() & kept)
    if search.strip():
        query = query.where(table.name.contains(search.strip()))
    if before:
        query = query.where(table.id < before)
    return [_list(row) for row in (query.limit(limit) if limit else query)]


def named(name: str) -> int | None:
    """The number of the list of that name that stands apart."""
    table = models.List
    apart = table.campaign.is_null() & table.deleted_at.is_null()
    wanted = name_key(name)
    rows = table.select(table.id, table.name).where(apart).tuples()
    return next((number for number, its in rows if name_key(its) == wanted), None)


def callers(number: int) -> list[int]:
    """The campaigns that have records of it, or may come to have."""
    record, attached = models.Record, models.CampaignList
    found = {one for (one,) in record.select(record.campaign_id).where(record.list == number)
             .distinct().tuples()}  # fmt: skip
    found |= {one for (one,) in attached.select(attached.campaign_id)
              .where(attached.list == number).tuples()}  # fmt: skip
    return sorted(found)


def create(values: dict[str, Any], by: str, now: datetime) -> int:
    """``values`` by ``TOLD``; its number."""
    number = lists.new_number()
    models.List.create(id=number, **values, created_at=now, created_by=by)
    return number


def change(number: int, values: dict[str, Any]) -> bool:
    """False when it is gone."""
    table = models.List
    kept = (table.id == number) & table.deleted_at.is_null()
    return bool(table.update(**values).where(kept).execute())


def begin_to_delete(number: int, now: datetime) -> None:
    """Nobody sees it any more, and no campaign has it. Inside a transaction."""
    table, attached = models.List, models.CampaignList
    table.update(deleted_at=now).where(table.id == number).execute()
    attached.delete().where(attached.list == number).execute()


def with_people_left() -> list[int]:
    """Deleted ones whose people are still to be let go."""
    table, person = models.List, models.Person
    left = fn.EXISTS(person.select(person.id).where(person.list == table.id))
    rows = table.select(table.id).where(table.deleted_at.is_null(False) & left)
    return [number for (number,) in rows.tuples()]


def hold(number: int) -> bool:
    """Until the transaction ends nobody else brings people into the list, or takes any. False when
    it is gone."""
    table = models.List
    query = table.select(table.id).where((table.id == number) & table.deleted_at.is_null())
    if not isinstance(models.database.obj, SqliteDatabase):
        query = query.for_update()
    return query.first() is not None


def fed(numbers: Collection[int] | None = None) -> dict[int, Fed]:
    """By list, of those that imports fed; of all where none are named."""
    table = models.ListImport
    brought = table.rows_good - table.rows_overwritten - table.rows_undone
    sums = table.select(table.list_id, fn.COUNT(table.id), fn.MAX(table.id), fn.SUM(brought))
    if numbers is not None:
        sums = sums.where(table.list.in_(list(numbers)))
    found = list(sums.group_by(table.list_id).tuples())
    newest = [last for _, _, last, _ in found]
    states = dict(table.select(table.id, table.status).where(table.id.in_(newest)).tuples())
    return {
        number: Fed(count, last, states[last], int(rows)) for number, count, last, rows in found
    }


def says_statuses(number: int, after: int, to: int) -> bool:
    """Whether anybody of it between these numbers has a source status."""
    table = models.Person
    theirs = (table.list == number) & (table.id > after) & (table.id <= to)
    theirs &= table.source_status != ""
    return bool(table.select(table.id).where(theirs).exists())


def is_fed(number: int) -> bool:
    """Whether an import into it is under way, or is being undone."""
    table = models.ListImport
    busy = table.status.in_((*UNFINISHED, UNDOING))
    return bool(table.select(table.id).where((table.list == number) & busy).exists())


def is_undoing(number: int) -> bool:
    """Whether an import into it is being undone."""
    table = models.ListImport
    mine = (table.list == number) & (table.status == UNDOING)
    return bool(table.select(table.id).where(mine).exists())


def is_undone(number: int) -> bool:
    """Whether it is the list of an import that was undone."""
    table = models.ListImport
    mine = (table.id == number) & (table.list == number) & (table.status == UNDONE)
    return bool(table.select(table.id).where(mine).exists())


def _list(row: models.List) -> NamedList:
    values = {field.name: getattr(row, field.name) for field in fields(NamedList)}
    return NamedList(**values | {"campaign_id": row.campaign_id or 0})
