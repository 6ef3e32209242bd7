"""A list is called by campaigns: attached, followed, and detached."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists import taking, targets, undoing
from esl_dialer.services.lists.taking import Joined
from esl_dialer.store.campaigns import campaigns as stored_campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, named_lists
from esl_dialer.store.system import outbox


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


def detach(ctx: Context, ref: int | str, list_id: int) -> int:
    """The campaign takes nobody more of the list, and lets go of those whom it never called; how
    many. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    targets.get(list_id)
    with transaction():
        if not campaign_lists.detach(campaign.id, list_id):
            none = Says("list {number} is not attached to {name}")
            raise NotFound(none.of(number=list_id, name=campaign.name))
        ctx.note("list.detach", f"list {list_id}", campaign=campaign.id)
    gone = 0
    while found := _let_go(campaign.id, list_id):
        gone += found
    with transaction():
        outbox.put("list", {"list": list_id}, ctx.now(), campaign.id)
    return gone


NOT_ATTACHED = Says("the list is not attached")


def _let_go(campaign_id: int, list_id: int) -> int:
    with transaction():
        return campaign_lists.let_go(campaign_id, list_id, taking.CHUNK)
