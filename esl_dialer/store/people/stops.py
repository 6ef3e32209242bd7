"""Stops: the do-not-call list and its like."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from esl_dialer.core.people.stops import NumberStop, key_of, reason_of
from esl_dialer.core.words import StopScope
from esl_dialer.store import models
from esl_dialer.store.statements import Insert, Select

VALUES = ("scope", "value", "reason", "note", "created_by", "attempt_id", "created_at")
_PUT = Insert(models.Stop, VALUES, known="ON CONFLICT DO NOTHING")
_MATCHING = Select(
    "FROM stop WHERE scope = ? AND value IN (??)", (models.Stop, ("value", "reason"))
)


def reasons(people: Iterable[tuple[str, str]]) -> list[str]:
    """For each number and account, the reason of a stop that protects it, the number's first.

    Empty: nothing speaks against calling. Whoever is about to dial asks this.
    """
    asked = list(people)
    numbers = matching(number for number, _ in asked if number)
    accounts = matching_accounts(account for _, account in asked)
    return [reason_of(number, account, numbers, accounts) for number, account in asked]


def put(stop: NumberStop, now: datetime) -> None:
    """Stop a number; one that is stopped already stays as it was."""
    _PUT(*values_of(stop, now))


def values_of(stop: NumberStop, now: datetime) -> tuple[Any, ...]:
    """A row's, by ``VALUES``."""
    return (
        StopScope.NUMBER, stop.key, stop.reason, stop.note, stop.by, stop.attempt, now
    )  # fmt: skip


def matching(numbers: Iterable[str]) -> dict[str, str]:
    """Of these E.164 numbers, those that a stop protects, with the stop's reason."""
    keys = {number: key_of(number) for number in numbers}
    reasons = _matching(StopScope.NUMBER, keys.values())
    return {number: reasons[key] for number, key in keys.items() if key in reasons}


def matching_accounts(accounts: Iterable[str]) -> dict[str, str]:
    """Of these accounts, those that a stop protects, with the stop's reason."""
    return _matching(StopScope.ACCOUNT, accounts)


def _matching(scope: StopScope, values: Iterable[str]) -> dict[str, str]:
    found = _MATCHING.rows(str(scope), sorted(set(values)))
    return {value: str(reason) for value, reason in found}
