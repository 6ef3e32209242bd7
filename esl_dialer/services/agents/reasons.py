"""Why agents may pause, for who chooses one."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.store.agents import pause_reasons


def every(ctx: Context) -> list[str]:
    """In the floor's order."""
    ctx.require(Permission.TAKE_CALLS)
    return pause_reasons.every()
