"""What a list is still worth, as its records say it now: one pass over those, when asked."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from peewee import SQL, Case, fn

from esl_dialer.core.calls.progress import NEW, PROTECTED_STATUSES
from esl_dialer.core.lists.worth import Alike
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    OPEN_STATES,
    WAITING_STATUSES,
    CallState,
    Outcome,
    RecordAudio,
    RecordStatus,
)
from esl_dialer.store import models

LAST = tuple(
    status
    for status in RecordStatus
    if status not in WAITING_STATUSES | CLAIMED_STATUSES | PROTECTED_STATUSES
)
"""Statuses of a record that is finished, and that no promise protects."""


def alike(list_id: int, now: datetime) -> list[Alike]:
    """The list's records of campaigns that are not deleted, those that stand alike together."""
    table, campaign = models.Record, models.Campaign
    waits = table.not_before.is_null(False) & (table.not_before > now)
    called_back = table.scheduled_for.is_null(False)
    due = Case(
        None, [(called_back & (table.scheduled_for > now), 0), (called_back, 1), (waits, 0)], 1
    )
    columns = (
        table.campaign_id, table.status, table.last_outcome, table.audio, table.gate,
    )  # fmt: skip
    query = (
        table.select(*columns, due.alias("is_due"), fn.COUNT(table.id))
        .join(campaign)
        .where((table.list == list_id) & campaign.deleted_at.is_null())
        .group_by(*columns, SQL("is_due"))
    )
    return [
        Alike(campaign, status, last, audio, gate, bool(is_due), int(count))
        for campaign, status, last, audio, gate, is_due, count in query.tuples()
    ]


def live(list_id: int) -> Counter[CallState]:
    """Calls to its people that go on, by how far they are."""
    table = models.Attempt
    its = table.state.in_(OPEN_STATES) & (table.list_id == list_id)
    rows = table.select(table.state, fn.COUNT(table.id)).where(its).group_by(table.state)
    return Counter({CallState(state): int(count) for state, count in rows.tuples()})


# --- recycled -----------------------------------------------------------------------------------


def recyclable(list_id: int, outcomes: Collection[Outcome]) -> dict[int, int]:
    """By campaign, how many records ``recycle`` would make dialable again."""
    table, campaign = models.Record, models.Campaign
    query = (
        table.select(table.campaign_id, fn.COUNT(table.id))
        .join(campaign)
        .where(
            _finished(list_id, outcomes)
            & campaign.archived_at.is_null()
            & campaign.deleted_at.is_null()
        )
        .group_by(table.campaign_id)
    )
    return {number: int(count) for number, count in query.tuples()}


def recycle(
    list_id: int, campaigns: Collection[int], outcomes: Collection[Outcome], after: int, most: int
) -> tuple[Counter[int], int]:
    """Make so many records of these campaigns, from ``after`` on, dialable again as new ones; how
    many of each, and the last that was looked at, 0 at the end. Inside a transaction."""
    table = models.Record
    some = table.select(table.id).where((table.list == list_id) & (table.id > after))
    ids = [number for (number,) in some.order_by(table.id).limit(most).tuples()]
    if not ids:
        return Counter(), 0
    mine = table.id.in_(ids) & table.campaign.in_(list(campaigns))
    ready = table.audio == RecordAudio.READY
    values = {
        "status": RecordStatus.PENDING,
        "attempts": NEW.attempts,
        "refusals": NEW.refusals,
        "next_phone": NEW.next_phone,
        "not_before": None,
        "scheduled_for": None,
        "held_by": "",
        "urgent": False,
        "resolution": "",
    }
    rows = table.select(table.id, table.campaign_id).where(mine & _finished(list_id, outcomes))
    found = dict(rows.tuples())
    if found:
        still = table.id.in_(list(found)) & table.status.in_(list(LAST))
        table.update(**values, ready=ready).where(still).execute()
    return Counter(found.values()), ids[-1]


def _finished(list_id: int, outcomes: Collection[Outcome]) -> object:
    """For WHERE: whom nobody said not to call."""
    table, person = models.Record, models.Person
    stopped = (person.id == table.person) & person.stop_reason.is_null(False)
    its = (table.list == list_id) & table.status.in_(list(LAST))
    its &= table.last_outcome.in_(list(outcomes))
    return its & ~fn.EXISTS(person.select(person.id).where(stopped))
