"""``bridge``: a second leg is dialed and, when it answers, talks with the first."""

from functools import partial

from esl_dialer.simulator.channel import CallState, Channel, State
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import DialStringError, parse_dial_string
from esl_dialer.simulator.ending import hangup, stop_running
from esl_dialer.simulator.execution import complete, execute_next, listen
from esl_dialer.simulator.figures import is_true
from esl_dialer.simulator.placing import REFUSED, Placement, place, with_caller

NORMAL = "NORMAL_CLEARING"
CANCELLED = "ORIGINATOR_CANCEL"


def bridge(core: Core, channel: Channel, data: str) -> bool:
    """Dial ``data`` for the channel; done when the two have parted, or the second never came."""
    try:
        leg = with_caller(parse_dial_string(data), channel)
    except DialStringError:
        _failed(core, channel, REFUSED)
        return False
    _call_state(core, channel, CallState.RING_WAIT)
    placed = place(
        core,
        Placement(
            leg,
            originator=channel,
            on_answer=partial(join, core, channel),
            on_hangup=partial(_other_hung_up, core, channel),
            on_gone=partial(_other_gone, core, channel),
        ),
    )
    if isinstance(placed, str):
        _failed(core, channel, placed)
    elif channel.running is not None:
        channel.variables["originated_legs"] = f"{placed.uuid};Outbound Call;{placed.number}"
        channel.running.stop = partial(_stop, core, channel, placed)
    return False


def join(core: Core, channel: Channel, other: Channel) -> None:
    """The two legs hear each other from now on."""
    channel.peer, other.peer = other, channel
    channel.stamps.bridged = other.stamps.bridged = core.tick
    _call_state(core, channel, CallState.ACTIVE)
    channel.variables |= _bond(other) | {
        "originate_disposition": "SUCCESS",
        "DIALSTATUS": "SUCCESS",
        "last_bridge_role": "originator",
    }
    other.variables |= _bond(channel) | {"last_bridge_role": "originatee"}
    core.emit("CHANNEL_BRIDGE", channel, first=_pair(channel, other))
    other.state = State.EXCHANGE_MEDIA
    core.emit("CHANNEL_STATE", other)
    for leg in (channel, other):
        core.emit("CALL_UPDATE", leg, first={"Direction": "SEND"})
    core.note("BRIDGE", channel, other=other.uuid, other_number=other.number)
    listen(core, channel, lambda _: None)


def _stop(core: Core, channel: Channel, other: Channel) -> None:
    """The first leg hangs up or is transferred away: the second ends, answered or not."""
    if not other.alive:
        return
    other.on_hangup = partial(_parted, core, channel)
    other.on_gone = lambda _: _end(core, channel) if channel.running else None
    hangup(core, other, NORMAL if other.answered else CANCELLED)


def _other_hung_up(core: Core, channel: Channel, other: Channel) -> None:
    if other.answered and channel.alive:
        _parted(core, channel, other)


def _other_gone(core: Core, channel: Channel, other: Channel) -> None:
    """The second leg is gone first: go on, or hang up, as the variables say."""
    if not channel.alive:
        return
    if not other.answered:
        _failed(core, channel, other.cause)
        execute_next(core, channel)
    elif _true(channel, "hangup_after_bridge"):
        hangup(core, channel, NORMAL)
    else:
        execute_next(core, channel)


def _parted(core: Core, channel: Channel, other: Channel) -> None:
    if channel.peer is not other:
        return
    channel.variables |= {"bridge_hangup_cause": other.cause or NORMAL}
    core.emit("CHANNEL_UNBRIDGE", channel, first=_pair(channel, other))
    channel.peer = other.peer = None
    _end(core, channel)


def _end(core: Core, channel: Channel) -> None:
    """The bridge is complete, and before it what runs over it."""
    running = channel.running
    while running is not None and running.app != "bridge":
        running = running.beneath
    if running is not None:
        stop_running(channel, down_to=running)
        complete(core, channel)


def _failed(core: Core, channel: Channel, cause: str) -> None:
    channel.variables |= {
        "originate_disposition": cause,
        "DIALSTATUS": "BUSY" if cause == "USER_BUSY" else "NOANSWER",
        "originate_failed_cause": cause,
    }
    _call_state(core, channel, CallState.ACTIVE)
    _end(core, channel)
    if not _true(channel, "continue_on_fail"):
        hangup(core, channel, cause)


def _true(channel: Channel, name: str) -> bool:
    return is_true(channel.variables.get(name, ""))


def _call_state(core: Core, channel: Channel, state: CallState) -> None:
    channel.call_state = state
    core.emit("CHANNEL_CALLSTATE", channel)


def _pair(channel: Channel, other: Channel) -> dict[str, str]:
    return {"Bridge-A-Unique-ID": channel.uuid, "Bridge-B-Unique-ID": other.uuid}


def _bond(other: Channel) -> dict[str, str]:
    return {
        "signal_bond": other.uuid,
        "last_bridge_to": other.uuid,
        "bridge_channel": other.name,
        "bridge_uuid": other.uuid,
    }
