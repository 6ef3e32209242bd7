"""Runs of a campaign: which there are, and from when until when each was the campaign's."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.store import models
from esl_dialer.store.campaigns.campaigns import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Run:
    """``ended_at`` None: it is the campaign's now."""

    number: int
    started_at: datetime
    ended_at: datetime | None


def runs(campaign_id: int, *, before: int | None = None, limit: int | None = None) -> list[Run]:
    """The campaign's, the newest first; those with a lower number than ``before``."""
    table = models.CampaignRun
    mine = table.campaign == campaign_id
    if before is not None:
        mine &= table.number < min(before, LARGEST_ID)
    found = table.select().where(mine).order_by(table.number.desc()).limit(limit)
    return [_run(row) for row in found]


def get(campaign_id: int, number: int) -> Run | None:
    table = models.CampaignRun
    if not 0 < number <= LARGEST_ID:
        return None
    row = table.get_or_none((table.campaign == campaign_id) & (table.number == number))
    return row and _run(row)


def _run(row: models.CampaignRun) -> Run:
    return Run(row.number, row.started_at, row.ended_at)
