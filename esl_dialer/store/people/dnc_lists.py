"""Do-not-call lists that campaigns choose, beside the global one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import SQL, SqliteDatabase, fn

from esl_dialer.core.campaigns.campaign import name_key
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.words import DIALABLE_STATUSES, RunState, StopScope
from esl_dialer.store import models
from esl_dialer.store.people import dnc
from esl_dialer.store.statements import Select

_NAMED = Select("FROM dnc_list WHERE id = ?", (models.DncList, ["name"]))


@dataclass(frozen=True, slots=True)
class DncList:
    """``numbers`` counts those that are on it; 0 where nobody asked."""

    id: int
    name: str
    created_at: datetime
    created_by: str
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class User:
    """A campaign that chose a list."""

    campaign: int
    name: str
    run_state: RunState
    put_away: bool
    """Archived or deleted."""
    lists: tuple[int, ...]

    @property
    def dials(self) -> bool:
        """It is active, or was paused on its way."""
        return self.run_state in (RunState.ACTIVE, RunState.PAUSED) and not self.put_away


def every(*, counted: bool = True) -> list[DncList]:
    """By name."""
    table = models.DncList
    rows = table.select().where(table.deleted_at.is_null()).order_by(table.name_key)
    return [_list(row, dnc.count(row.id) if counted else 0) for row in rows]


def get(ref: int | str) -> DncList | None:
    """By its number, or as text by its name first."""
    table = models.DncList
    kept = table.deleted_at.is_null()
    row = None
    if isinstance(ref, str):
        row = table.get_or_none(kept & (table.name_key == name_key(ref)))
    if row is None and str(ref).isdecimal() and len(str(ref)) < 10:
        row = table.get_or_none(kept & (table.id == int(ref)))
    return _list(row) if row else None


def names(lists: Collection[int]) -> dict[int, str]:
    """Of those of these lists that there are, by number, in the order of their names."""
    table = models.DncList
    if not lists:
        return {}
    rows = table.select().where(table.id.in_(list(lists)) & table.deleted_at.is_null())
    return {row.id: row.name for row in rows.order_by(table.name_key)}


def name_of(list_id: int) -> str:
    """Empty for the global one."""
    if list_id == GLOBAL:
        return ""
    return next((name for (name,) in _NAMED.rows(list_id)), "")


def hold(lists: Collection[int]) -> set[int]:
    """Those of these that there are; none of them is deleted before the transaction ends."""
    table = models.DncList
    query = table.select(table.id).where(table.id.in_(list(lists)) & table.deleted_at.is_null())
    if not isinstance(models.database.obj, SqliteDatabase):
        query = query.for_update("FOR SHARE")
    return {row.id for row in query}


def create(name: str, by: str, now: datetime) -> int:
    """Raises Duplicate (from the transaction) on a name in use."""
    values = {"name": name, "name_key": name_key(name), "created_at": now, "created_by": by}
    return int(models.DncList.create(**values).id)


def rename(list_id: int, name: str) -> bool:
    """False when it is gone. Raises Duplicate (from the transaction) on a name in use."""
    table = models.DncList
    named = table.update(name=name, name_key=name_key(name))
    return bool(named.where((table.id == list_id) & table.deleted_at.is_null()).execute())


def begin_to_delete(list_id: int, now: datetime) -> bool:
    """Nobody sees it any more. False when it is gone already."""
    table = models.DncList
    kept = (table.id == list_id) & table.deleted_at.is_null()
    return bool(table.update(deleted_at=now).where(kept).execute())


def with_numbers_left() -> list[int]:
    """Deleted ones whose numbers are still to be taken away."""
    table, stop = models.DncList, models.Stop
    left = fn.EXISTS(stop.select(stop.id).where(stop.list_id == table.id))
    rows = table.select(table.id).where(table.deleted_at.is_null(False) & left)
    return [row.id for row in rows]


def users(list_id: int) -> list[User]:
    """Campaigns that chose the list, by name; those that are deleted too."""
    table = models.Campaign
    chosen = table.select().where(SQL("dnc_lists <> '[]'")).order_by(table.name_key, table.id)
    return [
        User(row.id, row.name, row.run_state, row.archived_at is not None, row.dnc_lists)
        for row in chosen
        if list_id in row.dnc_lists
    ]


def choose(campaign: int, lists: Iterable[int]) -> None:
    table = models.Campaign
    table.update(dnc_lists=tuple(lists)).where(table.id == campaign).execute()


_SCRUBBED = """
SELECT COUNT(DISTINCT record.id) FROM record
JOIN phone ON phone.person_id = record.person_id
JOIN stop ON stop.scope = {mark} AND stop.list_id IN ({lists}) AND stop.value = CASE
    WHEN SUBSTR(phone.number, 1, 2) = '+1' THEN SUBSTR(phone.number, 3) ELSE phone.number END
WHERE record.campaign_id = {mark} AND record.id > {mark} AND record.id <= {mark}
AND record.status IN ({statuses})
"""
"""As ``core.people.stops.key_of`` makes a number's key."""


def on_lists(campaign: int, lists: Collection[int], after: int, most: int) -> tuple[int, int]:
    """Of so many records of the campaign after that one, how many may still be called and have a
    number on these lists; and the last that was looked at, 0 at the end."""
    record = models.Record
    some = record.select(record.id).where((record.campaign == campaign) & (record.id > after))
    ids = [row[0] for row in some.order_by(record.id).limit(most).tuples()]
    if not ids:
        return 0, 0
    mark, chosen = models.database.param, sorted(lists)
    statuses = sorted(map(str, DIALABLE_STATUSES))
    text = _SCRUBBED.format(
        mark=mark, lists=", ".join([mark] * len(chosen)), statuses=", ".join([mark] * len(statuses))
    )
    values = (str(StopScope.NUMBER), *chosen, campaign, after, ids[-1], *statuses)
    ((count,),) = models.database.execute_sql(text, values)
    return int(count), ids[-1]


def _list(row: models.DncList, numbers: int = 0) -> DncList:
    return DncList(row.id, row.name, row.created_at, row.created_by, numbers)
