"""Campaigns: the rows, as core values."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from peewee import SqliteDatabase, fn

from esl_dialer.core.campaigns import campaign as campaigns
from esl_dialer.core.campaigns.campaign import Campaign, name_key
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    DIALABLE_STATUSES,
    RecordStatus,
    RunState,
)
from esl_dialer.store import models
from esl_dialer.store.models.lists import UNFINISHED
from esl_dialer.store.statements import Select, Update
from esl_dialer.store.system import restorations

LARGEST_ID = 2**31 - 1

_NAMES = [field.name for field in fields(Campaign)]
_IN_STATE = Select(
    "FROM campaign WHERE run_state = ? AND archived_at IS NULL ORDER BY id",
    (models.Campaign, _NAMES),
)
_ANY_IN_STATE = Select(
    "FROM campaign WHERE run_state = ? AND archived_at IS NULL LIMIT 1", (models.Campaign, ["id"])
)
_NEXT_START = Update(models.Campaign, ["next_start_at"], "id = ?")


class NoSuchCampaign(SaysError):
    """There is no campaign of that name or number."""


def get(ref: int | str) -> Campaign:
    """A campaign by its number, or as text by its name first: that of a deleted one is its title.

    Raises NoSuchCampaign.
    """
    table = models.Campaign
    row = _named(ref) if isinstance(ref, str) else None
    if row is None and str(ref).isdecimal() and int(ref) <= LARGEST_ID:
        row = table.get_or_none(table.id == int(ref))
    if row is None:
        raise NoSuchCampaign(Says("no campaign {name}", name=repr(ref)))
    return campaign_of(row)


def _named(name: str) -> models.Campaign | None:
    table = models.Campaign
    kept = (table.name_key == name_key(name)) & table.deleted_at.is_null()
    if (row := table.get_or_none(kept)) is not None:
        return row
    if not name.endswith(")"):
        return None
    deleted = table.select().where(table.deleted_at.is_null(False))
    titled = (one for one in deleted if name_key(title_of(one)) == name_key(name))
    return next(titled, None)


def every(*, archived: bool = False) -> list[Campaign]:
    """All campaigns, newest first."""
    table = models.Campaign
    query = table.select().order_by(table.id.desc())
    if not archived:
        query = query.where(table.archived_at.is_null())
    return [campaign_of(row) for row in query]


def names_in_use() -> set[str]:
    """The ``name_key`` of every campaign that is not deleted."""
    table = models.Campaign
    return {
        key for (key,) in table.select(table.name_key).where(table.deleted_at.is_null()).tuples()
    }


def in_state(state: RunState) -> list[Campaign]:
    """Those that are not put away: one that is started as it is archived or deleted never dials."""
    return [_read(row) for row in _IN_STATE.raw(str(state))]


@dataclass(frozen=True, slots=True)
class Planned:
    """A campaign with a schedule, as far as its next edge asks."""

    id: int
    name: str
    schedule: Schedule
    planned_until: datetime | None
    run_state: RunState
    run_reason: str
    run_state_at: datetime | None


_PLANNED = Select(
    "FROM campaign WHERE schedule <> '' AND archived_at IS NULL ORDER BY id",
    (models.Campaign, [field.name for field in fields(Planned)]),
)


def planned() -> list[Planned]:
    """Those that have a schedule and are not put away."""
    return [Planned(*values) for values in _PLANNED.rows()]


def met(campaign_id: int, until: datetime) -> None:
    """The edges of its schedule up to then are dealt with."""
    table = models.Campaign
    table.update(planned_until=until).where(table.id == campaign_id).execute()


def any_in_state(state: RunState) -> bool:
    """Whether ``in_state`` finds one."""
    return any(_ANY_IN_STATE.rows(str(state)))


def create(values: dict[str, Any], now: datetime) -> Campaign:
    """Insert a campaign in draft, with its first run.

    Raises Duplicate (from the transaction) on a name in use.
    """
    row = models.Campaign.create(**_flat(values), created_at=now, updated_at=now)
    models.CampaignRun.create(campaign=row, number=1, started_at=now)
    restorations.hold_new(row.id)
    return campaign_of(row)


def update(campaign_id: int, values: dict[str, Any], now: datetime) -> None:
    table = models.Campaign
    changed = table.update(**_flat(values), updated_at=now).where(table.id == campaign_id).execute()
    if not changed:
        raise NoSuchCampaign(Says("no campaign {name}", name=campaign_id))


def outdate(campaign_ids: list[int], now: datetime) -> None:
    """What these say is new: audio that exists is an earlier version's."""
    table = models.Campaign
    newer = table.update(template_version=table.template_version + 1, updated_at=now)
    newer.where(table.id.in_(campaign_ids)).execute()


