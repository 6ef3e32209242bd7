"""The runs of a campaign: one from each reset, rerun or occurrence to the next."""

from dataclasses import asdict
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.store.campaigns import runs
from esl_dialer.store.campaigns.runs import Run

__all__ = ["Run", "every", "get", "page", "shown"]

PAGE = 100


def every(ctx: Context, ref: int | str) -> list[Run]:
    """The newest first. Raises NotFound."""
    ctx.require(Permission.VIEW)
    return runs.runs(campaigns.get(ctx, ref).id)


def page(ctx: Context, ref: int | str, before: int, limit: int = PAGE) -> tuple[list[Run], int]:
    """``limit`` of those before that run, the newest first; 0: from the newest on. And the one
    before which the next are; 0: there are none. Raises NotFound."""
    ctx.require(Permission.VIEW)
    campaign = campaigns.get(ctx, ref).id
    found = runs.runs(campaign, before=before if before > 0 else None, limit=limit + 1)
    shown = found[:limit]
    return shown, shown[-1].number if len(found) > limit else 0


def get(ctx: Context, ref: int | str, number: int) -> Run:
    """Raises NotFound, Invalid."""
    ctx.require(Permission.VIEW)
    found = runs.get(campaigns.get(ctx, ref).id, number)
    if found is None:
        raise Invalid({"run": Says("there is no run {number}", number=number)})
    return found


def shown(run: Run) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return asdict(run)
