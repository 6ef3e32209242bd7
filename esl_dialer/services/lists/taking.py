"""A campaign takes people of the lists that are attached to it: each gets a record of its own.

In chunks, each a transaction with its mark: what was cut off goes on when the list is attached
again, or at Start, and nobody is taken twice.
"""

from dataclasses import dataclass

from esl_dialer.services.context import Context
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, filtering, list_records
from esl_dialer.store.lists.campaign_lists import Taken
from esl_dialer.store.people import editing, gate_renewal
from esl_dialer.store.system import outbox

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
        campaigns.hold(campaign_id)
        if campaigns.get(campaign_id).undoing:
            return None
        seen = campaign_lists.find(campaign_id, list_id)
        last = list_records.last_record(campaign_id) if gate_renewal.waiting() else None
        taken = campaign_lists.take(seen, position, CHUNK, ctx.now()) if seen else None
        if taken and last is not None:
            gate_renewal.ask(campaign_id, last)
        if taken and taken.records:
            editing.spoil(campaign_id)
            filtering.ask_if_filtered(campaign_id)
        return taken
