"""``bridge``: a second leg is dialed and, when it answers, talks with the first."""

from functools import partial

from esl_dialer.simulator.channel import CallState, Channel, State
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialing import Dialing, Hopes
from esl_dialer.simulator.dialstring import DialStringError, parse_dial_string
from esl_dialer.simulator.ending import hangup, stop_running
from esl_dialer.simulator.execution import complete, execute_next, listen
from esl_dialer.simulator.figures import is_true
from esl_dialer.simulator.placing import REFUSED, with_caller
from esl_dialer.simulator.recording import turn_recordings

NORMAL = "NORMAL_CLEARING"
CANCELLED = "ORIGINATOR_CANCEL"


def bridge(core: Core, channel: Channel, data: str) -> bool:
    """Dial ``data`` for the channel; done when the two have parted, or the second never came."""
    try:
        groups = [[with_caller(leg, channel) for leg in legs] for legs in parse_dial_string(data)]
    except DialStringError:
        _failed(core, channel, REFUSED)
        return False
    _call_state(core, channel, CallState.RING_WAIT)
    hopes = Hopes(
        on_answer=partial(join, core, channel),
        on_hangup=partial(_other_hung_up, core, channel),
        on_gone=partial(_other_gone, core, channel),
        on_failed=partial(_not_reached, core, channel),
    )
    dialing = Dialing(core, tuple(map(tuple, groups)), hopes, originator=channel)
    if channel.running is not None:
        channel.running.stop = partial(_stop, core, channel, dialing)
    dialing.begin()
    if dialing.legs:
        channel.variables["originated_legs"] = _legs(dialing.legs)
    return False


def _legs(legs: list[Channel]) -> str:
    named = [f"{leg.uuid};Outbound Call;{leg.number}" for leg in legs]
    return named[0] if len(named) == 1 else "ARRAY::" + "|:".join(named)


def _not_reached(core: Core, channel: Channel, cause: str, last: Channel | None) -> None:
    """At once when no leg was made; else when the last one is gone."""
    if last is None:
        _failed(core, channel, cause)
        return

    def go_on(_: Channel) -> None:
        if channel.alive:
            _failed(core, channel, cause)
            execute_next(core, channel)

    last.on_gone = go_on


def join(core: Core, channel: Channel, other: Channel) -> None:
    """The two legs hear each other from now on."""
    for leg in (channel, other):
        turn_recordings(core, leg)
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


def _stop(core: Core, channel: Channel, dialing: Dialing) -> None:
    """The first leg hangs up or is transferred away: the others end, answered or not."""
    other = dialing.taken
    if other is None:
        dialing.give_up(CANCELLED)
        _end(core, channel)
    elif other.alive:
        other.on_hangup = partial(_parted, core, channel)
        other.on_gone = lambda _: _end(core, channel) if channel.running else None
        hangup(core, other, NORMAL)


def _other_hung_up(core: Core, channel: Channel, other: Channel) -> None:
    if channel.alive:
        _parted(core, channel, other)


def _other_gone(core: Core, channel: Channel, other: Channel) -> None:
    """The second leg is gone first: go on, or hang up, as the variables say."""
    if not channel.alive:
        return
    if _true(channel, "hangup_after_bridge"):
        hangup(core, channel, NORMAL)
    else:
        execute_next(core, channel)


def _parted(core: Core, channel: Channel, other: Channel) -> None:
    if channel.peer is not other:
        return
    channel.variables |= {"bridge_hangup_cause": other.cause or NORMAL}
    core.emit("CHANNEL_UNBRIDGE", channel, first=_pair(channel, other))
    part(core, channel, other)
    _end(core, channel)


def part(core: Core, channel: Channel, other: Channel) -> None:
    """The two legs no longer hear each other."""
    for leg in (channel, other):
        turn_recordings(core, leg)
    channel.peer = other.peer = None


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
