"""Users as those who manage them see and change them."""

from esl_dialer.core.words import Language
from esl_dialer.store import models
from esl_dialer.store.accounts.users import User, by_id


def every() -> list[User]:
    """All users, by name."""
    rows = models.User.select(models.User.id).order_by(models.User.username)
    return [user for row in rows if (user := by_id(row.id))]


def update(user_id: int, full_name: str, email: str, language: str, *, active: bool) -> bool:
    """False when there is no such user."""
    changes = models.User.update(
        full_name=full_name, email=email, language=Language(language), active=active
    )
    return bool(changes.where(models.User.id == user_id).execute())


def set_role(user_id: int, role: str) -> None:
    table = models.UserRole
    table.delete().where(table.user == user_id).execute()
    table.create(user=user_id, role=role)


def sign_out_everywhere(user_id: int) -> bool:
    """False when there is no such user."""
    table = models.User
    later = table.update(session_epoch=table.session_epoch + 1)
    return bool(later.where(table.id == user_id).execute())


def remove(user_id: int) -> bool:
    """False when there is no such user."""
    return bool(models.User.delete().where(models.User.id == user_id).execute())


def active_with_role(role: str) -> set[int]:
    """The numbers of the users who may sign in and have the role."""
    roles, user = models.UserRole, models.User
    rows = roles.select(roles.user).join(user).where((roles.role == role) & user.active)
    return {row.user_id for row in rows}
