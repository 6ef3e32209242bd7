"""``uuid_*``: what can be asked of a channel, and where it can be sent."""

from functools import partial

from esl_dialer.simulator.apps import transfer_legs
from esl_dialer.simulator.channel import Channel, Message
from esl_dialer.simulator.commands.about_channels import OnChannel
from esl_dialer.simulator.commands.command import NO_CHANNEL, OK, Command, usage
from esl_dialer.simulator.commands.tables import dump
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate
from esl_dialer.simulator.execution import cut, send
from esl_dialer.simulator.handing_over import HandOver
from ivr.flows import Action

BROADCAST_LEAD_MS = 200
"""How long FreeSWITCH takes to begin a ``uuid_broadcast``, as measured."""
MULTI_SYNTAX = "<uuid> <var>=<value>;<var>=<value>..."
BAD_UUID = "-ERR Invalid uuid\n"


def _transfer(core: Core, channel: Channel, words: list[str]) -> str:
    core.for_channel(channel, 0, partial(transfer_legs, core, channel, words))
    return OK


def _bridge(core: Core, channel: Channel, words: list[str]) -> str:
    """The second uuid is for when there is no such channel as the first."""
    other = next((core.channels[uuid] for uuid in words[:2] if uuid in core.channels), None)
    if other is None or other is channel or not (channel.answered and other.answered):
        return BAD_UUID
    HandOver(core, channel, other).begin()
    return f"+OK {other.uuid}\n"


def _broadcast(core: Core, channel: Channel, words: list[str]) -> str:
    """A file, or ``APP[!CAUSE]::DATA``: with a cause the call is hung up when it is done."""
    path = words[0]
    app, marked, data = path.partition("::")
    app, ends, cause = (app if marked else "playback").partition("!")
    messages = [_locking(Action(app, data if marked else path), BROADCAST_LEAD_MS)]
    if ends:
        messages.append(_locking(Action("hangup", cause or "normal_clearing")))
    for leg in _legs(channel, words[1] if len(words) > 1 else "aleg"):
        for message in messages:
            send(core, leg, message)
    return "+OK Message sent\n"


def _locking(action: Action, lead_ms: int = 0) -> Message:
    given = {
        "call-command": "execute",
        "execute-app-name": action.app,
        "execute-app-arg": action.data,
        "event-lock": "true",
    }
    frames = {"lead-frames": "5"} if lead_ms else {}
    return Message(action, locks=True, lead_ms=lead_ms, given=given | frames)


def _legs(channel: Channel, which: str) -> list[Channel]:
    both = "both" in which
    own = [channel] if both or "aleg" in which else []
    other = [channel.peer] if channel.peer and (both or "bleg" in which) else []
    return other + own


def _break(core: Core, channel: Channel, words: list[str]) -> str:
    """``all``: what waits to be done is forgotten too; ``both``: the other leg as well."""
    flags = " ".join(words)
    for leg in [channel] + ([channel.peer] if channel.peer and "both" in flags else []):
        if "all" in flags:
            leg.messages.clear()
        core.for_channel(leg, 0, partial(cut, leg, every="all" in flags))
    return OK


def _setvar(core: Core, channel: Channel, words: list[str]) -> str:
    value = words[1] if len(words) > 1 else ""
    if value:
        channel.variables[words[0]] = value
    else:
        channel.variables.pop(words[0], None)
    return OK


def _setvar_multi(core: Core, arguments: str) -> str:
    """``UUID NAME=VALUE;NAME=VALUE``: one without a value is no longer there."""
    uuid, told, pairs = arguments.partition(" ")
    if not uuid:
        return usage(MULTI_SYNTAX)
    if not told:
        return ""
    channel = core.channels.get(uuid)
    if channel is None:
        return NO_CHANNEL + usage(MULTI_SYNTAX)
    for pair in separate(pairs, ";"):
        name, _, value = pair.partition("=")
        _setvar(core, channel, [name, value])
    return OK


def _flush_dtmf(core: Core, arguments: str) -> str:
    channel = core.channels.get(arguments)
    if channel is None:
        return "-ERR No such session\n"
    channel.waiting_keys = ""
    return OK


def _getvar(core: Core, channel: Channel, words: list[str]) -> str:
    value = channel.variable(words[0])
    return "_undef_" if value is None else value


def _dump(core: Core, channel: Channel, words: list[str]) -> str:
    return dump(core, channel, words[0].lower() if words else "txt")


def _exists(core: Core, arguments: str) -> str:
    return "true" if arguments in core.channels else "false"


COMMANDS = {
    name: Command(OnChannel(act, syntax, needs, most, missing), syntax, about)
    for name, act, syntax, needs, most, missing, about in (
        ("uuid_break", _break, "<uuid> [all]", 1, 4, NO_CHANNEL, "Break off what is played"),
        (
            *("uuid_bridge", _bridge, "<uuid> <other_uuid>", 2, 4, BAD_UUID),
            "Let two channels talk with each other",
        ),
        (
            *("uuid_broadcast", _broadcast, "<uuid> <path> [aleg|bleg|holdb|both]"),
            *(2, 4, "-ERR invalid uuid\n", "Play a file, or run an application, on a channel"),
        ),
        ("uuid_dump", _dump, "<uuid> [format]", 1, 2, NO_CHANNEL, "All that is known of a channel"),
        ("uuid_getvar", _getvar, "<uuid> <var>", 2, 4, NO_CHANNEL, "A variable of a channel"),
        (
            *("uuid_setvar", _setvar, "<uuid> <var> [value]", 2, 3, NO_CHANNEL),
            "Set a variable of a channel",
        ),
        (
            *("uuid_transfer", _transfer),
            "<uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]",
            *(2, 5, NO_CHANNEL, "Send a channel to an extension"),
        ),
    )
} | {
    "uuid_exists": Command(_exists, "<uuid>", "Is there such a channel"),
    "uuid_flush_dtmf": Command(_flush_dtmf, "<uuid>", "Forget keys that wait to be heard"),
    "uuid_setvar_multi": Command(_setvar_multi, MULTI_SYNTAX, "Set variables of a channel"),
}
