"""Campaigns put away and made again: archive, clone."""

from dataclasses import replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.campaigns.campaigns import Standing
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import transaction
from esl_dialer.store.system import outbox


def archive(ctx: Context, ref: int | str) -> Campaign:
    """Take a campaign that has ended off the lists; nothing of it is deleted. Raises Refused."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    standing = campaigns.standing(ctx, campaigns.kept(ctx, ref).id)
    campaign = standing.campaign
    if campaign.archived_at is not None:
        return campaign
    if reasons := editing.reasons_against(standing, Verb.ARCHIVE):
        raise Refused(_CANT[True].of(name=campaign.name), reasons)
    return _set_archived(ctx, campaign, "campaign.archive", archived=True)


def unarchive(ctx: Context, ref: int | str) -> Campaign:
    """Back on the lists."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    if campaign.archived_at is None:
        return campaign
    return _set_archived(ctx, campaign, "campaign.unarchive", archived=False)


def _set_archived(ctx: Context, campaign: Campaign, action: str, *, archived: bool) -> Campaign:
    now = ctx.now()
    with transaction():
        if not stored.put_away(campaign, {"archived_at": now if archived else None}, now):
            raise Refused(_CANT[archived].of(name=campaign.name), [editing.MOVED])
        ctx.note(action, f"campaign {campaign.id}")
        outbox.put("campaign", {"archived": archived}, now, campaign.id)
    return campaigns.get(ctx, campaign.id)


_CANT = {True: Says("{name} can't be archived"), False: Says("{name} can't be unarchived")}


def archived(ctx: Context) -> list[Standing]:
    """Every campaign, those that are archived too, newest first."""
    ctx.require(Permission.VIEW)
    return [campaigns.standing(ctx, one.id) for one in stored.every(archived=True)]


def clone(ctx: Context, ref: int | str, name: str) -> Campaign:
    """A new campaign in draft with the other's settings, and none of its records."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    draft = editing.draft_of(campaigns.kept(ctx, ref))
    return campaigns.create(ctx, replace(draft, name=name))
