"""Commands about text: ``echo``, ``eval``, ``expand``, and the variables of the switch."""

from collections.abc import Mapping

from esl_dialer.simulator.commands.command import Command, usage
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate
from esl_dialer.simulator.expansion import Call, expanded
from esl_dialer.simulator.headers import channel_headers, other_leg_headers, variable_headers

SETVAR_SYNTAX = "<var>=<value> [=<value2>]"
_OF_A_CHANNEL = "uuid:"


def global_variables(core: Core) -> dict[str, str]:
    own = {
        "hostname": core.settings.hostname,
        "local_ip_v4": "127.0.0.1",
        "core_uuid": core.id,
        "switchname": core.settings.hostname,
    }
    return own | core.variables


def _global_getvar(core: Core, arguments: str) -> str:
    variables = global_variables(core)
    if not arguments:
        return "".join(f"{name}={value}\n" for name, value in variables.items())
    return variables.get(arguments, "")


def _global_setvar(core: Core, arguments: str) -> str:
    words = separate(arguments, "=")
    if not words or not words[0]:
        return usage(SETVAR_SYNTAX)
    core.variables[words[0]] = words[1] if len(words) > 1 else ""
    return "+OK"


def evaluate(core: Core, arguments: str, call: Call) -> str:
    """``[uuid:UUID ]TEXT`` with its ``${names}`` and ``${command(arguments)}`` put in."""
    channel, text = _split(arguments)
    return expanded(text, _headers(core, channel), global_variables(core), call)


def expansion(core: Core, arguments: str, call: Call) -> str:
    """The command to carry out, its arguments expanded."""
    channel, text = _split(arguments)
    name, blank, rest = text.partition(" ")
    told = expanded(rest, _headers(core, channel), global_variables(core), call)
    return f"{name}{blank}{told}"


def _split(arguments: str) -> tuple[str, str]:
    if not arguments.lower().startswith(_OF_A_CHANNEL):
        return "", arguments
    channel, _, text = arguments[len(_OF_A_CHANNEL) :].partition(" ")
    return channel, text


def _headers(core: Core, uuid: str) -> Mapping[str, str]:
    """What an expression may name: the headers of the channel's events."""
    channel = core.channels.get(uuid)
    if channel is None:
        return {}
    return channel_headers(channel) | other_leg_headers(channel) | variable_headers(channel)


COMMANDS = {
    "echo": Command(lambda core, text: text, "<data>", "Say it again"),
    "global_getvar": Command(_global_getvar, "<var>", "A variable of the switch, or all"),
    "global_setvar": Command(_global_setvar, SETVAR_SYNTAX, "Set a variable of the switch"),
}
