"""An import that is under way ends where it is, at a person's word; what it brought in stays."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists.importing import judge_again
from esl_dialer.services.lists.list_reading import announce
from esl_dialer.services.lists.undoing import NO_SUCH_IMPORT
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import lists
from esl_dialer.store.lists.lists import ListInfo, NoSuchList

NO_SUCH_LIST = Says("this campaign has no such list")
_NOT_CANCELLED = Says("the import of {list} is not cancelled")
_ENDED = Says("it has ended already")


def under_way(ctx: Context, ref: int | str) -> list[ListInfo]:
    """The campaign's lists that are not read to their end, newest first. Raises NotFound."""
    found = lists.of_campaign(campaigns.get(ctx, ref).id)
    return [info for info in found if info.unfinished]


def cancel(ctx: Context, ref: int | str, list_id: int) -> ListInfo:
    """Who reads the list stops at its next chunk. The same file may be imported again: it goes
    through those rows as duplicates. Raises Forbidden, NotFound, Refused (it has ended)."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    if list_id not in {info.id for info in lists.of_campaign(campaign.id)}:
        raise NotFound(NO_SUCH_LIST)
    return cancel_import(ctx, list_id)


def cancel_import(ctx: Context, number: int) -> ListInfo:
    """The same of any import: into a campaign, or into a list that stands apart."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    try:
        info = lists.get(number)
    except NoSuchList:
        raise NotFound(NO_SUCH_IMPORT, listed_by="imports list") from None
    with transaction():
        if not lists.finish(number, ctx.now(), status=lists.CANCELLED):
            raise Refused(_NOT_CANCELLED.of(list=info.name), [_ENDED])
        if not info.apart:
            judge_again(info)
        info = lists.get(number)
        ctx.note("list.cancel", info.where, list=number, name=info.name, good=info.rows_good)
        announce(ctx, number)
    return info
