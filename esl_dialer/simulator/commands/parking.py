"""``uuid_park``: a channel waits, alone."""

from functools import partial

from esl_dialer.simulator.commands.command import NO_CHANNEL, OK, Command
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.parked import wait_alone

SYNTAX = "<uuid>"


def _park(core: Core, arguments: str) -> str:
    channel = core.channels.get(arguments)
    if channel is None:
        return NO_CHANNEL
    core.for_channel(channel, 0, partial(wait_alone, core, channel))
    return OK


COMMANDS = {"uuid_park": Command(_park, SYNTAX, "Let a channel wait")}
