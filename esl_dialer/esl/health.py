"""Is the link alive, is an event missing, when to try again: decided here, without I/O.

All times are seconds of a monotonic clock.
"""

import heapq
from enum import StrEnum


class Verdict(StrEnum):
    WAIT = "wait"
    PROBE = "probe"
    DROP = "drop"


def watch(
    now: float,
    last_frame: float,
    oldest_unanswered: float | None,
    *,
    silence: float,
    patience: float,
) -> Verdict:
    """What to do about a link: ask it for a sign of life after ``silence`` without a frame; drop it
    when a command has had no reply for ``patience``, whatever else it still sends."""
    if oldest_unanswered is not None and now - oldest_unanswered >= patience:
        return Verdict.DROP
    return Verdict.PROBE if now - last_frame >= silence else Verdict.WAIT


def backoff(failures: int, first: float, most: float, jitter: float) -> float:
    """Seconds to wait before the next try: doubled each time up to ``most``, then spread by
    ``jitter`` (0 to 1) over its upper half, so that many clients don't come back together."""
    whole = min(most, first * 2.0 ** min(failures, 30))
    return whole * (0.5 + jitter / 2)


class SequenceCounter:
    """Counts what Event-Sequence skips, after sorting out inversions of up to ``window`` events.

    FreeSWITCH numbers all its events, those not subscribed to as well: on a real switch ``missing``
    counts both, and only a jump of it beside a steady stream tells of lost events. Inversions of a
    few places are normal (4 in 1,116 were measured).
    """

    def __init__(self, window: int = 16) -> None:
        self._window = window
        self._waiting: list[int] = []
        self._last: int | None = None
        self.gaps = 0
        self.missing = 0
        self.late = 0
        """Numbers that came more than ``window`` events after their place, or twice."""

    def note(self, sequence: str) -> None:
        """Take the next event's Event-Sequence; what is not a number is ignored."""
        if not (sequence.isascii() and sequence.isdigit()):
            return
        heapq.heappush(self._waiting, int(sequence))
        if len(self._waiting) > self._window:
            self._judge(heapq.heappop(self._waiting))

    def restart(self) -> None:
        """A new connection: judge what still waits for its place, then begin anywhere."""
        while self._waiting:
            self._judge(heapq.heappop(self._waiting))
        self._last = None

    def _judge(self, number: int) -> None:
        if self._last is not None and number <= self._last:
            self.late += 1
            return
        if self._last is not None and number > self._last + 1:
            self.gaps += 1
            self.missing += number - self._last - 1
        self._last = number
