"""A list that one campaign brought in is called by others too: attached, and detached."""

from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists import taking, undoing
from esl_dialer.services.lists.taking import Joined
from esl_dialer.store.campaigns import campaigns as stored_campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import campaign_lists, lists
from esl_dialer.store.lists.campaign_lists import Attached
from esl_dialer.store.lists.lists import ListInfo, NoSuchList
from esl_dialer.store.lists.undoing import UNDOING, UNDONE
from esl_dialer.store.system import outbox


@dataclass(frozen=True, slots=True)
class Use:
    """A list, and the campaigns that it was attached to. ``people``: how many are in it now; None
    where lists are shown together, whose people are not counted for that."""

    list: ListInfo
    attached: tuple[Attached, ...]
    people: int | None = None


def every(ctx: Context) -> list[Use]:
    """All lists, newest first."""
    ctx.require(Permission.VIEW)
    attached = campaign_lists.by_list()
    return [Use(one, attached.get(one.id, ())) for one in lists.every()]


def show(ctx: Context, list_id: int) -> Use:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = _list(list_id)
    return Use(found, tuple(campaign_lists.of_list(list_id)), lists.people(list_id))


def attach(ctx: Context, ref: int | str, list_id: int) -> Joined:
    """The campaign calls the people of the list, as they are in it now, whom it does not have yet.

    Attached again it takes those that came since, as Start does. Raises NotFound, Refused.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign, found = campaigns.kept(ctx, ref), _list(list_id)
    if found.campaign_id == campaign.id:
        raise Refused(NOT_ATTACHED, [Says("the campaign itself brought the list in")])
    with transaction():
        for one in sorted({campaign.id, found.campaign_id}):
            stored_campaigns.hold(one)
        undoing.refuse_meanwhile(ctx, campaign.id, NOT_ATTACHED)
        if why := _WHY_NOT.get(_list(list_id).status):
            raise Refused(NOT_ATTACHED, [why])
        if campaign_lists.attach(campaign.id, list_id, ctx.now(), ctx.actor.name):
            ctx.note("list.attach", f"list {list_id}", campaign=campaign.id)
    joined = taking.take(ctx, campaign.id, list_id)
    campaigns.apply_filter(ctx, campaign.id)
    return joined


def detach(ctx: Context, ref: int | str, list_id: int) -> int:
    """The campaign takes nobody more of the list, and lets go of those whom it never called; how
    many. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    _list(list_id)
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
_READ = Says("the list is still read")
_WHY_NOT = {
    "pending": _READ,
    "importing": _READ,
    UNDOING: Says("its import is being undone"),
    UNDONE: Says("its import was undone"),
}
"""By the statuses of a list that nobody may take people of."""


def _let_go(campaign_id: int, list_id: int) -> int:
    with transaction():
        return campaign_lists.let_go(campaign_id, list_id, taking.CHUNK)


def _list(list_id: int) -> ListInfo:
    try:
        return lists.get(list_id)
    except NoSuchList:
        raise NotFound(Says("no list {name}", name=list_id), listed_by="list list") from None
