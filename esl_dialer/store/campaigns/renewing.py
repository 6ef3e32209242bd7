"""Everybody made ready for a new run, of the schedule or after a reset, some at a time.

The run begins at once, with the run state; a million records are not made ready in one write. Until
they are, ``campaign.renewing_at`` holds the campaign back (the rule ``new_run``), so that nobody is
called by what the run before left of their record; what a crash leaves is gone on with.
"""

from typing import Any

from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns, resetting
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filtering

AT_ONCE = 1000
"""Records of one transaction: about 10 ms of the writer's time on SQLite."""


def due() -> list[int]:
    table = models.Campaign
    rows = table.select(table.id).where(table.renewing_at.is_null(False)).order_by(table.id)
    return [row[0] for row in rows.tuples()]


def step(campaign_id: int) -> bool:
    """Make the next records ready; False: all are."""
    with transaction():
        campaigns.hold(campaign_id)
        table = models.Campaign
        row = table.get_by_id(campaign_id)
        if row.renewing_at is None:
            return False
        last = resetting.requeue(campaign_id, row.renewed_to, AT_ONCE, row.renewing_at)
        values: dict[str, Any] = {"renewed_to": last} if last else {"renewing_at": None}
        table.update(**values).where(table.id == campaign_id).execute()
        if not last:
            filtering.ask_if_filtered(campaign_id)
        return bool(last)
