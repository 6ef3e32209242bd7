"""Campaigns put away and made again: archive, clone."""

from dataclasses import replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign, Draft
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.campaigns.names import free_name
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.campaigns.transitions import carry_out, refused
from esl_dialer.services.context import Context
from esl_dialer.store.campaigns import campaigns as stored

NOT_CLONED = frozenset({"schedule"})
"""Sections of a campaign's fields that a clone has as a new campaign has them: a copy that started
by itself at the original's hour would call its people a second time."""


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


def name_for_clone(ctx: Context, ref: int | str) -> str:
    """A name that no other campaign has: what is offered, and taken where none is given."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    return free_name(campaigns.kept(ctx, ref).name, stored.names_in_use())


def clone(ctx: Context, ref: int | str, name: str = "") -> Campaign:
    """A new campaign in draft with the other's settings, but for its schedule, and none of its
    people, calls or runs.

    An archived one may be cloned too. Without a name it gets one that is free. Raises NotFound,
    Invalid.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    original = campaigns.kept(ctx, ref)
    draft = replace(_cloned(original), name=name or name_for_clone(ctx, original.id))
    return campaigns.create(ctx, draft, clone_of=original.id)


def _cloned(original: Campaign) -> Draft:
    anew = {name: one.default for name, one in FIELDS.items() if one.section in NOT_CLONED}
    return replace(editing.draft_of(original), **anew)
