"""Tries at passwords and codes: counted before they are looked at, over all processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from esl_dialer.core.accounts.throttle import Limits, forgiven, of_all, turn
from esl_dialer.core.says import Says
from esl_dialer.services.context import Context
from esl_dialer.services.errors import ServiceError
from esl_dialer.store.accounts import guesses
from esl_dialer.store.database import transaction

LOOK_S = 0.1
"""Seconds between two looks at whether others have been judged."""

LONGEST_S = 20.0
"""So long one waits for them: a hundred who come to work at once are looked at within that."""

SOON = timedelta(seconds=10)


class TooManyTries(ServiceError):
    """``wait``: how long until another try is heard."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(Says("Too many wrong tries."))
        self.wait = wait


@dataclass(slots=True)
class Ruling:
    """What is said of a try: ``right`` or not; None: nothing (its judge broke)."""

    right: bool | None = None


@contextmanager
def judged(ctx: Context, limits: Limits) -> Iterator[Ruling]:
    """One try, counted before the block looks at it; the block sets ``right``.

    Raises TooManyTries, and then nothing is looked at. Waits for its turn while others that may use
    up what is left are looked at.
    """
    begun, ruling = _turn(ctx, limits), Ruling()
    try:
        yield ruling
    finally:
        _settle(begun, ruling, limits)


def note_wrong(ctx: Context, limits: Limits) -> None:
    """A try that is known to be wrong. Raises TooManyTries."""
    with judged(ctx, limits) as ruling:
        ruling.right = False


def _turn(ctx: Context, limits: Limits) -> list[int]:
    until = ctx.now() + timedelta(seconds=LONGEST_S)
    while not (begun := _begin(ctx, limits)):
        if ctx.now() >= until:
            raise TooManyTries(SOON)
        ctx.clock.sleep(LOOK_S)
    return begun


def _begin(ctx: Context, limits: Limits) -> list[int]:
    """The try's rows; none while others are looked at first. A look without the lock comes before:
    who is refused writes nothing. Raises TooManyTries."""
    if not _allowed(ctx, limits):
        return []
    with transaction():
        guesses.alone()
        return guesses.begin(limits, ctx.now()) if _allowed(ctx, limits) else []


def _allowed(ctx: Context, limits: Limits) -> bool:
    now = ctx.now()
    found = of_all(turn(guesses.tries(key, now), most, now) for key, most in limits.items())
    if found.wait:
        raise TooManyTries(found.wait)
    return found.now


def _settle(begun: list[int], ruling: Ruling, limits: Limits) -> None:
    with transaction():
        guesses.alone()
        if ruling.right is False:
            guesses.note_wrong(begun)
            return
        guesses.take_back(begun)
        if ruling.right:
            guesses.forget(key for key in limits if forgiven(key))
