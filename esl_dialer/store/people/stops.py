"""Stops: the do-not-call list and its like."""

from collections.abc import Iterable

from esl_dialer.core.people.stops import key_of
from esl_dialer.core.words import StopScope
from esl_dialer.store import models


def reasons(people: Iterable[tuple[str, str]]) -> list[str]:
    """For each number and account, the reason of a stop that protects it, the number's first.

    Empty: nothing speaks against calling. Whoever is about to dial asks this.
    """
    asked = list(people)
    numbers = matching(number for number, _ in asked if number)
    accounts = matching_accounts(account for _, account in asked)
    return [numbers.get(number, "") or accounts.get(account, "") for number, account in asked]


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
