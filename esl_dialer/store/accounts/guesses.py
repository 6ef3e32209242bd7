"""Tries at secrets: begun before the secret is looked at, one place for every process."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from esl_dialer.core.accounts.throttle import SPAN, Try
from esl_dialer.store import models
from esl_dialer.store.database import take_turns


def tries(key: str, now: datetime) -> list[Try]:
    """Those of SPAN before now, the wrong and the ones under way."""
    table = models.Guess
    rows = table.select().where((table.key == _digest(key)) & (table.at > now - SPAN))
    return [Try(row.at, row.wrong) for row in rows]


def alone() -> None:
    """Until the transaction ends nobody else counts tries, or takes some away.

    One turn for all keys: a try has several and its beginning sweeps out the old ones of all, so
    that two who took the rows in different orders would wait for each other for ever.
    """
    take_turns("guesses")


def begin(keys: Iterable[str], now: datetime) -> list[int]:
    """Count a try under each key; the rows' numbers."""
    table = models.Guess
    table.delete().where(table.at <= now - SPAN).execute()
    return [int(table.create(key=_digest(key), at=now).id) for key in keys]


def note_wrong(numbers: Collection[int]) -> None:
    table = models.Guess
    table.update(wrong=True).where(table.id.in_(numbers)).execute()


def take_back(numbers: Collection[int]) -> None:
    """As if it had not been tried."""
    table = models.Guess
    table.delete().where(table.id.in_(numbers)).execute()


def forget(keys: Iterable[str]) -> None:
    """Every try at these."""
    table = models.Guess
    table.delete().where(table.key.in_([_digest(key) for key in keys])).execute()


def _digest(key: str) -> str:
    """Not the key itself: people type their password where the name belongs."""
    return hashlib.sha256(key.encode()).hexdigest()
