"""The one clock. Injected everywhere, so that a week can be simulated in an hour.

In a process of greenlets ``time.sleep`` is gevent's: it holds up the one that sleeps, only.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Protocol


class Signal(Protocol):
    """What is waited for: an event that another sets."""

    def wait(self, timeout: float) -> object: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, aware UTC."""

    def sleep(self, seconds: float) -> None:
        """Give way to others for that many seconds of this clock."""

    def wait(self, event: Signal, seconds: float) -> None:
        """As ``sleep``, but no longer than until the event is set."""


@dataclass(frozen=True, slots=True)
class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))

    def wait(self, event: Signal, seconds: float) -> None:
        event.wait(max(0.0, seconds))


@dataclass(frozen=True, slots=True)
class ScaledClock:
    """Runs ``factor`` times as fast as the real one since ``origin`` (epoch seconds, both clocks).

    Processes that share the two numbers share the clock.
    """

    factor: float
    origin: float
    real: Callable[[], float] = field(default=time.time)

    def now(self) -> datetime:
        elapsed = self.real() - self.origin
        return datetime.fromtimestamp(self.origin + elapsed * self.factor, UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds / self.factor))

    def wait(self, event: Signal, seconds: float) -> None:
        event.wait(max(0.0, seconds / self.factor))


def clock_from(text: str) -> Clock:
    """Read ``ESL_DIALER_CLOCK``: empty for real time, or ``FACTOR@ORIGIN`` (epoch seconds).

    Raises ValueError with what is wrong.
    """
    if not text:
        return RealClock()
    factor, _, origin = text.partition("@")
    try:
        clock = ScaledClock(float(factor), float(origin))
        usable = isfinite(clock.origin) and 0 < clock.factor < float("inf")
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(f"clock {text!r}: write FACTOR@ORIGIN, as in 20@1795326931")
    return clock
