"""The password or a code, asked again of someone who was let in already.

Wrong ones are counted with those of signing in; after too many of them the right one waits too.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import g, request

from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from webui import shared
from webui.guard.throttle import Limits, of_password
from webui.text.language import translate as _
from webui.threads import in_thread

T = TypeVar("T")

GUESSED = frozenset({"old", "password", "code"})
"""Fields that hold a secret of the person: a wrong one is a guess."""


class TooManyTries(Exception):
    """``wait``: how long until another try is heard."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many wrong tries")
        self.wait = wait


def own_password() -> Limits:
    """Of who asks, from where they ask."""
    return of_password(g.user.username, request.remote_addr or "")


def counted(limits: Limits, act: Callable[[], T]) -> T:
    """What ``act`` returns, in a thread (it hashes). Raises TooManyTries, and what it raises."""
    guesses, now = shared.guesses(), g.ctx.now()
    if wait := guesses.wait(limits, now):
        raise TooManyTries(wait)
    try:
        done = in_thread(act)
    except Invalid as error:
        if not GUESSED.isdisjoint(error.problems):
            guesses.failed(limits, now)
        raise
    guesses.forget(limits)
    return done


def told(wait: timedelta) -> str:
    """For people."""
    minutes = max(1, round(wait.total_seconds() / 60))
    told = Says("Too many wrong tries. Try again in {minutes} {minutes:minute|minutes}.")
    return _(told, minutes=minutes)
