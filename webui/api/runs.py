"""The runs of a campaign."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.campaigns import runs
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Number, Shown, fields_of


class RunsQuery(Given):
    before: Number | None = None
    """Those with a lower number."""


@fields_of(runs.Run)
class RunShown(Shown):
    ended_at: datetime | None
    """Null: it is the campaign's now."""


class RunsShown(Shown):
    items: list[RunShown]
    next: int
    """``before`` of the page that follows; 0: there is none."""


def every(asked: Request, campaign: int) -> dict[str, Any]:
    """The runs of a campaign, the newest first, a hundred at a time."""
    found, following = runs.page(asked.ctx, campaign, asked.query.before or 0)
    return {"items": found, "next": following}


ROUTES = (
    Route("GET", "/campaigns/{campaign}/runs", Permission.VIEW, every, RunsShown, query=RunsQuery),
)
