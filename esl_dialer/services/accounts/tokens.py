"""Tokens: how programs ask as a user. Each user's own affair, and a Super Admin's.

A token is 32 random bytes, told once; its SHA-256 is kept (there is nothing to guess in it, so no
slow hash is needed). It may do what its user may do at that moment. It dies when it is revoked or
expires, when its user is disabled, deleted or signed out everywhere, and when somebody else gives
the user a new password; the user's own change of password leaves it.
"""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.accounts import tokens, users
from esl_dialer.store.accounts.tokens import Token
from esl_dialer.store.accounts.users import User
from esl_dialer.store.database import Duplicate, StoreBusy, in_a_hurry, transaction

MARK = "dialer_"
"""How every token begins, so that people and scanners of secrets know one when they see it."""

SECRET_BYTES = 32
HINT = 4
LONGEST_NAME = 64
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Made:
    """``secret`` is the token, told now and never again."""

    token: Token
    secret: str


def add(ctx: Context, user: User, name: str, days: int | None = None) -> Made:
    """A new token that expires after so many days; None: never. Raises Invalid, Forbidden."""
    _may(ctx, user)
    name = name.strip()
    if found := _problems(name, days):
        raise Invalid(found)
    secret = MARK + secrets.token_urlsafe(SECRET_BYTES)
    expires_at = ctx.now() + timedelta(days=days) if days else None
    try:
        with transaction():
            made = tokens.add(
                user.id, name, digest(secret), secret[-HINT:], now=ctx.now(), expires_at=expires_at
            )
            ctx.note("token.add", user.username, name=name, expires=_told(expires_at))
    except Duplicate:
        taken = Says("there is already a token {name}", name=quoted(name))
        raise Invalid({"name": taken}) from None
    return Made(made, secret)


def _problems(name: str, days: int | None) -> dict[str, Says]:
    problems = {}
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        problems["name"] = Says("say what it is for, in at most {most} letters", most=LONGEST_NAME)
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        problems["days"] = Says("from 1 to {most} days, or nothing", most=LONGEST_DAYS)
    return problems


def _told(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else "never"


def every(ctx: Context, user: User) -> list[Token]:
    """A user's tokens, oldest first. Raises Forbidden."""
    _may(ctx, user)
    return tokens.of_user(user.id)


def get(ctx: Context, user: User, ref: int | str) -> Token:
    """A token by its number or its name. Raises NotFound, Forbidden."""
    found = next((t for t in every(ctx, user) if ref in (t.id, t.name)), None)
    if found is None:
        raise _no_such(user, ref)
    return found


def _no_such(user: User, ref: int | str) -> NotFound:
    return NotFound(Says("{user} has no token {name}", user=user.username, name=quoted(ref)))


def revoke(ctx: Context, user: User, ref: int | str) -> Token:
    """End a token, by its number or its name. Raises NotFound, Forbidden."""
    found = get(ctx, user, ref)
    with transaction():
        if not tokens.remove(found.id):
            raise _no_such(user, ref)
        ctx.note("token.revoke", user.username, name=found.name)
    return found


def revoke_all(ctx: Context, user: User) -> None:
    """Call it inside the transaction of the change that ends them."""
    if count := tokens.remove_all(user.id):
        ctx.note("token.revoke", user.username, count=count)


def user_of(ctx: Context, secret: str) -> User | None:
    """Who asks with this token; None when it is none, or not any more."""
    token = tokens.by_digest(digest(secret)) if secret.startswith(MARK) else None
    if token is None or (token.expires_at is not None and token.expires_at <= ctx.now()):
        return None
    user = users.by_id(token.user_id)
    if user is None or not user.active:
        return None
    _note_use(token, ctx.now())
    return user


def _note_use(token: Token, now: datetime) -> None:
    """Unless that was done a moment ago; who asks does not fail for it."""
    if tokens.unseen(token, now):
        with suppress(StoreBusy), in_a_hurry(), transaction():
            tokens.seen(token.id, now)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _may(ctx: Context, user: User) -> None:
    """One's own tokens are everyone's affair."""
    ctx.require(Permission.VIEW if ctx.actor.name == user.username else Permission.MANAGE_USERS)


__all__ = ["Made", "Token", "User", "add", "digest", "every", "revoke", "revoke_all", "user_of"]
