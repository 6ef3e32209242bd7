"""Before Start: what holds the campaign back, what it will dial and how long that will take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.rules.business_day import start_of_day
from esl_dialer.core.rules.forecast import Plan, due_by, ends, open_share
from esl_dialer.core.says import Says
from esl_dialer.core.speech import templates
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.law import message_check
from esl_dialer.services.rules import phone_types, why
from esl_dialer.services.rules.why import Answer
from esl_dialer.store.agents import agents
from esl_dialer.store.system import settings

MEAN_CALL_S = 35.0
"""Seconds from the start of a call to its end, ringing included: 33 to 35 calls were live at 60
calls per minute with the sample list on the rehearsal carrier."""

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Preflight:
    """``cpm`` is what campaign and global speed allow; ``minutes`` one attempt at each takes.

    ``today`` and ``week`` count the records that the dialing hours let be called until midnight
    (business zone) and within seven days, once they have audio; ``ends`` is when each was called
    once, None beyond two weeks. ``reasons`` forbid a start; ``odd`` is what a person should look at
    before it. Where types of phones have hours of their own, these counts are estimates.
    ``hours_count`` is False in a simulation whose calls no dialing hours hold back.
    """

    reasons: tuple[Says, ...]
    odd: tuple[Says, ...]
    dialable: int
    cpm: float
    minutes: float | None
    channels: int
    waiting: int
    today: int
    week: int
    ends: datetime | None
    hours_count: bool = True


def look(ctx: Context, ref: int | str) -> Preflight:
    """Raises NotFound."""
    return with_why(ctx, ref)[0]


def with_why(ctx: Context, ref: int | str) -> tuple[Preflight, Answer]:
    """The same, and what holds its records back now: both from one look at them."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref)
    answer, waiting = why.survey(ctx, campaign.id)
    own = _own_cpm(campaign)
    cpm = min(own, settings.shared_rate().cpm)
    holds = why.conditions(ctx)
    now = ctx.now()
    behind = phone_types.behind(campaign, waiting)
    plan = Plan(behind, campaign, holds, cpm)
    dialable = round(answer.dialable * open_share(plan, now))
    tomorrow = start_of_day(now, ctx.business_zone()) + timedelta(days=1)
    found = Preflight(
        reasons=tuple(campaigns.reasons_not_to_start(ctx, ref)),
        odd=(*_odd(campaign, own, cpm), *message_check.warnings(ctx, campaign)),
        dialable=dialable,
        cpm=cpm,
        minutes=dialable / cpm if cpm > 0 else None,
        channels=round(cpm / 60 * MEAN_CALL_S + 0.5),
        waiting=waiting.total(),
        today=due_by(plan, now, tomorrow),
        week=due_by(plan, now, now + WEEK),
        ends=ends(plan, now),
        hours_count=not holds.nobody_called,
    )
    return found, answer


def _own_cpm(campaign: Campaign) -> float:
    """Calls per minute that its own limits allow, or its agents."""
    own = pace_of(campaign).cpm
    if campaign.flow.needs_agent:
        working = len(agents.workers(campaign.id))
        return min(own, working * 60 / (MEAN_CALL_S + campaign.wrap_up))
    return min(own, campaign.keep_live * 60 / MEAN_CALL_S) if campaign.keep_live else own


def _odd(campaign: Campaign, own: float, cpm: float) -> list[Says]:
    checks = (
        (
            cpm <= 0 and not (campaign.flow.needs_agent and own <= 0),
            Says("the speed is 0 calls per minute"),
        ),
        (0 < cpm < own, Says("its speed is more than the global speed allows")),
        (
            _names_agency(campaign) and not settings.read().agency_name,
            Says(
                "the text names the agency, and the setting Agency name is empty: "
                "that sentence is left out"
            ),
        ),
    )
    return [text for holds, text in checks if holds]


def _names_agency(campaign: Campaign) -> bool:
    texts = (campaign.template_en, campaign.template_fr)
    return any(templates.names(text, "agency") for text in texts)
