"""Stops: the do-not-call list and its like."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.people.stops import GLOBAL, Mark, NumberStop, binding, key_of
from esl_dialer.core.words import WAITING_STATUSES, StopScope
from esl_dialer.store import models
from esl_dialer.store.statements import Insert, Select

VALUES = ("scope", "value", "reason", "note", "created_by", "attempt_id", "created_at", "list_id")
_PUT = Insert(models.Stop, VALUES, known="ON CONFLICT DO NOTHING")
_MATCHING = Select(
    "FROM stop WHERE scope = ? AND value IN (??)", (models.Stop, ("value", "list_id", "reason"))
)
_MARKED = Select(
    "FROM record WHERE id IN (??) AND stop_reason IS NOT NULL",
    (models.Record, ("id", "stop_reason")),
)

_MARKED_PHONES = Select("FROM phone WHERE id IN (??) AND do_not_call = ?", (models.Phone, ("id",)))


@dataclass(frozen=True, slots=True)
class Called:
    """Whom somebody is about to dial, for a campaign that chose these do-not-call lists."""

    number: str
    account: str
    lists: Collection[int] = ()


def reasons(people: Iterable[Called]) -> list[str]:
    """For each, the reason of a stop that protects the number or the account, the number's first.

    Empty: nothing speaks against calling. Whoever is about to dial asks this.
    """
    asked = list(people)
    keys = [key_of(one.number) for one in asked]
    numbers = _entries(StopScope.NUMBER, filter(None, keys))
    accounts = _entries(StopScope.ACCOUNT, (one.account for one in asked))
    return [
        _reason(numbers.get(key, ()), one.lists) or _reason(accounts.get(one.account, ()), ())
        for key, one in zip(keys, asked, strict=True)
    ]


def list_of(called: Called) -> int:
    """The list whose entry of the number protects it; ``GLOBAL`` where none of the campaign's own
    does."""
    key = key_of(called.number)
    bound = binding(_entries(StopScope.NUMBER, [key]).get(key, ()), called.lists)
    return bound[0] if bound else GLOBAL


def put(stop: NumberStop, now: datetime) -> None:
    """Stop a number; one that is stopped already stays as it was."""
    _PUT(*values_of(stop, now))


def values_of(stop: NumberStop, now: datetime) -> tuple[Any, ...]:
    """A row's, by ``VALUES``."""
    return (
        StopScope.NUMBER, stop.key, stop.reason, stop.note, stop.by, stop.attempt, now, stop.list
    )  # fmt: skip


def matching(numbers: Iterable[str], lists: Collection[int] = ()) -> dict[str, str]:
    """Of these E.164 numbers, those that a stop of the global list protects, or of these lists,
    with the stop's reason."""
    keys = {number: key_of(number) for number in numbers}
    entries = _entries(StopScope.NUMBER, keys.values())
    found = {number: _reason(entries.get(key, ()), lists) for number, key in keys.items()}
    return {number: reason for number, reason in found.items() if reason}


def matching_accounts(accounts: Iterable[str]) -> dict[str, str]:
    """Of these accounts, those that a stop protects, with the stop's reason."""
    entries = _entries(StopScope.ACCOUNT, accounts)
    return {account: reason for account, of in entries.items() if (reason := _reason(of, ()))}


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
    ended.where(mine & table.status.in_(list(WAITING_STATUSES))).execute()


_Entries = Sequence[tuple[int, str]]


def _entries(scope: StopScope, values: Iterable[str]) -> dict[str, _Entries]:
    """By value, its list and reason on each list that has it."""
    found: dict[str, list[tuple[int, str]]] = {}
    for value, list_id, reason in _MATCHING.rows(str(scope), sorted(set(values))):
        found.setdefault(value, []).append((list_id, str(reason)))
    return dict(found)


def _reason(entries: _Entries, lists: Collection[int]) -> str:
    bound = binding(entries, lists) if entries else None
    return bound[1] if bound else ""
