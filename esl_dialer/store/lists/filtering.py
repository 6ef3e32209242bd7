"""A campaign's filter applied to all of its records, some at a time; so is what bars people of
inactive lists and of source statuses.

Whoever changes what it may come to asks for a new round; who works at an older one finds that out
with its next records and begins anew. What a crash leaves is a round that has not come to its end:
it is due. Nobody is called by it alone: a tick judges each record that it would dial.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from peewee import SqliteDatabase

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.lists.filter_values import When
from esl_dialer.core.lists.filters import Group, Renewal, renewal
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import barring, filter_people, filters

AT_ONCE = 500
"""Records that one transaction judges: about 10 ms of SQLite's, where most of them change."""

OFTEN = timedelta(minutes=5)
"""How often a filter that goes by ``now`` is applied anew."""


@dataclass(frozen=True, slots=True)
class Round:
    """As far as it has come: to the record ``after``. ``group`` None: no filter any more."""

    campaign: int
    number: int
    group: Group | None
    when: When
    after: int = 0


def ask(campaign_id: int) -> None:
    """The campaign's filter is to be applied anew. Inside a transaction."""
    table = models.CampaignFilter
    added = table.insert(campaign=campaign_id, round=1)
    added.on_conflict(conflict_target=[table.campaign], update={"round": table.round + 1}).execute()


def ask_if_filtered(campaign_id: int) -> None:
    """The same, where it has one, or some list is out of use: its records changed. Inside a
    transaction."""
    table = models.Campaign
    filtered = table.select().where((table.id == campaign_id) & (table.filter_id != 0)).exists()
    if filtered or barring.inactive_lists():
        ask(campaign_id)


def judge_one(campaign: Campaign, record_id: int, now: datetime) -> None:
    """A record of the campaign is another: its filter may mean it now, or no more. Inside a
    transaction."""
    its = filters.chosen(campaign.filter_id)
    group = its.group if its else None
    filter_people.judge_one(campaign.id, record_id, group, filters.when(now))


def judge_again(campaign_id: int, record_ids: Collection[int], now: datetime) -> None:
    """A tick came to records whom the campaign's filter did not mean, or who were barred, as all
    was then: they are judged as all is now. A round that went past them meanwhile does not come
    again. Inside a transaction, before it writes any record: a round holds the filter first too.
    """
    _held(campaign_id)
    its = filters.chosen(models.Campaign.get_by_id(campaign_id).filter_id)
    group, when = its.group if its else None, filters.when(now)
    for record in sorted(record_ids):
        filter_people.judge_one(campaign_id, record, group, when)


def due(now: datetime) -> list[int]:
    """Campaigns whose filter is to be applied."""
    table, campaign = models.CampaignFilter, models.Campaign
    kept = campaign.deleted_at.is_null()
    rows = table.select(table.campaign).join(campaign).where(_is_due(now) & kept)
    return [row[0] for row in rows.order_by(table.campaign).tuples()]


def is_due(campaign_id: int, now: datetime) -> bool:
    table = models.CampaignFilter
    return bool(table.select().where((table.campaign == campaign_id) & _is_due(now)).count())


def _is_due(now: datetime) -> Any:
    table = models.CampaignFilter
    return (table.round != table.applied) | (table.until <= now)


def begin(campaign_id: int, now: datetime) -> Round:
    """A round from its first record on: a new one where a new day has come."""
    with transaction():
        return _begin(campaign_id, now)


def _begin(campaign_id: int, now: datetime) -> Round:
    table = models.CampaignFilter
    row = _held(campaign_id)
    if row is None or (row.until is not None and row.until <= now):
        ask(campaign_id)
        table.update(until=None).where(table.campaign == campaign_id).execute()
        row = _held(campaign_id)
    its = filters.chosen(models.Campaign.get_by_id(campaign_id).filter_id)
    group = its.group if its else None
    return Round(campaign_id, row.round, group, filters.when(now))


def step(at: Round, now: datetime) -> Round | None:
    """Judge the next records; None: it has come to its end."""
    with transaction():
        row = _held(at.campaign)
        if row is None:
            return None
        when = filters.when(now)
        if row.round != at.number:
            return _begin(at.campaign, now)
        if when.today != at.when.today:
            ask(at.campaign)
            return _begin(at.campaign, now)
        after = filter_people.judge(at.campaign, at.group, at.when, at.after, AT_ONCE)
        values: dict[str, Any] = {"at": now}
        if not after:
            values |= {"applied": at.number, "until": _until(at)}
        table = models.CampaignFilter
        table.update(**values).where(table.campaign == at.campaign).execute()
        return replace(at, after=after) if after else None


def _until(at: Round) -> datetime | None:
    if at.group is None:
        return None
    match renewal(at.group):
        case Renewal.NEVER:
            return None
        case Renewal.DAILY:
            return at.when.midnight(at.when.today + timedelta(days=1))
        case Renewal.OFTEN:
            return at.when.now + OFTEN


def _held(campaign_id: int) -> Any:
    """Its row; on PostgreSQL nobody else works at it until the transaction ends."""
    table = models.CampaignFilter
    query = table.select().where(table.campaign == campaign_id)
    if not isinstance(models.database.obj, SqliteDatabase):
        query = query.for_update()
    return query.first()
