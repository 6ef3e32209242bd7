"""The dialplan applications that the call flows use, by name."""

from functools import partial

from esl_dialer.simulator.bridging import bridge
from esl_dialer.simulator.causes import NORMAL, known_cause
from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.core import MS, SECOND, Core
from esl_dialer.simulator.dialstring import separate, separate_blank
from esl_dialer.simulator.ending import hangup
from esl_dialer.simulator.execution import Application, complete, execute_next, listen, run
from esl_dialer.simulator.playing import play
from ivr.flows import CONTEXT, FLOWS, Action

NO_ROUTE = "NO_ROUTE_DESTINATION"


def transfer(
    core: Core, channel: Channel, extension: str, dialplan: str = "XML", context: str = "default"
) -> None:
    """Send a channel to an extension of the dialplan; with no such extension it is hung up."""
    channel.destination = extension
    actions = actions_of(extension, dialplan, context)
    run(core, channel, actions or (Action("hangup", NO_ROUTE),))


def actions_of(extension: str, dialplan: str, context: str) -> tuple[Action, ...]:
    """The actions of a flow, or of an ``inline`` list such as ``playback:a.wav,park``."""
    if dialplan.lower() == "inline":
        pairs = (item.partition(":") for item in separate(extension, ","))
        return tuple(Action(app, data) for app, _, data in pairs)
    if context == CONTEXT and extension in FLOWS:
        return FLOWS[extension].actions
    return ()


def _answer(core: Core, channel: Channel, data: str) -> bool:
    return True


def _set(core: Core, channel: Channel, data: str) -> bool:
    name, _, value = data.partition("=")
    if value and value != "_undef_":
        channel.variables[name] = value
    else:
        channel.variables.pop(name, None)
    return True


def _hangup(core: Core, channel: Channel, data: str) -> bool:
    cause = known_cause(data) if data else NORMAL
    if channel.running is not None:
        channel.running.stop = partial(complete, core, channel)
    hangup(core, channel, cause)
    return False


def _sched_hangup(core: Core, channel: Channel, data: str) -> bool:
    words = separate_blank(data)
    figure = words[0].removeprefix("+") if words else ""
    if figure.isdigit():
        cause = known_cause(words[1]) if len(words) > 1 else "ALLOTTED_TIMEOUT"
        core.for_channel(channel, int(figure) * SECOND, partial(hangup, core, channel, cause))
    return True


def _transfer(core: Core, channel: Channel, data: str) -> bool:
    words = separate_blank(data)
    complete(core, channel)
    transfer(core, channel, *words[:3])
    return False


def _park(core: Core, channel: Channel, data: str) -> bool:
    core.emit("CHANNEL_PARK", channel)
    if channel.running is not None:
        channel.running.stop = partial(_unpark, core, channel)
    listen(core, channel, lambda _: None)
    return False


def _unpark(core: Core, channel: Channel) -> None:
    core.emit("CHANNEL_UNPARK", channel)
    complete(core, channel)


def _sleep(core: Core, channel: Channel, data: str) -> bool:
    """Any key ends it, and no event tells of that key."""

    def over(_: str = "") -> None:
        timer.cancel()
        complete(core, channel)
        execute_next(core, channel)

    timer = core.for_channel(channel, int(data or 0) * MS, over)
    if channel.running is not None:
        channel.running.stop = partial(complete, core, channel)
    return False


def _detector(core: Core, channel: Channel, data: str) -> bool:
    """The far end makes no sound: its keys come by RFC 2833 or SIP INFO, detector or not."""
    return True


APPLICATIONS: dict[str, Application] = {
    "answer": _answer,
    "bridge": bridge,
    "hangup": _hangup,
    "park": _park,
    "playback": play,
    "sched_hangup": _sched_hangup,
    "set": _set,
    "sleep": _sleep,
    "start_dtmf": _detector,
    "stop_dtmf": _detector,
    "transfer": _transfer,
}
