"""The password or a code, asked again of someone who was let in already.

Wrong ones are counted with those of signing in; after too many of them the right one waits too.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import g, request

from esl_dialer.core.accounts.throttle import Limits, of_password
from esl_dialer.core.says import Says
from esl_dialer.services.accounts.guesses import judged
from esl_dialer.services.errors import Invalid
from webui.text.language import translate as _
from webui.threads import in_thread

T = TypeVar("T")

GUESSED = frozenset({"old", "password", "code"})
"""Fields that hold a secret of the person: a wrong one is a guess."""


def own_password() -> Limits:
    """Of who asks, from where they ask."""
    return of_password(g.user.username, request.remote_addr or "")


def counted(limits: Limits, act: Callable[[], T]) -> T:
    """What ``act`` returns, in a thread (it hashes). Raises TooManyTries, and what it raises."""
    with judged(g.ctx, limits) as ruling:
        try:
            done = in_thread(act)
        except Invalid as error:
            ruling.right = None if GUESSED.isdisjoint(error.problems) else False
            raise
        ruling.right = True
    return done


def retry_after(wait: timedelta) -> dict[str, str]:
    """For programs."""
    return {"Retry-After": str(max(1, round(wait.total_seconds())))}


def told(wait: timedelta) -> str:
    """For people."""
    minutes = max(1, round(wait.total_seconds() / 60))
    told = Says("Too many wrong tries. Try again in {minutes} {minutes:minute|minutes}.")
    return _(told, minutes=minutes)
