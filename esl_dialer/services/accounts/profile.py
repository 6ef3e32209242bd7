"""What users change of themselves."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import Language
from esl_dialer.services.context import Context
from esl_dialer.store.accounts import users
from esl_dialer.store.database import transaction


def set_language(ctx: Context, user_id: int, language: str) -> None:
    """The language of the user's pages. Raises ValueError when there is no such language."""
    ctx.require(Permission.SIGN_IN)
    with transaction():
        users.set_language(user_id, Language(language))
