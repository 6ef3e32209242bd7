"""Stops: the do-not-call list and its like."""

from collections.abc import Iterable

from esl_dialer.core.stops import key_of
from esl_dialer.core.words import StopScope
from esl_dialer.store import models


def matching(numbers: Iterable[str]) -> dict[str, str]:
    """Of these E.164 numbers, those that a stop protects, with the stop's reason."""
    keys = {number: key_of(number) for number in numbers}
    table = models.Stop
    rows = table.select(table.value, table.reason).where(
        (table.scope == StopScope.NUMBER) & table.value.in_(sorted(set(keys.values())))
    )
    reasons = {value: str(reason) for value, reason in rows.tuples()}
    return {number: reasons[key] for number, key in keys.items() if key in reasons}


def matching_accounts(accounts: Iterable[str]) -> dict[str, str]:
    """Of these accounts, those that a stop protects, with the stop's reason."""
    table = models.Stop
    rows = table.select(table.value, table.reason).where(
        (table.scope == StopScope.ACCOUNT) & table.value.in_(list(accounts))
    )
    return {value: str(reason) for value, reason in rows.tuples()}
