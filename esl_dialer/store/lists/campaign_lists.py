"""A list in several campaigns: which campaigns call a list that stands apart, or that another one
brought in, and how far each is with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Attached:
    """``taken_to``: the highest number of a person who was taken, or left out. ``let_go_to`` and
    ``let_go``, while it is ``leaving``: the last record that was looked at, and how many went."""

    campaign: int
    list: int
    taken_to: int
    attached_at: datetime
    attached_by: str
    follows: bool
    """Whether who comes into the list is taken at once; else at Start."""
    busy_at: datetime | None = None
    """When people were last taken, or let go of, for a wish that is not done yet."""
    leaving: bool = False
    let_go_to: int = 0
    let_go: int = 0


def attach(campaign: int, list_id: int, now: datetime, by: str, *, follows: bool = False) -> bool:
    """False: it was."""
    table = models.CampaignList
    values = {"campaign": campaign, "list": list_id, "attached_at": now, "attached_by": by}
    values |= {"follows": follows, "busy_at": now}
    return bool(table.insert(**values).on_conflict_ignore().as_rowcount().execute())


def follow(campaign: int, list_id: int, *, follows: bool) -> bool:
    """False: it is not attached, or did so already."""
    table = models.CampaignList
    other = one(campaign, list_id) & (table.follows != follows)
    return bool(table.update(follows=follows).where(other).execute())


def leave(campaign: int, list_id: int, now: datetime) -> bool:
    """From here on the campaign takes nobody of it. False: it is not attached, or is leaving."""
    table = models.CampaignList
    stays = one(campaign, list_id) & ~table.leaving
    values = {"leaving": True, "busy_at": now, "let_go_to": 0, "let_go": 0}
    return bool(table.update(**values).where(stays).execute())


def rest(seen: Attached) -> None:
    """Nothing of it was left to do, as it was ``seen``."""
    table = models.CampaignList
    same = one(seen.campaign, seen.list) & (table.taken_to == seen.taken_to) & ~table.leaving
    table.update(busy_at=None).where(same).execute()


def behind() -> list[Attached]:
    """Those that follow a list and have not taken all who are in it."""
    table, person, campaign = models.CampaignList, models.Person, models.Campaign
    newest = person.select(fn.MAX(person.id)).where(person.list == table.list)
    kept = campaign.deleted_at.is_null() & campaign.undoing.is_null() & ~table.leaving
    rows = table.select().join(campaign).where(table.follows & kept & (table.taken_to < newest))
    return [_attached(row) for row in rows.order_by(table.attached_at, table.campaign)]


def cut_off(since: datetime) -> list[Attached]:
    """Those with something left to do, of which nobody has done any ``since``."""
    table, campaign = models.CampaignList, models.Campaign
    quiet = (table.busy_at < since) & campaign.deleted_at.is_null() & campaign.undoing.is_null()
    rows = table.select().join(campaign).where(quiet)
    return [_attached(row) for row in rows.order_by(table.busy_at, table.campaign)]


def detach(campaign: int, list_id: int) -> bool:
    """Whether it was attached. Its records stay."""
    return bool(models.CampaignList.delete().where(one(campaign, list_id)).execute())


def detach_all(campaign: int) -> None:
    """The campaign is deleted."""
    table = models.CampaignList
    table.delete().where(table.campaign == campaign).execute()


def find(campaign: int, list_id: int) -> Attached | None:
    row = models.CampaignList.get_or_none(one(campaign, list_id))
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


def by_list(numbers: Collection[int]) -> dict[int, tuple[Attached, ...]]:
    """Of these lists, those that are attached to some campaign."""
    found: dict[int, tuple[Attached, ...]] = {}
    table = models.CampaignList
    mine = table.select().where(table.list.in_(list(numbers)))
    for row in mine.order_by(table.attached_at, table.campaign):
        found[row.list_id] = (*found.get(row.list_id, ()), _attached(row))
    return found


def one(campaign: int, list_id: int) -> Any:
    """For WHERE."""
    table = models.CampaignList
    return (table.campaign == campaign) & (table.list == list_id)


def _attached(row: models.CampaignList) -> Attached:
    return Attached(
        row.campaign_id,
        row.list_id,
        row.taken_to,
        row.attached_at,
        row.attached_by,
        row.follows,
        row.busy_at,
        row.leaving,
        row.let_go_to,
        row.let_go,
    )
