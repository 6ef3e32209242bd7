"""A bound on guessing: too many failures from one place, at one name or one second factor, wait."""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta

SPAN = timedelta(minutes=15)
MOST_OF_NAME = 10
MOST_OF_ADDRESS = 30
MOST_OF_CODE = 10
MOST_OF_TOKEN = 10
"""Failures within SPAN. Kept in memory: a restart of the pages forgets them."""

Limits = Mapping[str, int]
"""From what is counted to the most failures of it."""


def of_password(name: str, address: str) -> Limits:
    """A name is counted for each place apart: nobody locks out somebody elsewhere."""
    return {f"name {name.lower()} {address}": MOST_OF_NAME, f"address {address}": MOST_OF_ADDRESS}


def of_code(user: int) -> Limits:
    """Counted over all places: who tries codes has the password already."""
    return {f"code {user}": MOST_OF_CODE}


def of_token(address: str) -> Limits:
    """Counted apart: a program's mistakes never keep a person of the same place from signing in."""
    return {f"token {address}": MOST_OF_TOKEN}


class Guesses:
    def __init__(self) -> None:
        self._failures: dict[str, deque[datetime]] = defaultdict(deque)

    def wait(self, limits: Limits, now: datetime) -> timedelta:
        """How long until another try is heard; zero when at once."""
        return max(self._wait(key, most, now) for key, most in limits.items())

    def failed(self, limits: Limits, now: datetime) -> None:
        for key in limits:
            self._failures[key].append(now)

    def forget(self, limits: Limits) -> None:
        """The right one was given; what a place did wrong with other names stays."""
        for key in limits:
            if not key.startswith("address "):
                self._failures.pop(key, None)

    def _wait(self, key: str, most: int, now: datetime) -> timedelta:
        recent = self._failures.get(key)
        if recent is None:
            return timedelta(0)
        while recent and recent[0] <= now - SPAN:
            recent.popleft()
        if not recent:
            del self._failures[key]
            return timedelta(0)
        return recent[0] + SPAN - now if len(recent) >= most else timedelta(0)
