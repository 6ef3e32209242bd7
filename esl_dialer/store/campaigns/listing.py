"""The list of campaigns: a few columns of every one, and the rest of those on a page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from peewee import fn

from esl_dialer.core.campaigns.campaign import Campaign, title_of
from esl_dialer.core.campaigns.listing import Listed
from esl_dialer.core.text.folding import plain
from esl_dialer.core.words import CLAIMED_STATUSES, RunState
from esl_dialer.store import models
from esl_dialer.store.campaigns.campaigns import campaign_of
from esl_dialer.store.people.browsing import called_before
from esl_dialer.store.statements import Select

_COLUMNS = (
    *("id", "name", "kind", "precedence", "priority", "run_state", "run_state_at"),
    *("archived_at", "deleted_at", "created_at", "last_run_at"),
)
_KEPT = Select("FROM campaign WHERE deleted_at IS NULL", (models.Campaign, _COLUMNS))
_ALL = Select("FROM campaign", (models.Campaign, _COLUMNS))


def listed(*, deleted: bool = False) -> list[Listed]:
    """Every campaign, archived ones too; ``deleted``: those as well."""
    rows = (_ALL if deleted else _KEPT).rows()
    return [_listed(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def _listed(row: dict[str, Any]) -> Listed:
    """Where no start was noted, it ran until it came to its present state."""
    ran_until = None if row["run_state"] is RunState.DRAFT else row["run_state_at"]
    deleted = row["deleted_at"] is not None
    return Listed(
        id=row["id"],
        name=title_of(row["name"], row["id"], deleted=deleted),
        kind=row["kind"],
        precedence=row["precedence"],
        priority=row["priority"],
        run_state=row["run_state"],
        archived=row["archived_at"] is not None,
        deleted=deleted,
        created_at=row["created_at"],
        last_run_at=row["last_run_at"] or ran_until,
    )


def of_numbers(numbers: Collection[int]) -> dict[int, Campaign]:
    """Whole campaigns, by number."""
    table = models.Campaign
    rows = table.select().where(table.id.in_(list(numbers)))
    return {row.id: campaign_of(row) for row in rows}


@dataclass(frozen=True, slots=True)
class ListsOf:
    """The lists that a campaign was given: how many, and the name of the newest."""

    count: int
    newest: str


NO_LISTS = ListsOf(0, "")


def lists_of(numbers: Collection[int]) -> dict[int, ListsOf]:
    """By campaign, of those that were given any."""
    table = models.ListImport
    newest = (
        table.select(
            table.campaign, fn.COUNT(table.id).alias("count"), fn.MAX(table.id).alias("id")
        )
        .where(table.campaign.in_(list(numbers)))
        .group_by(table.campaign)
    )
    counts = {row.id: (row.campaign_id, row.count) for row in newest}
    names = table.select(table.id, table.name).where(table.id.in_(list(counts)))
    return {counts[row.id][0]: ListsOf(counts[row.id][1], row.name) for row in names}


def with_list(part: str) -> set[int]:
    """The campaigns that have a list with this in its name, however it is written."""
    table, wanted = models.ListImport, plain(part)
    rows = table.select(table.campaign_id, table.name).distinct().tuples()
    return {campaign for campaign, name in rows if wanted in plain(name)}


def called_again(numbers: Collection[int]) -> dict[int, int]:
    """By campaign, how many of the records in a call now were called before in this run: read by
    the index of statuses, so that no other record is looked at."""
    table = models.Record
    claimed = table.campaign.in_(list(numbers)) & table.status.in_(sorted(CLAIMED_STATUSES))
    query = (
        table.select(table.campaign_id, fn.COUNT(table.id))
        .where(claimed & called_before())
        .group_by(table.campaign_id)
    )
    return {campaign: int(count) for campaign, count in query.tuples()}
