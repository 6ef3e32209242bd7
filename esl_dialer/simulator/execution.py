"""Running applications on a channel, one after the other: begun, waited for, complete."""

import re
from collections.abc import Callable, Iterable, Mapping

from esl_dialer.simulator.causes import NORMAL
from esl_dialer.simulator.channel import Channel, Running, State
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.ending import hangup, stop_running
from esl_dialer.simulator.far_end import press
from ivr.flows import Action

Application = Callable[[Core, Channel, str], bool]
"""Begins to act; True when it is done at once, False when it will call ``complete``."""

UNKNOWN_APPLICATION = "DESTINATION_OUT_OF_ORDER"
NONE = "_none_"
MOST_NESTED = 10
_VARIABLE = re.compile(r"\$\{([^${}]+)\}")


def run(core: Core, channel: Channel, actions: Iterable[Action]) -> None:
    """Begin a new list of actions; what the channel was doing is stopped first."""
    stop_running(channel)
    if not channel.alive:
        return
    channel.queue.clear()
    channel.queue.extend(actions)
    _state(core, channel, State.ROUTING)
    channel.in_dialplan = True
    channel.variables |= {
        "endpoint_disposition": "ANSWER",
        "pre_transfer_caller_id_name": channel.caller_name,
        "pre_transfer_caller_id_number": channel.caller_number,
        "channel_cid_flipped": "yes",
    }
    _state(core, channel, State.EXECUTE)
    execute_next(core, channel)


def execute_next(core: Core, channel: Channel) -> None:
    """Run what is queued until something waits; with nothing left, hang up."""
    while channel.alive and channel.running is None:
        if not channel.queue:
            hangup(core, channel, NORMAL)
        else:
            _execute(core, channel, channel.queue.popleft())


def _execute(core: Core, channel: Channel, action: Action) -> None:
    application = core.applications.get(action.app)
    if application is None:
        hangup(core, channel, UNKNOWN_APPLICATION)
        return
    data = expand(action.data, channel.variables)
    channel.running = Running(action.app, data, core.new_id())
    channel.apps.append((action.app, data, core.now))
    channel.variables["current_application"] = action.app
    channel.variables["current_application_data"] = data
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


def complete(core: Core, channel: Channel, response: str = NONE) -> None:
    """The running application is over; what was beneath it goes on, nothing new is begun."""
    running, channel.running, channel.beneath = channel.running, channel.beneath, None
    if running is not None:
        channel.variables["current_application_response"] = response
        extra = _described(running) | {"Application-Response": response}
        core.emit("CHANNEL_EXECUTE_COMPLETE", channel, extra)


def broadcast(core: Core, channel: Channel, action: Action) -> None:
    """Do one thing over what the channel is doing, which then goes on."""
    if not channel.alive or channel.beneath is not None:
        return
    channel.beneath, channel.running = channel.running, None
    _execute(core, channel, action)


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Put in ``${name}``, also inside what was put in; an unknown name is empty."""
    for _ in range(MOST_NESTED):
        text, changed = _VARIABLE.subn(lambda found: variables.get(found[1], ""), text)
        if not changed:
            break
    return text


def _described(running: Running) -> dict[str, str]:
    data = {"Application-Data": running.data} if running.data else {}
    return {"Application": running.app} | data | {"Application-UUID": running.id}


def _state(core: Core, channel: Channel, state: State) -> None:
    channel.state = state
    core.emit("CHANNEL_STATE", channel)
