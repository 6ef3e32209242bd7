"""Stops: the do-not-call list and its like."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from esl_dialer.core.people.stops import Mark, NumberStop, key_of, reason_of
from esl_dialer.core.words import DIALABLE_STATUSES, StopScope
from esl_dialer.store import models
from esl_dialer.store.statements import Insert, Select

VALUES = ("scope", "value", "reason", "note", "created_by", "attempt_id", "created_at")
_PUT = Insert(models.Stop, VALUES, known="ON CONFLICT DO NOTHING")
_MATCHING = Select(
    "FROM stop WHERE scope = ? AND value IN (??)", (models.Stop, ("value", "reason"))
)
_MARKED = Select(
    "FROM record WHERE id IN (??) AND stop_reason IS NOT NULL",
    (models.Record, ("id", "stop_reason")),
)

_MARKED_PHONES = Select("FROM phone WHERE id IN (??) AND do_not_call = ?", (models.Phone, ("id",)))


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


def marked(records: Iterable[int]) -> dict[int, str]:
    """Of these records, those that a list, or their phones' marks, stopped, with the reason."""
    return {number: str(reason) for number, reason in _MARKED.rows(sorted(set(records)))}


def marked_phones(phones: Iterable[int]) -> set[int]:
    """Of these phones, those that are marked do-not-call."""
    return {phone for (phone,) in _MARKED_PHONES.rows(sorted(set(phones)), True)}


def mark(campaign_id: int, account: str, mark: Mark) -> None:
    """Stop a record of the campaign for good; its first mark stays.

    One that is being called becomes what the mark says when its call has ended, one that is
    finished stays so.
    """
    table = models.Record
    mine = (table.campaign == campaign_id) & (table.account == account)
    told = table.update(stop_reason=mark.reason, stop_source=mark.source)
    told.where(mine & table.stop_reason.is_null()).execute()
    ended = table.update(status=mark.status, ready=False, not_before=None)
    ended.where(mine & table.status.in_(list(DIALABLE_STATUSES))).execute()


def _matching(scope: StopScope, values: Iterable[str]) -> dict[str, str]:
    found = _MATCHING.rows(str(scope), sorted(set(values)))
    return {value: str(reason) for value, reason in found}