def swap(before: Campaign, values: dict[str, Any], now: datetime) -> bool:
    """Write the values, unless how it stands is another than ``before``: then False.

    For ``transitions`` alone.
    """
    table = models.Campaign
    as_before = table.id == before.id
    standing = (table.run_state, table.run_state_at, table.run_number)
    for column in (*standing, table.archived_at, table.deleted_at):
        as_before &= column == getattr(before, column.name)
    changes = table.update(**_flat(values), updated_at=now)
    return bool(changes.where(as_before).execute())


def hold(campaign_id: int) -> None:
    """Inside a transaction: until it ends, nobody brings the campaign records or changes it.

    On SQLite the transaction itself sees to that.
    """
    table = models.Campaign
    if not isinstance(models.database.obj, SqliteDatabase):
        table.select(table.id).where(table.id == campaign_id).for_update().execute()


def set_next_start(campaign_id: int, at: datetime | None) -> None:
    _NEXT_START((at,), campaign_id)


def was_dialed(campaign_id: int) -> bool:
    """Whether the campaign placed a call in its present run: whether the newest of its calls is of
    it. No index has the run, and a hundred earlier runs are not read."""
    campaign = models.Campaign.get_by_id(campaign_id)
    table = models.Attempt
    mine = table.select(table.run).where(table.campaign == campaign_id)
    newest = mine.order_by(table.claimed_at.desc()).limit(1).scalar()
    return bool(newest == campaign.run_number)


def unfinished(campaign_id: int) -> bool:
    """Whether a record of the campaign is dialable, now or later, or is being called; or a new run
    is made ready; or a list is read that takes the place of those that it had; or its filter may
    let a record in by itself, when it is applied next; or a list of it is out of use, which is a
    switch that is turned back."""
    lists = models.ListImport
    replacing = (lists.campaign == campaign_id) & lists.replaces & lists.status.in_(UNFINISHED)
    if lists.select(lists.id).where(replacing).exists():
        return True
    if any_of(campaign_id, DIALABLE_STATUSES | CLAIMED_STATUSES) or is_renewing(campaign_id):
        return True
    its = models.CampaignFilter
    moves = (its.round != its.applied) | its.until.is_null(False)
    may_let_in = its.select().where((its.campaign == campaign_id) & moves).count()
    if may_let_in and any_of(campaign_id, {RecordStatus.FILTERED_OUT}):
        return True
    return _of_inactive_lists(campaign_id)


def _of_inactive_lists(campaign_id: int) -> bool:
    """Whether it has people whom only their list keeps from being called, or may."""
    table, names = models.Record, models.List
    inactive = [one.id for one in names.select(names.id).where(~names.active)]
    mine = (table.campaign == campaign_id) & (table.status == RecordStatus.FILTERED_OUT)
    found = mine & table.list.in_(inactive)
    return bool(inactive) and bool(table.select(table.id).where(found).limit(1).count())


def is_renewing(campaign_id: int) -> bool:
    """Whether everybody is being made ready for a new run."""
    table = models.Campaign
    mine = (table.id == campaign_id) & table.renewing_at.is_null(False)
    return bool(table.select(table.id).where(mine).count())


def left_out(campaign_id: int) -> bool:
    """Whether its filter leaves out any record."""
    return any_of(campaign_id, {RecordStatus.FILTERED_OUT})


def any_of(campaign_id: int, statuses: Iterable[RecordStatus]) -> bool:
    """Whether a record of the campaign stands in one of them."""
    table = models.Record
    found = (table.campaign == campaign_id) & table.status.in_(sorted(statuses))
    return bool(table.select(table.id).where(found).limit(1).count())


def status_counts(campaign_ids: Iterable[int]) -> dict[int, dict[RecordStatus, int]]:
    """How many records of each campaign stand where; the deleted ones stand nowhere."""
    table = models.RecordTally
    left = table.status != RecordStatus.DELETED
    rows = (
        table.select(table.campaign_id, table.status, fn.SUM(table.records))
        .where(table.campaign_id.in_(list(campaign_ids)) & left)
        .group_by(table.campaign_id, table.status)
        .having(fn.SUM(table.records) > 0)
        .tuples()
    )
    counts: dict[int, dict[RecordStatus, int]] = {}
    for campaign, status, count in rows:
        counts.setdefault(campaign, {})[RecordStatus(status)] = int(count)
    return counts


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    flat = dict(values)
    if "name" in values:
        flat["name_key"] = name_key(values["name"])
    return flat


@lru_cache(maxsize=256)
def _read(row: tuple[Any, ...]) -> Campaign:
    """Made once while the row is as it was: each tick and each last look ask for it."""
    return _campaign(_IN_STATE.turned(row))


def campaign_of(row: models.Campaign) -> Campaign:
    return _campaign(getattr(row, name) for name in _NAMES)


def _campaign(values: Iterable[Any]) -> Campaign:
    return Campaign(**dict(zip(_NAMES, values, strict=True)))


def title_of(row: models.Campaign) -> str:
    return campaigns.title_of(row.name, row.id, deleted=row.deleted_at is not None)
