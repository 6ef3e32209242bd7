"""A list is called by campaigns: attached, followed, and detached.

Both go in chunks, each a transaction with its mark: a worker goes on with what was cut off.
"""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists import taking, targets, undoing
from esl_dialer.services.lists.taking import Joined
from esl_dialer.store.campaigns import campaigns as stored_campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, letting_go, named_lists
from esl_dialer.store.lists.campaign_lists import Attached
from esl_dialer.store.lists.named_lists import NamedList
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

Leaving = letting_go.Leaving


def attach(ctx: Context, ref: int | str, list_id: int, *, follows: bool | None = None) -> Joined:
    """The campaign calls the people of the list, as they are in it now, whom it does not have yet.

    ``follows``: who comes into the list later is called as they come; else, and by default, at the
    next Start. Attached again it takes those that came since, as Start does. Raises NotFound,
    Refused.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign, found = campaigns.kept(ctx, ref), targets.get(list_id)
    if found.campaign_id == campaign.id:
        raise Refused(NOT_ATTACHED, [Says("the campaign itself brought the list in")])
    with transaction():
        for one in sorted({campaign.id, found.campaign_id} - {0}):
            stored_campaigns.hold(one)
        undoing.refuse_meanwhile(ctx, campaign.id, NOT_ATTACHED)
        if not named_lists.hold(list_id):
            targets.get(list_id)
        if why := _why_not(list_id):
            raise Refused(NOT_ATTACHED, [why])
        by, follows_it = ctx.actor.name, bool(follows)
        seen = campaign_lists.find(campaign.id, list_id)
        if seen and seen.leaving:
            raise Refused(NOT_ATTACHED, [_LEAVING])
        if campaign_lists.attach(campaign.id, list_id, ctx.now(), by, follows=follows_it):
            ctx.note("list.attach", f"list {list_id}", campaign=campaign.id, follows=follows_it)
        elif follows is not None and campaign_lists.follow(campaign.id, list_id, follows=follows):
            ctx.note("list.follow", f"list {list_id}", campaign=campaign.id, follows=follows)
    joined = taking.take(ctx, campaign.id, list_id)
    campaigns.apply_filter(ctx, campaign.id)
    return joined


def _why_not(list_id: int) -> Says | None:
    """What forbids that anybody takes people of it."""
    if named_lists.is_undoing(list_id):
        return Says("its import is being undone")
    if named_lists.is_undone(list_id):
        return Says("its import was undone")
    return Says("the list is still read") if named_lists.is_fed(list_id) else None


@dataclass(frozen=True, slots=True)
class Detachable:
    """A list of a campaign, and what becomes of its records there when it is detached."""

    list: NamedList
    campaign: Campaign
    records: Leaving


def detachable(ctx: Context, ref: int | str, list_id: int) -> Detachable:
    """What the confirmation says. Reads the list's records in the campaign once. Raises NotFound,
    Refused."""
    ctx.require(Permission.VIEW)
    campaign, found = campaigns.kept(ctx, ref), targets.get(list_id)
    _attached(campaign, list_id)
    return Detachable(found, campaign, letting_go.counted(campaign.id, list_id))


def _attached(campaign: Campaign, list_id: int) -> None:
    seen = campaign_lists.find(campaign.id, list_id)
    if seen is None:
        none = Says("list {number} is not attached to {name}")
        raise NotFound(none.of(number=list_id, name=campaign.name))
    if seen.leaving:
        raise Refused(NOT_DETACHED, [_LEAVING])


def detach(ctx: Context, ref: int | str, list_id: int) -> Leaving:
    """The campaign takes nobody more of the list, and lets go of those whom it never called. Raises
    NotFound, Refused."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    asked = detachable(ctx, ref, list_id)
    campaign, its = asked.campaign, asked.records
    with transaction():
        if not campaign_lists.leave(campaign.id, list_id, ctx.now()):
            _attached(campaign, list_id)
        told = {"campaign": campaign.id, "goes": its.goes, "stays": its.stay}
        ctx.note("list.detach", f"list {list_id}", **told)
    gone = 0
    while (seen := campaign_lists.find(campaign.id, list_id)) and seen.leaving:
        _let_go(ctx, seen)
        gone = max(gone, seen.let_go)
    return replace(its, goes=gone)


def work_once(ctx: Context) -> bool:
    """A worker's: goes on with what was cut off; False: there is nothing."""
    worked = False
    for one in campaign_lists.cut_off(ctx.now() - QUIET):
        if one.leaving:
            _let_go(ctx, one)
            worked = True
        elif (joined := taking.take(ctx, one.campaign, one.list)).people:
            campaigns.apply_filter(ctx, one.campaign)
            log.info(line("list.taken", campaign=one.campaign, list=one.list, new=joined.records))
            worked = True
    return worked


NOT_ATTACHED = Says("the list is not attached")
NOT_DETACHED = Says("the list is not detached")
_LEAVING = Says("it is being detached: wait until that is done")

QUIET = timedelta(seconds=30)
"""After which a wish is cut off: whoever does it writes each chunk down."""

CHUNK = 2000
"""Records of a transaction."""


def _let_go(ctx: Context, seen: Attached) -> None:
    """Of some; of the last, the list is attached no more."""
    with transaction():
        if letting_go.let_go(seen, CHUNK, ctx.now()):
            return
        now = campaign_lists.find(seen.campaign, seen.list)
        if now != seen or not campaign_lists.detach(seen.campaign, seen.list):
            return
        told = {"campaign": seen.campaign, "removed": seen.let_go}
        ctx.note("list.detached", f"list {seen.list}", **told)
        outbox.put("list", {"list": seen.list}, ctx.now(), seen.campaign)
