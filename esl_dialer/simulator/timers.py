"""A heap of things to do at their instants (microseconds since the epoch)."""

import heapq
from collections.abc import Callable
from itertools import count


class Timer:
    """One thing to do; ``cancel`` makes it nothing."""

    __slots__ = ("act", "cancelled", "due")

    def __init__(self, due: int, act: Callable[[], None]) -> None:
        self.due = due
        self.act = act
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Timers:
    """Equal instants run in the order in which they were set."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Timer]] = []
        self._order = count()

    def set(self, due: int, act: Callable[[], None]) -> Timer:
        timer = Timer(due, act)
        heapq.heappush(self._heap, (due, next(self._order), timer))
        return timer

    def next_due(self) -> int | None:
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop(self, now: int) -> Timer | None:
        """The next timer due at ``now`` or before, taken out; None when there is none."""
        due = self.next_due()
        if due is None or due > now:
            return None
        return heapq.heappop(self._heap)[2]
