"""An import that is under way ends where it is, at a person's word; what it brought in stays."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.lists.list_reading import announce
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filtering, lists
from esl_dialer.store.lists.lists import ListInfo

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
    found = {info.id: info for info in lists.of_campaign(campaign.id)}
    if list_id not in found:
        raise NotFound(NO_SUCH_LIST)
    with transaction():
        if not lists.finish(list_id, ctx.now(), status=lists.CANCELLED):
            raise Refused(_NOT_CANCELLED.of(list=found[list_id].name), [_ENDED])
        filtering.ask_if_filtered(campaign.id)
        info = lists.get(list_id)
        ctx.note("list.cancel", f"campaign {campaign.id}", list=list_id, name=info.name,
                 good=info.rows_good)  # fmt: skip
        announce(ctx, list_id)
    return info
