"""Signing in, and the first user."""

import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from esl_dialer.services.context import Actor, Context
from esl_dialer.store.accounts import audit_trail, users
from esl_dialer.store.database import transaction

User = users.User

FIRST_USER = "admin"
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Made at the first start; the password is told once and never stored as text."""

    username: str
    password: str


def ensure_first_user(ctx: Context) -> FirstUser | None:
    """Make a Super Admin when there is no user yet; None when there is one."""
    password = secrets.token_urlsafe(9)
    hashed = _hasher.hash(password)
    with transaction():
        users.seed_roles()
        if users.count():
            return None
        values: dict[str, object] = {
            "username": FIRST_USER,
            "full_name": "Administrator",
            "password_hash": hashed,
            "must_change_password": False,
        }
        users.create(values, "super_admin", ctx.now())
        ctx.note("user.create", FIRST_USER, role="super_admin")
    return FirstUser(FIRST_USER, password)


def reset_password(ctx: Context, username: str, password: str) -> bool:
    """Set a user's password; False when there is no such user. Signs the user out everywhere."""
    hashed = _hasher.hash(password)
    with transaction():
        user = users.by_name(username)
        if user is None or not users.set_password(user.id, hashed, must_change=False):
            return False
        ctx.note("user.password", username)
    return True


def sign_in(ctx: Context, username: str, password: str) -> User | None:
    """The user, or None. Takes about 50 ms of CPU: call it in a thread when under gevent."""
    user = users.by_name(username)
    stored = users.password_hash(user.id) if user else _NOBODY
    try:
        _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        with transaction():
            audit_trail.note(username[:64], "sign_in.failed", "", {}, ctx.now())
        return None
    if user is None or not user.active:
        return None
    return user


_NOBODY = (
    f"$argon2id$v={ARGON2_VERSION}"
    f"$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${'A' * 22}${'A' * 43}"
)
"""No password's hash. Verified when the name is unknown, so that a guess costs the same time."""


def actor_of(user: User) -> Actor:
    return Actor(user.username, user.permissions)


def current(user_id: int, session_epoch: int) -> User | None:
    """The user of a session; None when it was signed out, disabled or given a new password."""
    user = users.by_id(user_id)
    if user is None or not user.active or user.session_epoch != session_epoch:
        return None
    return user
