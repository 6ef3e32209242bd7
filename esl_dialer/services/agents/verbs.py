"""What people want of an agent, carried out or refused."""

from esl_dialer.core.agents.standing import NOTHING_GIVEN, Given, Standing, Verb
from esl_dialer.core.says import Says
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.store.agents import moving


def carry_out(
    ctx: Context, agent: int, verb: Verb, what: Says, given: Given = NOTHING_GIVEN
) -> Standing:
    """Inside a transaction. ``what`` is said of a refusal. Raises Refused, NotFound."""
    done = moving.move(agent, verb, ctx.now(), given)
    if done is None:
        raise NotFound(Says("there is no such agent"))
    if isinstance(done, Says):
        raise Refused(what, [done])
    return done
