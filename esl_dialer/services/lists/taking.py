"""A campaign takes people of the lists that are attached to it: each gets a record of its own.

In chunks, each a transaction with its mark: what was cut off goes on when the list is attached
again, or at Start, and nobody is taken twice.
"""

import logging
from dataclasses import dataclass

from esl_dialer.runtime.logs import line
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, filtering, list_records, named_lists
from esl_dialer.store.lists.campaign_lists import Attached, Taken
from esl_dialer.store.people import editing, gate_renewal
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

CHUNK = 5000
"""People of a transaction: some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A list in a campaign: ``people`` of it were looked at just now, and ``records`` are new; the
    others' accounts were in the campaign."""

    list_id: int
    campaign_id: int
    people: int
    records: int


def take_new(ctx: Context, campaign_id: int) -> None:
    """Who is in the campaign's lists and was not taken yet: nobody while one of its imports is
    undone, because an account that is being taken out is there still."""
    for one in campaign_lists.of_campaign(campaign_id):
        take(ctx, campaign_id, one.list)


def follow(ctx: Context, list_id: int | None = None) -> int:
    """Campaigns that follow a list take who came into it, or into any; how many records are new."""
    found = campaign_lists.behind()
    mine = [one for one in found if list_id in (None, one.list)]
    return sum(_follow(ctx, one) for one in mine)


def _follow(ctx: Context, one: Attached) -> int:
    joined = take(ctx, one.campaign, one.list)
    if joined.records:
        campaigns.apply_filter(ctx, one.campaign)
        log.info(line("list.followed", campaign=one.campaign, list=one.list, new=joined.records))
    return joined.records


def work_once(ctx: Context) -> bool:
    """A worker's: whether there was anybody to take."""
    return follow(ctx) > 0


def take(ctx: Context, campaign_id: int, list_id: int) -> Joined:
    """All of the list that are left."""
    people = records = 0
    position = list_records.last_position(campaign_id) + 1
    while taken := _take_some(ctx, campaign_id, list_id, position):
        people, records = people + taken.people, records + taken.records
        position += taken.records
    if records:
        with transaction():
            outbox.put("list", {"list": list_id}, ctx.now(), campaign_id)
    return Joined(list_id, campaign_id, people, records)


def _take_some(ctx: Context, campaign_id: int, list_id: int, position: int) -> Taken | None:
    with transaction():
        stored.hold(campaign_id)
        if not named_lists.hold(list_id) or named_lists.is_fed(list_id):
            return None
        if stored.get(campaign_id).undoing:
            return None
        seen = campaign_lists.find(campaign_id, list_id)
        last = list_records.last_record(campaign_id) if gate_renewal.waiting() else None
        taken = campaign_lists.take(seen, position, CHUNK, ctx.now()) if seen else None
        if taken and last is not None:
            gate_renewal.ask(campaign_id, last)
        if seen and taken and taken.records:
            editing.spoil(campaign_id)
            if named_lists.says_statuses(list_id, seen.taken_to, taken.to):
                filtering.ask(campaign_id)
            else:
                filtering.ask_if_filtered(campaign_id)
        return taken
