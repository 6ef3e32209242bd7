"""Who changed what, when: for Super Admins."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.store.accounts import audit_trail

Noted = audit_trail.Noted

PAGE = 100


def page(
    ctx: Context, actor: str = "", action: str = "", before: int = 0, limit: int = PAGE
) -> list[Noted]:
    """Newest first, at most ``limit``."""
    ctx.require(Permission.READ_AUDIT)
    return audit_trail.page(actor.strip(), action.strip(), before, limit)
