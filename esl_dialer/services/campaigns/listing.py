"""The list of campaigns, as pages, programs and the command line ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns import listing
from esl_dialer.core.campaigns.listing import ANY, Listed, Wanted
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.store.campaigns import listing as stored
from esl_dialer.store.campaigns.listing import NO_LISTS, ListsOf

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign on the list. ``listed.last_run_at``: when it was last started, as far as known."""

    listed: Listed
    summary: CampaignSummary
    lists: ListsOf


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the campaigns that are wanted. ``number`` counts from 1; ``every``: how many
    campaigns there are, archived ones too."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int
    every: int


def read(given: Mapping[str, Sequence[str]]) -> Wanted:
    """What parameters ask for. Raises Invalid."""
    wanted, problems = listing.read(given)
    if problems:
        raise Invalid(problems)
    return wanted


def page(ctx: Context, wanted: Wanted = ANY, number: int = 1, size: int = PAGE) -> Page:
    """The page of that number, or the last one that there is."""
    ctx.require(Permission.VIEW)
    every = stored.listed()
    found = _fitting(every, wanted)
    pages = max(1, -(-len(found) // size))
    shown = min(max(1, number), pages)
    some = found[(shown - 1) * size : shown * size]
    return Page(_rows(some, ctx.now()), len(found), shown, pages, len(every))


def after(
    ctx: Context, wanted: Wanted, last: int, limit: int, *, deleted: bool = False
) -> tuple[tuple[Row, ...], bool]:
    """The wanted ones that come after the campaign ``last`` (0: from the first), and whether more
    follow. One that fits no more, or was deleted, keeps its place in the order. Raises Invalid."""
    ctx.require(Permission.VIEW)
    every = stored.listed(deleted=True)
    found = _fitting([one for one in every if deleted or not one.deleted], wanted)
    if last:
        place = next((one for one in every if one.id == last), None)
        if place is None:
            raise Invalid({"after": Says("there is no campaign {number}", number=last)})
        ordered = listing.in_order({*found, place}, wanted)
        found = ordered[ordered.index(place) + 1 :]
    return _rows(found[:limit], ctx.now()), len(found) > limit


def _fitting(every: list[Listed], wanted: Wanted) -> list[Listed]:
    of_list = stored.with_list(wanted.list_name) if wanted.list_name else None
    return listing.fitting(every, wanted, of_list)


def _rows(some: list[Listed], now: datetime) -> tuple[Row, ...]:
    """One that was deleted meanwhile is left out."""
    numbers = [one.id for one in some]
    whole, lists = stored.of_numbers(numbers), stored.lists_of(numbers)
    summaries = {one.campaign.id: one for one in campaigns.summaries(list(whole.values()), now)}
    return tuple(
        Row(one, summaries[one.id], lists.get(one.id, NO_LISTS))
        for one in some
        if one.id in summaries
    )


def shown(row: Row) -> dict[str, Any]:
    """The stable shape that ``--json`` prints: a campaign's, and what the list tells beside it."""
    return campaigns.shown(row.summary) | {
        "last_run_at": row.listed.last_run_at,
        "lists": {"count": row.lists.count, "newest": row.lists.newest},
    }
