"""Commands that end calls: one, some or all of them."""

from esl_dialer.simulator.apps import schedule_hangup
from esl_dialer.simulator.causes import NORMAL, known_cause
from esl_dialer.simulator.commands.command import NO_CHANNEL, OK, Command, usage
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate_blank
from esl_dialer.simulator.ending import hangup

KILL_SYNTAX = "<uuid> [cause]"
SCHED_SYNTAX = "[+]<time> <uuid> [<cause>]"
MOST_WORDS = 11


def _kill(core: Core, arguments: str) -> str:
    uuid, _, cause = arguments.partition(" ")
    channel = core.channels.get(uuid)
    if not uuid:
        return usage(KILL_SYNTAX)
    if channel is None:
        return NO_CHANNEL
    hangup(core, channel, known_cause(cause) if cause else NORMAL)
    return OK


def _sched_hangup(core: Core, arguments: str) -> str:
    words = separate_blank(arguments)
    if not words:
        return usage(SCHED_SYNTAX)
    channel = core.channels.get(words[1]) if len(words) > 1 else None
    if channel is None:
        return NO_CHANNEL
    schedule_hangup(core, channel, words[0], *words[2:3])
    return OK


def _hupall(core: Core, arguments: str) -> str:
    """``[CAUSE] [NAME VALUE]...``: the channels whose variables are all so."""
    words = separate_blank(arguments, MOST_WORDS)
    cause = known_cause(words[0]) if words and words[0] != "0" else "MANAGER_REQUEST"
    pairs = list(zip(words[1::2], words[2::2], strict=False))
    wanted = dict(reversed(pairs))
    for channel in list(core.channels.values()):
        if all(channel.variable(name) == value for name, value in wanted.items()):
            hangup(core, channel, cause)
    if not pairs:
        return f"+OK hangup all channels with cause {cause}\n"
    (name, value), more = pairs[0], "..." if len(pairs) > 1 else ""
    return f"+OK hangup all channels matching [{name}]=[{value}]{more} with cause: {cause}\n"


def hang_up_all(core: Core, cause: str) -> None:
    for channel in list(core.channels.values()):
        hangup(core, channel, cause)


COMMANDS = {
    "hupall": Command(_hupall, "<cause> [<var> <value>] [<var2> <value2>]", "End calls"),
    "sched_hangup": Command(_sched_hangup, SCHED_SYNTAX, "End a call later"),
    "uuid_kill": Command(_kill, KILL_SYNTAX, "End a call"),
}
