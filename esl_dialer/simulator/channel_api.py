"""The ``uuid_*`` commands: what can be asked of a channel and done to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from esl_dialer.simulator.apps import transfer
from esl_dialer.simulator.bridging import join
from esl_dialer.simulator.causes import NORMAL, known_cause
from esl_dialer.simulator.channel import Channel, Running
from esl_dialer.simulator.core import MS, SECOND, Core
from esl_dialer.simulator.dialstring import separate_blank
from esl_dialer.simulator.ending import hangup, stop_running
from esl_dialer.simulator.execution import broadcast
from esl_dialer.simulator.far_end import press
from esl_dialer.simulator.listing import dump
from ivr.flows import Action

OK = "+OK\n"
NO_CHANNEL = "-ERR No such channel!\n"
NO_SESSION = "-ERR Cannot locate session!\n"
BROADCAST_DELAY_MS = 200
"""How long FreeSWITCH takes to begin a ``uuid_broadcast``, as measured."""

Act = Callable[[Core, Channel, list[str]], str]


@dataclass(frozen=True, slots=True)
class ChannelCommand:
    """``needs`` words, the channel's UUID first; what it says with fewer, and with no channel."""

    act: Act
    usage: str
    needs: int = 2
    missing: str = NO_CHANNEL

    def __call__(self, core: Core, arguments: str) -> str:
        words = separate_blank(arguments)
        if len(words) < self.needs:
            return f"-USAGE: {self.usage}\n"
        channel = core.channels.get(words[0])
        return self.missing if channel is None else self.act(core, channel, words[1:])


def _kill(core: Core, channel: Channel, words: list[str]) -> str:
    hangup(core, channel, known_cause(words[0]) if words else NORMAL)
    return OK


def _transfer(core: Core, channel: Channel, words: list[str]) -> str:
    core.for_channel(channel, 0, partial(transfer, core, channel, *words[:3]))
    return OK


def _bridge(core: Core, channel: Channel, words: list[str]) -> str:
    other = core.channels.get(words[0])
    if other is None or not (channel.answered and other.answered):
        return "-ERR Invalid uuid\n"
    for leg in (channel, other):
        stop_running(leg)
        leg.queue.clear()
    channel.running = Running("uuid_bridge", other.uuid, core.new_id())
    other.running = Running("uuid_bridge", channel.uuid, core.new_id())
    channel.running.stop = partial(_unbridge, core, channel, other)
    other.running.stop = partial(_unbridge, core, other, channel)
    join(core, channel, other)
    return f"+OK {other.uuid}\n"


def _unbridge(core: Core, channel: Channel, other: Channel) -> None:
    pair = {"Bridge-A-Unique-ID": channel.uuid, "Bridge-B-Unique-ID": other.uuid}
    core.emit("CHANNEL_UNBRIDGE", channel, first=pair)
    channel.running = other.running = None
    channel.peer = other.peer = None
    hangup(core, other, NORMAL)


def _broadcast(core: Core, channel: Channel, words: list[str]) -> str:
    path = words[0]
    app, marked, data = path.partition("::")
    action = Action(app, data) if marked else Action("playback", path)
    act = partial(broadcast, core, channel, action)
    core.for_channel(channel, BROADCAST_DELAY_MS * MS, act)
    return "+OK Message sent\n"


def _break(core: Core, channel: Channel, words: list[str]) -> str:
    if channel.running is not None and channel.running.app == "playback":
        stop_running(channel)
    return OK


def _setvar(core: Core, channel: Channel, words: list[str]) -> str:
    value = " ".join(words[1:])
    if value:
        channel.variables[words[0]] = value
    else:
        channel.variables.pop(words[0], None)
    return OK


def _getvar(core: Core, channel: Channel, words: list[str]) -> str:
    return channel.variables.get(words[0], "_undef_")


def _dump(core: Core, channel: Channel, words: list[str]) -> str:
    return dump(core, channel, words[0] if words else "")


def _recv_dtmf(core: Core, channel: Channel, words: list[str]) -> str:
    for key in words[0]:
        core.note("KEY", channel, key=key)
        press(core, channel, key, source="APP")
    return f"+OK {channel.uuid} received DTMF {words[0]}.\n"


def _exists(core: Core, arguments: str) -> str:
    return "true" if arguments.strip() in core.channels else "false"


def _sched_hangup(core: Core, arguments: str) -> str:
    words = separate_blank(arguments)
    if len(words) < 2:
        return "-USAGE: [+]<time> <uuid> [<cause>]\n"
    channel = core.channels.get(words[1])
    if channel is None:
        return NO_CHANNEL
    cause = known_cause(words[2]) if len(words) > 2 else "ALLOTTED_TIMEOUT"
    seconds = int(words[0].removeprefix("+") or 0)
    core.for_channel(channel, seconds * SECOND, partial(hangup, core, channel, cause))
    return OK


CHANNEL_API: dict[str, Callable[[Core, str], str]] = {
    "sched_hangup": _sched_hangup,
    "uuid_exists": _exists,
    "uuid_break": ChannelCommand(_break, "<uuid> [all]", 1),
    "uuid_bridge": ChannelCommand(_bridge, "<uuid> <other_uuid>", missing="-ERR Invalid uuid\n"),
    "uuid_broadcast": ChannelCommand(
        _broadcast, "<uuid> <path> [aleg|bleg|holdb|both]", missing="-ERR invalid uuid\n"
    ),
    "uuid_dump": ChannelCommand(_dump, "<uuid> [format]", 1),
    "uuid_getvar": ChannelCommand(_getvar, "<uuid> <var>"),
    "uuid_kill": ChannelCommand(_kill, "<uuid> [cause]", 1),
    "uuid_recv_dtmf": ChannelCommand(_recv_dtmf, "<uuid> <dtmf_data>", missing=NO_SESSION),
    "uuid_setvar": ChannelCommand(_setvar, "<uuid> <var> [value]"),
    "uuid_transfer": ChannelCommand(
        _transfer, "<uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]"
    ),
}


def send_message(core: Core, uuid: str, headers: Mapping[str, str]) -> bool:
    """``sendmsg``: execute an application on a channel or hang it up; False: no such channel."""
    channel = core.channels.get(uuid)
    if channel is None:
        return False
    if headers.get("call-command") == "hangup":
        hangup(core, channel, known_cause(headers.get("hangup-cause", NORMAL)))
    elif headers.get("call-command") == "execute":
        action = Action(headers.get("execute-app-name", ""), headers.get("execute-app-arg", ""))
        core.for_channel(channel, 0, partial(broadcast, core, channel, action))
    return True
