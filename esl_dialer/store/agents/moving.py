"""A verb of an agent, decided by ``core.agents.standing`` and written; where another hand was first
it is decided again."""

from datetime import datetime

from esl_dialer.core.agents.standing import NOTHING_GIVEN, Given, Standing, Verb, after, refusal
from esl_dialer.core.says import Says
from esl_dialer.store.agents import agents

TRIES = 5
BUSY = Says("too much happens at once: try again")


def move(
    agent: int, verb: Verb, now: datetime, given: Given = NOTHING_GIVEN
) -> Standing | Says | None:
    """Where they stand then, or why not; None: there is no such agent. Inside a transaction."""
    for _ in range(TRIES):
        if (found := agents.by_id(agent)) is None:
            return None
        before = found.standing
        if (why := refusal(before, verb)) is not None:
            return why
        stands = after(before, verb, now, given)
        if stands is before or agents.move(agent, before, stands, now):
            return stands
    return BUSY
