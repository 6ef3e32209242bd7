"""One verb for several campaigns: each is told what happened, and why where nothing did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.says import Says, about
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, ServiceError

MOST = 500
"""Campaigns of one request."""


class Act(StrEnum):
    START = "start"
    PAUSE = "pause"
    STOP = "stop"
    COMPLETE = "complete"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class _How:
    """``done`` is said when it happened, ``already`` when it was so before."""

    permission: Permission
    do: Callable[[Context, int | str], Any]
    done: Says
    already: Says


_HOW: dict[Act, _How] = {
    Act.START: _How(
        Permission.CONTROL_DIALING, campaigns.start, Says("started"), Says("was active already")
    ),
    Act.PAUSE: _How(
        Permission.CONTROL_DIALING, campaigns.pause, Says("paused"), Says("was paused already")
    ),
    Act.STOP: _How(
        Permission.CONTROL_DIALING, campaigns.stop, Says("stopped"), Says("was stopped already")
    ),
    Act.COMPLETE: _How(
        Permission.CONTROL_DIALING,
        campaigns.complete,
        Says("marked complete"),
        Says("was completed already"),
    ),
    Act.ARCHIVE: _How(
        Permission.MANAGE_CAMPAIGNS,
        archiving.archive,
        Says("archived"),
        Says("was archived already"),
    ),
    Act.UNARCHIVE: _How(
        Permission.MANAGE_CAMPAIGNS,
        archiving.unarchive,
        Says("brought back"),
        Says("was on the list already"),
    ),
    Act.DELETE: _How(
        Permission.DELETE_CAMPAIGNS, editing.delete, Says("deleted"), Says("was deleted already")
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one campaign: ``done`` when something happened, ``refused`` when it could not.

    ``campaign`` is 0 and ``name`` as it was given where there is no such campaign.
    """

    campaign: int
    name: str
    done: bool
    refused: bool
    says: Says

    @property
    def sentence(self) -> Says:
        return self.says if self.refused else about(self.name, self.says)


def act(ctx: Context, verb: Act, refs: Sequence[int | str]) -> tuple[Told, ...]:
    """Do it to each, in that order, each in transactions of its own: one that can't be done stops
    no other. Raises Forbidden, Invalid (none, or more than ``MOST``)."""
    how = _HOW[verb]
    ctx.require(how.permission)
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        raise Invalid({"campaigns": Says("choose one or several")})
    if len(wanted) > MOST:
        raise Invalid({"campaigns": Says("at most {most} at once", most=MOST)})
    return tuple(_one(ctx, how, ref) for ref in wanted)


def do(ctx: Context, verb: Act, ref: int | str) -> Campaign:
    """The same to one, which raises what it is refused with."""
    _HOW[verb].do(ctx, ref)
    return campaigns.get(ctx, ref)


def _one(ctx: Context, how: _How, ref: int | str) -> Told:
    number, name = 0, str(ref)
    try:
        before = campaigns.get(ctx, ref)
        number, name = before.id, before.name
        how.do(ctx, number)
        changed = _standing(campaigns.get(ctx, number)) != _standing(before)
    except ServiceError as error:
        return Told(number, name, done=False, refused=True, says=error.says)
    return Told(number, name, changed, refused=False, says=how.done if changed else how.already)


def _standing(campaign: Campaign) -> tuple[object, ...]:
    """What these verbs change."""
    return campaign.run_state, campaign.archived_at, campaign.deleted_at


@dataclass(frozen=True, slots=True)
class Asked:
    """What a confirmation shows of one campaign; ``reasons``: why it will not be done."""

    summary: CampaignSummary
    reasons: tuple[Says, ...]


ASKED_ABOUT = {Act.DELETE: Verb.DELETE, Act.COMPLETE: Verb.COMPLETE}
"""What is asked about again, before it is done to several."""


def asked(ctx: Context, act: Act, refs: Sequence[int | str]) -> tuple[Asked, ...]:
    """Before it is done to several. Those that are gone are left out."""
    ctx.require(_HOW[act].permission)
    found = []
    for ref in dict.fromkeys(refs):
        try:
            summary = campaigns.standing(ctx, campaigns.kept(ctx, ref).id)
        except ServiceError:
            continue
        reasons = editing.reasons_against(summary, ASKED_ABOUT[act])
        found.append(Asked(summary, tuple(reasons)))
    return tuple(found)


def shown(told: Told) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return {
        "campaign": told.campaign,
        "name": told.name,
        "done": told.done,
        "refused": told.refused,
        "told": str(told.says),
    }
