"""Long work that is under way, or ended a moment ago: for a menu on every page."""

from datetime import timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.store.system import background_work
from esl_dialer.store.system.background_work import Work

SHOWN_FOR = timedelta(minutes=10)
"""What ended is shown for so long after its end."""

__all__ = ["SHOWN_FOR", "Work", "every"]


def every(ctx: Context) -> list[Work]:
    """Of all campaigns; what is under way first, newest first."""
    ctx.require(Permission.VIEW)
    found = background_work.since(ctx.now() - SHOWN_FOR)
    return sorted(found, key=lambda one: not one.under_way)
