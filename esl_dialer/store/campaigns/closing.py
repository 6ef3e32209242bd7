"""Records that wait as their campaign is completed: given their last status, some at a time.

The run state changes at once, in one row; a million records do not. ``campaign.closing_at`` stands
until none is left that waits or is being called, so that what a crash leaves is due still.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from esl_dialer.core.calls.closing import closed_as
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    DIALABLE_STATUSES,
    NOT_IN_RESULTS,
    Outcome,
    RecordStatus,
    RunState,
)
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.statements import Select

AT_ONCE = 1000
"""Records of one transaction: about 10 ms of the writer's time on SQLite."""


WAITING = tuple(map(str, DIALABLE_STATUSES))
_WAITING = Select(
    "FROM record WHERE campaign_id = ? AND status IN (??) LIMIT ?",
    (models.Record, ["id", "attempts", "last_outcome"]),
)


def begin_again(campaign_id: int, now: datetime) -> None:
    """A record of a completed campaign waits again, as its last call was another than it seemed."""
    table = models.Campaign
    over = (table.id == campaign_id) & (table.run_state == RunState.COMPLETED)
    table.update(closing_at=now).where(over & table.closing_at.is_null()).execute()


def due() -> list[int]:
    table = models.Campaign
    rows = table.select(table.id).where(_closing()).order_by(table.id)
    return [row[0] for row in rows.tuples()]


def step(campaign_id: int) -> int:
    """Close the next records; how many. 0: none waits now, and if none is being called it is done.

    Calls that go on as the campaign is completed end as they end; their records are closed then.
    """
    with transaction():
        campaigns.hold(campaign_id)
        if not _is_closing(campaign_id):
            return 0
        if closed := _close(campaign_id):
            return closed
        if not campaigns.any_of(campaign_id, CLAIMED_STATUSES):
            table = models.Campaign
            table.update(closing_at=None).where(table.id == campaign_id).execute()
        return 0


def _is_closing(campaign_id: int) -> bool:
    table = models.Campaign
    return bool(table.select(table.id).where((table.id == campaign_id) & _closing()).count())


def _closing() -> Any:
    """A new run is made ready first: whom it closes is of that run."""
    table = models.Campaign
    return table.closing_at.is_null(False) & table.renewing_at.is_null()


def _close(campaign_id: int) -> int:
    table, found = models.Record, list(_WAITING.rows(campaign_id, sorted(WAITING), AT_ONCE))
    unsure = [record for record, attempts, last in found if attempts and last in NOT_IN_RESULTS]
    counted = _last_counted(campaign_id, unsure)
    by_status: dict[RecordStatus, list[int]] = defaultdict(list)
    for record, attempts, last in found:
        by_status[closed_as(attempts, counted.get(record, last))].append(record)
    waits = table.status.in_(sorted(DIALABLE_STATUSES))
    for status, ids in by_status.items():
        values = {"status": status, "ready": False, "not_before": None, "held_by": ""}
        table.update(**values, urgent=False).where(table.id.in_(ids) & waits).execute()
    return len(found)


def _last_counted(campaign_id: int, record_ids: Iterable[int]) -> dict[int, Outcome]:
    """The outcome of the last call that counts in the run, of records whose last one does not."""
    table, campaign = models.Attempt, models.Campaign
    run = campaign.select(campaign.run_number).where(campaign.id == campaign_id)
    mine = table.record.in_(list(record_ids)) & (table.run == run)
    counts = mine & table.outcome.not_in(sorted(NOT_IN_RESULTS))
    rows = table.select(table.record, table.outcome).where(counts).order_by(table.claimed_at)
    return {record: Outcome(outcome) for record, outcome in rows.tuples()}
