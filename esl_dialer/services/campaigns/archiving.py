"""Campaigns put away and made again: archive, clone."""

from dataclasses import replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.campaigns.transitions import carry_out, refused
from esl_dialer.services.context import Context


def archive(ctx: Context, ref: int | str) -> Campaign:
    """Take a campaign that has ended off the lists; nothing of it is deleted. Raises Refused."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    standing = campaigns.standing(ctx, campaigns.kept(ctx, ref).id)
    campaign = standing.campaign
    if campaign.archived_at is not None:
        return campaign
    if reasons := editing.reasons_against(standing, Verb.ARCHIVE):
        raise refused(campaign, Verb.ARCHIVE, reasons)
    now = ctx.now()
    carry_out(ctx, campaign, Verb.ARCHIVE, now, also={"archived_at": now})
    return campaigns.get(ctx, campaign.id)


def unarchive(ctx: Context, ref: int | str) -> Campaign:
    """Back on the lists."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    carry_out(ctx, campaign, Verb.UNARCHIVE, ctx.now(), also={"archived_at": None})
    return campaigns.get(ctx, campaign.id)


def clone(ctx: Context, ref: int | str, name: str) -> Campaign:
    """A new campaign in draft with the other's settings, but for its schedule, and none of its
    records."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    draft = editing.draft_of(campaigns.kept(ctx, ref))
    return campaigns.create(ctx, replace(draft, name=name, schedule=Schedule()))
