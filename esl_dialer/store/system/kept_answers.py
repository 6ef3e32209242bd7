"""Answers kept under a user's key, so that a request sent again is answered and not done again."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Kept:
    """``status`` None: the first request has not been answered."""

    digest: str
    status: int | None
    body: str
    location: str


def get(user_id: int, key: str) -> Kept | None:
    row = models.KeptAnswer.get_or_none(_is(user_id, key))
    return Kept(row.digest, row.status, row.body, row.location) if row else None


def begin(user_id: int, key: str, digest: str, now: datetime) -> None:
    """Raises Duplicate (from the transaction) when the user's key is in use."""
    models.KeptAnswer.create(user=user_id, key=key, digest=digest, created_at=now)


def finish(user_id: int, key: str, status: int, body: str, location: str) -> None:
    table = models.KeptAnswer
    table.update(status=status, body=body, location=location).where(_is(user_id, key)).execute()


def remove(user_id: int, key: str) -> None:
    models.KeptAnswer.delete().where(_is(user_id, key)).execute()


def remove_older(before: datetime) -> None:
    models.KeptAnswer.delete().where(models.KeptAnswer.created_at < before).execute()


def _is(user_id: int, key: str) -> object:
    table = models.KeptAnswer
    return (table.user == user_id) & (table.key == key)
