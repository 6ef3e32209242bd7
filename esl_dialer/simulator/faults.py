"""The end of a call in which this program failed."""

from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.ending import hangup

CAUSE = "NORMAL_TEMPORARY_FAILURE"


def give_up(core: Core, channel: Channel) -> None:
    """Hang up; what even that fails at is left out, but the channel is gone for everyone.

    Raises what the hang-up raised.
    """
    channel.queue.clear()
    channel.running = None
    try:
        hangup(core, channel, CAUSE)
    finally:
        core.channels.pop(channel.uuid, None)
        for timer in channel.timers:
            timer.cancel()
