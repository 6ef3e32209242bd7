"""Signs of life of those who do long work."""

from collections.abc import Callable

from esl_dialer.runtime.clock import Clock

BEAT_S = 5.0


def throttled(clock: Clock, beat: Callable[[], None]) -> Callable[[], None]:
    """Beats at most once in BEAT_S, however often it is called."""
    last = clock.now()

    def alive() -> None:
        nonlocal last
        if (clock.now() - last).total_seconds() >= BEAT_S:
            last = clock.now()
            beat()

    return alive
