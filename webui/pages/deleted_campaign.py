"""The pages of a deleted campaign."""

from flask import g, request

from esl_dialer.services.campaigns import campaigns


def refuse_deleted() -> None:
    """Before a page of a campaign: say that it was deleted. Raises NotFound."""
    number = (request.view_args or {}).get("number")
    if number and g.ctx:
        campaigns.kept(g.ctx, number)
