"""A campaign lets go of a list: of the records that it never called, some at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Case, fn

from esl_dialer.core.words import CLAIMED_STATUSES
from esl_dialer.store import models
from esl_dialer.store.lists import removing_records
from esl_dialer.store.lists.campaign_lists import Attached, one
from esl_dialer.store.people import persons


@dataclass(frozen=True, slots=True)
class Leaving:
    """Of the records that a campaign has of a list: ``goes`` are taken out; ``called`` stay with
    their calls, ``promised`` because what must not be called is written nowhere else."""

    goes: int
    called: int
    promised: int

    @property
    def stay(self) -> int:
        return self.called + self.promised


def counted(campaign: int, list_id: int) -> Leaving:
    """Reads each of its records once."""
    record = models.Record
    mine = (record.campaign == campaign) & (record.list == list_id)
    sums = (fn.SUM(Case(None, [(which, 1)], 0)) for which in (_going(), _called()))
    found = record.select(fn.COUNT(record.id), *sums).where(mine).tuples().get()
    records, goes, called = (int(count or 0) for count in found)
    return Leaving(goes, called, records - goes - called)


def let_go(seen: Attached, most: int, now: datetime) -> bool:
    """Take out the next records that go. The people stay in their list, with their phones; whom no
    list has is gone, and so is who was left of a deleted campaign's list. False: there are none
    left, or another let go of them since it was ``seen``. Inside a transaction."""
    record, mark = models.Record, models.CampaignList
    mine = (record.campaign == seen.campaign) & (record.list == seen.list)
    query = record.select(record.id, record.person).where(mine & (record.id > seen.let_go_to))
    rows = dict(query.order_by(record.id).limit(most).tuples())
    if not rows:
        return False
    same = one(seen.campaign, seen.list) & mark.leaving & (mark.let_go_to == seen.let_go_to)
    moved = mark.update(let_go_to=max(rows), busy_at=now)
    if not moved.where(same).execute():
        return False
    gone = record.delete().where(record.id.in_(list(rows)) & _going()).execute()
    mark.update(let_go=mark.let_go + gone).where(one(seen.campaign, seen.list)).execute()
    persons.let_go(rows.values(), of_lists=_is_nobodys(seen.list))
    return True


def _going() -> Any:
    """For WHERE: never called, and not being called. Who is not to be called stays where only their
    record says so: whom a list has is not called from there either."""
    record, person = models.Record, models.Person
    alone = person.select(person.id).where((person.id == record.person) & person.list.is_null())
    free = record.status.not_in(list(CLAIMED_STATUSES))
    return free & ~_called() & ~(fn.EXISTS(alone) & removing_records.promised())


def _called() -> Any:
    """For WHERE."""
    record, attempt = models.Record, models.Attempt
    return fn.EXISTS(attempt.select(attempt.id).where(attempt.record == record.id))


def _is_nobodys(list_id: int) -> bool:
    """Whether the campaign that brought the list in was deleted."""
    table, campaign = models.List, models.Campaign
    gone = (table.id == list_id) & campaign.deleted_at.is_null(False)
    return bool(table.select(table.id).join(campaign).where(gone).exists())
