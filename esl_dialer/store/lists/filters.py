"""Filters that are kept under their names, and whom that of a campaign leaves out."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from peewee import SqliteDatabase

from esl_dialer.core.campaigns.campaign import name_key
from esl_dialer.core.lists.filter_matching import NOBODY
from esl_dialer.core.lists.filter_values import When
from esl_dialer.core.lists.filters import Group, parse, to_json
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.words import RunState
from esl_dialer.store import models
from esl_dialer.store.lists import filter_people
from esl_dialer.store.statements import Select
from esl_dialer.store.system import settings

_BY_ID = Select("FROM filter WHERE id = ?", (models.Filter, ("name", "expression")))


@dataclass(frozen=True, slots=True)
class Filter:
    id: int
    name: str
    group: Group
    created_at: datetime
    created_by: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class User:
    """A campaign that chose the filter."""

    campaign: int
    name: str
    run_state: RunState
    put_away: bool
    """Archived or deleted."""

    @property
    def dials(self) -> bool:
        """It is active, or was paused on its way."""
        return self.run_state in (RunState.ACTIVE, RunState.PAUSED) and not self.put_away


def when(now: datetime) -> When:
    """The instant, and the days of the business."""
    return When(now, zone(settings.read().business_zone))


def every() -> list[Filter]:
    """By name."""
    table = models.Filter
    return [_filter(row) for row in table.select().order_by(table.name_key)]


def get(ref: int | str) -> Filter | None:
    """By its number, or as text by its name first."""
    table = models.Filter
    row = None
    if isinstance(ref, str):
        row = table.get_or_none(table.name_key == name_key(ref))
    if row is None and str(ref).isdecimal() and len(str(ref)) < 10:
        row = table.get_or_none(table.id == int(ref))
    return _filter(row) if row else None


def hold(filter_id: int) -> bool:
    """Whether there is one; it is not deleted before the transaction ends."""
    table = models.Filter
    query = table.select(table.id).where(table.id == filter_id)
    if not isinstance(models.database.obj, SqliteDatabase):
        query = query.for_update("FOR SHARE")
    return bool(list(query))


def create(name: str, group: Group, by: str, now: datetime) -> int:
    """Raises Duplicate (from the transaction) on a name in use."""
    values = _named(name) | {"expression": to_json(group), "created_at": now, "updated_at": now}
    return int(models.Filter.create(**values, created_by=by).id)


def change(filter_id: int, name: str, group: Group, now: datetime) -> bool:
    """False when it is gone. Raises Duplicate (from the transaction) on a name in use."""
    table = models.Filter
    changed = table.update(**_named(name), expression=to_json(group), updated_at=now)
    return bool(changed.where(table.id == filter_id).execute())


def delete(filter_id: int) -> bool:
    """False when it is gone already."""
    table = models.Filter
    return bool(table.delete().where(table.id == filter_id).execute())


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "name_key": name_key(name)}


def users(filter_id: int) -> list[User]:
    """Campaigns that chose it, by name; those that are deleted too."""
    table = models.Campaign
    chosen = table.select().where(table.filter_id == filter_id)
    return [
        User(row.id, row.name, row.run_state, row.archived_at is not None)
        for row in chosen.order_by(table.name_key, table.id)
    ]


def let_go(filter_id: int) -> None:
    """No campaign has it any more."""
    table = models.Campaign
    table.update(filter_id=0).where(table.filter_id == filter_id).execute()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a campaign chose."""

    name: str
    group: Group


def chosen(filter_id: int) -> Chosen | None:
    """None: no filter. One that is gone, or can't be read, means nobody: so nobody is called whom
    it may not mean."""
    if not filter_id:
        return None
    for name, expression in _BY_ID.raw(filter_id):
        return Chosen(name, _read(expression))
    return Chosen("", NOBODY)


def left_out(filter_id: int, records: Collection[int], when: When) -> dict[int, str]:
    """Of these records, those whom the filter does not mean, as they are now: with its name."""
    its = chosen(filter_id) if records else None
    if its is None:
        return {}
    meant = filter_people.meant(records, its.group, when)
    return {record: its.name for record in records if record not in meant}


@lru_cache(maxsize=256)
def _read(expression: str) -> Group:
    """Read once while it is as it was: each tick asks for it."""
    group, _ = parse(json.loads(expression))
    return group or NOBODY


def _filter(row: models.Filter) -> Filter:
    group = _read(json.dumps(row.expression, sort_keys=True))
    return Filter(row.id, row.name, group, row.created_at, row.created_by, row.updated_at)
