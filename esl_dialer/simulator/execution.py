"""Running applications on a channel: one after the other, and one over another.

The dialplan's come in turn. A message from outside runs over what the channel is doing, which waits
and then goes on, as FreeSWITCH's threads do it: applications look for messages while they run.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from esl_dialer.simulator.causes import NORMAL
from esl_dialer.simulator.channel import Channel, Message, Running, State
from esl_dialer.simulator.core import MS, Core
from esl_dialer.simulator.ending import hangup, stop_running
from esl_dialer.simulator.far_end import press
from ivr.flows import Action

Application = Callable[[Core, Channel, str], bool]
"""Begins to act; True when it is done at once, False when it will call ``complete``."""

UNKNOWN_APPLICATION = "DESTINATION_OUT_OF_ORDER"
NONE = "_none_"
MOST_NESTED = 10
MOST_STACKED = 32
"""Applications over one another; a message beyond them waits."""
SHORTEST_LOOP_MS = 500
"""What ends sooner is not begun again, whatever its loops."""
NEEDS_MEDIA = frozenset({"playback", "record_session", "start_dtmf", "stop_dtmf"})
"""Passed over on a leg that has none: it rings."""
_VARIABLE = re.compile(r"\$\{([^${}]+)\}")


def run(
    core: Core, channel: Channel, actions: Iterable[Action], state: State = State.ROUTING
) -> None:
    """Begin a new list of actions, the first of which finds the channel in ``state``; what the
    channel was doing is stopped first."""
    stop_running(channel)
    if not channel.alive:
        return
    channel.queue.clear()
    channel.queue.extend(actions)
    if channel.state is not state:
        _state(core, channel, state)
    begin_to_execute(core, channel)
    if state is State.ROUTING:
        _state(core, channel, State.EXECUTE)
    execute_next(core, channel)
    hear(core, channel)


def begin_to_execute(core: Core, channel: Channel) -> None:
    """From the first time on, caller and callee are swapped, and that is told."""
    if channel.in_dialplan:
        return
    channel.in_dialplan = True
    channel.variables |= {
        "endpoint_disposition": "ANSWER",
        "pre_transfer_caller_id_name": channel.caller_name,
        "pre_transfer_caller_id_number": channel.caller_number,
        "channel_cid_flipped": "yes",
    }
    core.emit("CALL_UPDATE", channel, first={"Direction": "RECV"})


def execute_next(core: Core, channel: Channel) -> None:
    """Run what is queued until something waits; with nothing left, hang up.

    Nothing on a leg that runs no dialplan: it rings, or is the second of a bridge.
    """
    while channel.in_dialplan and channel.alive and channel.running is None:
        if not channel.queue:
            hangup(core, channel, NORMAL)
        else:
            _execute(core, channel, channel.queue.popleft())


def send(core: Core, channel: Channel, message: Message) -> None:
    """Ask something of a channel; it is done when the channel next looks."""
    channel.messages.append(message)
    core.for_channel(channel, 0, partial(hear, core, channel))


def cut(channel: Channel, *, every: bool) -> None:
    """Break off what runs, as ``uuid_break`` does, and with ``every`` also what it interrupted."""
    running = channel.running
    while running is not None and running.cut is not None:
        running.cut()
        running = channel.running if every and channel.running is not running else None


def hear(core: Core, channel: Channel) -> None:
    """Obey the messages that wait, as far as none that locks is being obeyed."""
    if channel.hearing:
        return
    channel.hearing = True
    while channel.messages and _listens(channel):
        message = channel.messages.popleft()
        channel.locked = message.locks
        begin = partial(_begin, core, channel, message)
        core.for_channel(channel, message.lead_ms * MS, begin) if message.lead_ms else begin()
    channel.hearing = False


def _listens(channel: Channel) -> bool:
    busy = channel.locked or channel.stopping or _depth(channel) >= MOST_STACKED
    return channel.alive and not busy


def _begin(core: Core, channel: Channel, message: Message) -> None:
    channel.locked = message.locks
    _obey(core, channel, message, message.loops)


def _obey(core: Core, channel: Channel, message: Message, loops: int) -> None:
    action = message.action
    if not channel.alive:
        return
    if action is None:
        hangup(core, channel, message.cause)
        _obeyed(core, channel, message)
    elif action.app in NEEDS_MEDIA and not channel.has_media:
        _obeyed(core, channel, message)
    else:
        if channel.running is not None:
            channel.running.suspend()
        again = partial(_again, core, channel, message, loops, core.now)
        _execute(core, channel, action, message, again)


def _again(core: Core, channel: Channel, message: Message, loops: int, begun: int) -> None:
    """Once more, if it is asked for and took long enough; else what it interrupted goes on."""
    lasted = core.now - begun >= SHORTEST_LOOP_MS * MS
    if loops != 1 and lasted and channel.alive and not channel.stopping:
        _obey(core, channel, message, loops - 1 if loops > 0 else loops)
    else:
        _obeyed(core, channel, message)


def _obeyed(core: Core, channel: Channel, message: Message) -> None:
    core.emit("PRIVATE_COMMAND", channel, given=message.given)
    channel.locked = False
    if channel.stopping or not channel.alive:
        return
    if channel.running is not None:
        channel.running.resume()
    hear(core, channel)


def _execute(
    core: Core,
    channel: Channel,
    action: Action,
    message: Message | None = None,
    after: Callable[[], None] | None = None,
) -> None:
    application = core.applications.get(action.app)
    if application is None:
        hangup(core, channel, UNKNOWN_APPLICATION)
        return
    data = expand(action.data, channel.variables)
    channel.running = Running(
        action.app,
        data,
        (message.id if message else "") or core.new_id(),
        id_name=message.id_name if message else "",
        beneath=channel.running,
    )
    if after is not None:
        channel.running.after = after
    channel.apps.append((action.app, data, core.now))
    channel.variables["current_application"] = action.app
    channel.variables["current_application_data"] = data
    channel.variables.pop("current_application_response", None)
    core.emit("CHANNEL_EXECUTE", channel, _described(channel.running))
    if application(core, channel, data):
        complete(core, channel)


def listen(core: Core, channel: Channel, on_key: Callable[[str], None]) -> None:
    """Give an application the keys of the channel, those that wait first."""
    if channel.running is not None:
        channel.running.on_key = on_key
    while channel.waiting_keys and channel.running is not None and channel.running.on_key:
        key, channel.waiting_keys = channel.waiting_keys[0], channel.waiting_keys[1:]
        press(core, channel, key)


def complete(core: Core, channel: Channel, response: str = "") -> None:
    """The innermost application is over; what it interrupted goes on, nothing new is begun.

    One that says nothing is told with what was said last, by one that ran over it.
    """
    running = channel.running
    if running is None:
        return
    channel.running = running.beneath
    if response:
        channel.variables["current_application_response"] = response
    told = channel.variables.get("current_application_response", NONE)
    core.emit("CHANNEL_EXECUTE_COMPLETE", channel, _described(running, told))
    running.after()


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Put in ``${name}``, also inside what was put in; an unknown name is empty."""
    for _ in range(MOST_NESTED):
        text, changed = _VARIABLE.subn(lambda found: variables.get(found[1], ""), text)
        if not changed:
            break
    return text


def _depth(channel: Channel) -> int:
    depth, running = 0, channel.running
    while running is not None:
        depth, running = depth + 1, running.beneath
    return depth


def _described(running: Running, response: str = "") -> dict[str, str]:
    headers = {
        "Application": running.app,
        "Application-Data": running.data,
        "Application-Response": response,
        "Application-UUID": running.id,
        "Application-UUID-Name": running.id_name,
    }
    return {name: value for name, value in headers.items() if value}


def _state(core: Core, channel: Channel, state: State) -> None:
    channel.state = state
    core.emit("CHANNEL_STATE", channel)
