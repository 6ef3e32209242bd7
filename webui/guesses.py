"""A bound on guessing passwords: too many failures from one place, or at one name, must wait."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

SPAN = timedelta(minutes=15)
MOST_OF_NAME = 10
MOST_OF_ADDRESS = 30
"""Failures within SPAN. Kept in memory: a restart of the pages forgets them."""


class Guesses:
    def __init__(self) -> None:
        self._failures: dict[str, deque[datetime]] = defaultdict(deque)

    def wait(self, name: str, address: str, now: datetime) -> timedelta:
        """How long until another try is heard; zero when at once."""
        return max(
            self._wait(f"name {name.lower()} {address}", MOST_OF_NAME, now),
            self._wait(f"address {address}", MOST_OF_ADDRESS, now),
        )

    def failed(self, name: str, address: str, now: datetime) -> None:
        for key in (f"name {name.lower()} {address}", f"address {address}"):
            self._failures[key].append(now)

    def forget(self, name: str, address: str) -> None:
        """The right password was given."""
        self._failures.pop(f"name {name.lower()} {address}", None)

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
