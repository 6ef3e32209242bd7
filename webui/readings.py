"""One reading for many screens: what every open page asks for at once is read once."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

SHORTEST_S = 0.5
COST_SHARE = 5.0
"""A reading that took t seconds is kept for five times t: it takes a sixth of the time at most."""

MOST = 500


class Readings:
    """Values by what they are of; kept for a while, forgotten at once when something changes."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._changes = 0

    def of(self, key: Hashable, read: Callable[[], T]) -> T:
        """The value, read again when it is too old."""
        until, value = self._kept.get(key, (0.0, None))
        begun = self._timer()
        if begun < until:
            return value  # type: ignore[no-any-return]
        changes, value = self._changes, read()
        ended = self._timer()
        if changes != self._changes:
            return value
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (ended + max(SHORTEST_S, COST_SHARE * (ended - begun)), value)
        return value

    def forget(self) -> None:
        """Someone changed something: the next reading is a new one, and none under way is kept."""
        self._changes += 1
        self._kept.clear()
