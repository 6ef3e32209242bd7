"""Who changed what, when: for Super Admins."""

from esl_dialer.core.roles import Permission
from esl_dialer.services.context import Context
from esl_dialer.store import audit
from esl_dialer.store.audit import Noted

PAGE = 100


def page(
    ctx: Context, actor: str = "", action: str = "", before: int = 0, limit: int = PAGE
) -> list[Noted]:
    """Newest first, at most ``limit``."""
    ctx.require(Permission.READ_AUDIT)
    return audit.page(actor.strip(), action.strip(), before, limit)
