"""``uuid_park``: a channel waits, alone."""

from functools import partial

from esl_dialer.simulator.commands.command import NO_CHANNEL, OK, Command, usage
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.execution import run
from ivr.flows import Action

SYNTAX = "<uuid>"


def _park(core: Core, arguments: str) -> str:
    if not arguments:
        return usage(SYNTAX)
    channel = core.channels.get(arguments)
    if channel is None:
        return NO_CHANNEL
    core.for_channel(channel, 0, partial(run, core, channel, (Action("park"),)))
    return OK


COMMANDS = {"uuid_park": Command(_park, SYNTAX, "Let a channel wait")}
