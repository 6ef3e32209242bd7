"""A channel that waits: as the application ``park``, or sent there by ``uuid_park``."""

from functools import partial

from esl_dialer.simulator.channel import Channel, Running, State
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.ending import stop_running
from esl_dialer.simulator.execution import complete, hear, listen


def park(core: Core, channel: Channel, data: str) -> bool:
    """The application: until something else is asked of the channel."""
    core.emit("CHANNEL_PARK", channel)
    if channel.running is not None:
        channel.running.stop = partial(_unpark, core, channel)
    listen(core, channel, lambda _: None)
    return False


def _unpark(core: Core, channel: Channel) -> None:
    core.emit("CHANNEL_UNPARK", channel)
    complete(core, channel)


def wait_alone(core: Core, channel: Channel) -> None:
    """A state of its own, no application: nothing executes. One that waits so already goes on."""
    if channel.state is State.PARK:
        return
    stop_running(channel)
    if not channel.alive:
        return
    channel.queue.clear()
    channel.state = State.PARK
    core.emit("CHANNEL_STATE", channel)
    channel.running = Running("", "", "")
    core.emit("CHANNEL_PARK", channel)
    channel.running.stop = partial(_leave, core, channel)
    listen(core, channel, lambda _: None)
    hear(core, channel)


def _leave(core: Core, channel: Channel) -> None:
    core.emit("CHANNEL_UNPARK", channel)
    channel.running = None
