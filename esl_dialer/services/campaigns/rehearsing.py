"""Rehearsals: a copy of a campaign, dialed on a carrier that calls nobody."""

from collections.abc import Iterator
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.fields import problem
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns, foreground
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.reports import reports
from esl_dialer.store.campaigns import rehearsals
from esl_dialer.store.database import transaction
from esl_dialer.store.reports.results import Result

DIRECTORY = "rehearsals"
NO_AGENTS = Says("agents take its calls, and a rehearsal has none")


def prepare(
    ctx: Context, ref: int | str, most: int | None = None, cpm: float | None = None
) -> tuple[str, int]:
    """Copy the campaign's first ``most`` records; returns the copy's database and their number.

    The copy dials at ``cpm`` calls per minute, or at the campaign's own speed. What was said of
    its people by earlier calls (outcomes, retries, counts) is left behind; stops are taken along.
    Raises NotFound, Forbidden, Invalid.
    """
    ctx.require(Permission.CONTROL_DIALING)
    campaign = campaigns.kept(ctx, ref)
    if campaign.flow.needs_agent:
        raise Invalid({"campaign": NO_AGENTS})
    if cpm is not None and (wrong := problem(FIELDS["cpm"], cpm)):
        raise Invalid({"cpm": wrong})
    name = f"{campaign.id}-{ctx.now():%Y%m%d-%H%M%S}.db"
    url = f"sqlite:///{ctx.config.data.absolute() / DIRECTORY / name}"
    copied = rehearsals.copy_campaign(campaign.id, url, ctx.now(), most, cpm)
    with transaction():
        ctx.note("campaign.rehearse", f"campaign {campaign.id}", records=copied)
    return url, copied


def dial(own: Context, ref: int | str) -> Iterator[foreground.View]:
    """In the context of the copy: as ``run``, until nothing is left to dial now."""
    return foreground.until_nothing_left(own, ref)


def summary(own: Context, ref: int | str) -> dict[str, Any]:
    """What ``rehearse`` says at its end."""
    return foreground.summary(own, ref) | {"outcomes": rehearsals.outcomes()}


def results(own: Context, ref: int | str) -> Iterator[Result]:
    """Every call of the rehearsal, oldest first."""
    return reports.export(own, reports.Filter(campaign=campaigns.get(own, ref).id))
