"""Tokens of programs, by their digests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.store import models

SEEN_EVERY = timedelta(minutes=1)
"""How exact ``last_used_at`` is: a program that asks all the time costs one write a minute."""


@dataclass(frozen=True, slots=True)
class Token:
    """``hint`` is the token's last letters. ``expires_at`` None: it does not expire."""

    id: int
    user_id: int
    name: str
    hint: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def add(
    user_id: int, name: str, digest: str, hint: str, *, now: datetime, expires_at: datetime | None
) -> Token:
    """Raises Duplicate (from the transaction) when the user has a token of that name."""
    row = models.ApiToken.create(
        user=user_id, name=name, digest=digest, hint=hint, created_at=now, expires_at=expires_at
    )
    return _token(row)


def of_user(user_id: int) -> list[Token]:
    """A user's tokens, oldest first."""
    table = models.ApiToken
    return [_token(row) for row in table.select().where(table.user == user_id).order_by(table.id)]


def by_digest(digest: str) -> Token | None:
    row = models.ApiToken.get_or_none(models.ApiToken.digest == digest)
    return _token(row) if row else None


def unseen(token: Token, now: datetime) -> bool:
    """Whether its use was not written down a moment ago."""
    return token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY


def seen(token_id: int, now: datetime) -> None:
    table = models.ApiToken
    table.update(last_used_at=now).where(table.id == token_id).execute()


def remove(token_id: int) -> bool:
    """False when it is gone already."""
    return bool(models.ApiToken.delete().where(models.ApiToken.id == token_id).execute())


def remove_all(user_id: int) -> int:
    """Every token of a user; returns how many there were."""
    table = models.ApiToken
    return int(table.delete().where(table.user == user_id).execute())


def _token(row: models.ApiToken) -> Token:
    return Token(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        hint=row.hint,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
