"""Long work that is under way, or ended a moment ago: for a menu on every page."""

from datetime import timedelta

from esl_dialer.core.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.store import works
from esl_dialer.store.works import Work

SHOWN_FOR = timedelta(minutes=10)
"""What ended is shown for so long after its end."""

__all__ = ["SHOWN_FOR", "Work", "every"]


def every(ctx: Context) -> list[Work]:
    """Of all campaigns; what is under way first, newest first."""
    ctx.require(Permission.VIEW)
    found = works.since(ctx.now() - SHOWN_FOR)
    return sorted(found, key=lambda one: not one.under_way)
