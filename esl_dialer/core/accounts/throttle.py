"""A bound on guessing: too many tries from one place, at one name or one second factor, wait.

A try counts from before its secret is looked at, so that tries sent at once are no way around.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SPAN = timedelta(minutes=15)
MOST_OF_NAME = 10
MOST_OF_ADDRESS = 30
MOST_OF_CODE = 10
MOST_OF_TOKEN = 10
"""Wrong tries within SPAN."""

UNDER_WAY = timedelta(seconds=60)
"""A try that was begun so long ago and not judged since was cut off: it counts as wrong."""

Limits = Mapping[str, int]
"""From what is counted to the most wrong tries of it."""


@dataclass(frozen=True, slots=True)
class Try:
    """``wrong`` False: it is being looked at, or was cut off. The right ones are forgotten."""

    at: datetime
    wrong: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Neither ``now`` nor ``wait``: others are being looked at, and it depends on them."""

    now: bool
    wait: timedelta = timedelta(0)


def of_password(name: str, address: str) -> Limits:
    """A name is counted for each place apart: nobody locks out somebody elsewhere."""
    return {
        f"name {name.strip().lower()} {address}": MOST_OF_NAME,
        f"{_ADDRESS}{address}": MOST_OF_ADDRESS,
    }


def of_code(user: int) -> Limits:
    """Counted over all places: who tries codes has the password already."""
    return {f"code {user}": MOST_OF_CODE}


def of_token(address: str) -> Limits:
    """Counted apart: a program's mistakes never keep a person of the same place from signing in."""
    return {f"token {address}": MOST_OF_TOKEN}


def forgiven(key: str) -> bool:
    """Whether the right one clears the wrong ones before it; what a place did wrong with other
    names stays."""
    return not key.startswith(_ADDRESS)


_ADDRESS = "address "


def turn(tries: Iterable[Try], most: int, now: datetime) -> Turn:
    """Of one more try at what these were tries at."""
    recent = [one for one in tries if one.at > now - SPAN]
    wrong = sorted(one.at for one in recent if one.wrong or one.at <= now - UNDER_WAY)
    if len(wrong) >= most:
        return Turn(now=False, wait=wrong[-most] + SPAN - now)
    return Turn(now=len(recent) < most)


def of_all(turns: Iterable[Turn]) -> Turn:
    """The strictest."""
    every = list(turns)
    return Turn(all(one.now for one in every), max(one.wait for one in every))
