"""Users, their roles and permissions."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.accounts.roles import ROLES, Permission
from esl_dialer.core.words import Language
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class User:
    id: int
    username: str
    full_name: str
    email: str
    language: str
    active: bool
    must_change_password: bool
    session_epoch: int
    second_factor: bool
    roles: tuple[str, ...]
    permissions: frozenset[Permission]


def seed_roles() -> None:
    """Write the guide's roles and their permissions; harmless when they are there."""
    for name, (title, permissions) in ROLES.items():
        models.Role.insert(name=name, title=title).on_conflict_ignore().execute()
        for permission in permissions:
            models.RolePermission.insert(
                role=name, permission=permission.value
            ).on_conflict_ignore().execute()


def by_name(username: str) -> User | None:
    row = models.User.get_or_none(models.User.username == username.strip().lower())
    return _user(row) if row else None


def by_id(user_id: int) -> User | None:
    row = models.User.get_or_none(models.User.id == user_id)
    return _user(row) if row else None


def by_email() -> dict[str, str]:
    """The names of the users who can sign in, by their e-mail address in lower case; an empty name
    where several have one."""
    table = models.User
    query = table.select(table.email, table.username).where(table.active & (table.email != ""))
    found: dict[str, str] = {}
    for email, username in query.tuples():
        key = email.strip().casefold()
        found[key] = "" if key in found else username
    return found


def full_names() -> dict[str, str]:
    """By user name."""
    table = models.User
    return dict(table.select(table.username, table.full_name).tuples())


def password_hash(user_id: int) -> str:
    return str(models.User.get_by_id(user_id).password_hash)


def set_password(user_id: int, hashed: str, *, must_change: bool) -> bool:
    """Ends the user's sessions. False when there is no such user."""
    table = models.User
    changes = table.update(
        password_hash=hashed,
        must_change_password=must_change,
        session_epoch=table.session_epoch + 1,
    )
    return bool(changes.where(table.id == user_id).execute())


def set_language(user_id: int, language: Language) -> None:
    models.User.update(language=language).where(models.User.id == user_id).execute()


def create(values: dict[str, object], role: str, now: datetime) -> User:
    """Raises Duplicate (from the transaction) when the name is taken."""
    row = models.User.create(**values, created_at=now)
    models.UserRole.create(user=row, role=role)
    return _user(row)


def count() -> int:
    return int(models.User.select().count())


def _user(row: models.User) -> User:
    roles = tuple(r.role_id for r in models.UserRole.select().where(models.UserRole.user == row))
    table = models.RolePermission
    granted = table.select(table.permission).where(table.role.in_(roles)).tuples()
    return User(
        id=row.id,
        username=row.username,
        full_name=row.full_name,
        email=row.email,
        language=str(row.language),
        active=row.active,
        must_change_password=row.must_change_password,
        session_epoch=row.session_epoch,
        second_factor=row.second_factor_at is not None,
        roles=roles,
        permissions=frozenset(Permission(permission) for (permission,) in granted),
    )
