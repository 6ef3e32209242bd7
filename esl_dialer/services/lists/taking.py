"""A campaign takes people of the lists that are attached to it: each gets a record of its own.

In chunks, each a transaction with its mark: what was cut off goes on by a worker, when the list is
attached again, or at Start, and nobody is taken twice.
"""

import logging
from dataclasses import dataclass

from esl_dialer.runtime.logs import line
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, filtering, list_records, named_lists
from esl_dialer.store.lists import taking as stored_taking
from esl_dialer.store.lists.campaign_lists import Attached
from esl_dialer.store.lists.taking import Taken
from esl_dialer.store.people import editing, gate_renewal
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

CHUNK = 5000
"""People of a transaction: some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A list in a campaign: ``people`` of it were looked at just now, and ``records`` are new; the
    others' accounts were in the campaign. ``renewed`` of these, where it follows the list, say what
    an import wrote over their people."""

    list_id: int
    campaign_id: int
    people: int
    records: int
    renewed: int = 0


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
    if joined.records or joined.renewed:
        campaigns.apply_filter(ctx, one.campaign)
        told = {"new": joined.records, "renewed": joined.renewed}
        log.info(line("list.followed", campaign=one.campaign, list=one.list, **told))
    return joined.records + joined.renewed


def work_once(ctx: Context) -> bool:
    """A worker's: whether there was anybody to take."""
    return follow(ctx) > 0


def take(ctx: Context, campaign_id: int, list_id: int) -> Joined:
    """All of the list that are left."""
    people = records = renewed = 0
    if not _anybody_waits(campaign_id, list_id):
        return Joined(list_id, campaign_id, 0, 0)
    position = list_records.last_position(campaign_id) + 1
    while taken := _take_some(ctx, campaign_id, list_id, position):
        people, records = people + taken.people, records + taken.records
        renewed += taken.renewed
        position += taken.records
    if records or renewed:
        with transaction():
            outbox.put("list", {"list": list_id}, ctx.now(), campaign_id)
    return Joined(list_id, campaign_id, people, records, renewed)


def _anybody_waits(campaign_id: int, list_id: int) -> bool:
    """Whom the campaign can take. Where nobody is left, nothing is under way any more."""
    seen = campaign_lists.find(campaign_id, list_id)
    if seen is None or seen.leaving or named_lists.is_fed(list_id):
        return False
    if stored_taking.waits(seen):
        return True
    if seen.busy_at is not None:
        with transaction():
            campaign_lists.rest(seen)
    return False


def _take_some(ctx: Context, campaign_id: int, list_id: int, position: int) -> Taken | None:
    with transaction():
        stored.hold(campaign_id)
        if not named_lists.hold(list_id) or named_lists.is_fed(list_id):
            return None
        if stored.get(campaign_id).undoing:
            return None
        seen = campaign_lists.find(campaign_id, list_id)
        if seen is None or seen.leaving:
            return None
        last = list_records.last_record(campaign_id) if gate_renewal.waiting() else None
        taken = stored_taking.take(seen, position, CHUNK, ctx.now())
        if taken is None:
            campaign_lists.rest(seen)
            return None
        if last is not None:
            gate_renewal.ask(campaign_id, last)
        if taken.records or taken.renewed:
            editing.spoil(campaign_id)
            if named_lists.says_statuses(list_id, seen.taken_to, taken.to):
                filtering.ask(campaign_id)
            else:
                filtering.ask_if_filtered(campaign_id)
        return taken
