"""The end of a leg: its application is stopped, its end told, its record made."""

from esl_dialer.simulator.channel import CallState, Channel, Running, State
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.recording import ALL, HUNG_UP, stop_recording
from esl_dialer.simulator.records import detail_record, final_variables
from esl_dialer.simulator.sip_variables import HEARD_AUDIO
from esl_dialer.simulator.tasks import forget_tasks

CANCELLED = {
    "sip_hangup_disposition": "send_cancel",
    "sip_invite_failure_status": "487",
    "sip_invite_failure_phrase": "CANCEL",
}
"""What a leg that was given up before its answer tells."""


def hangup(core: Core, channel: Channel, cause: str, *, by: str = "switch") -> None:
    """End a leg, for ``cause``; nothing if it has ended."""
    if not channel.alive:
        return
    channel.cause = cause
    core.channels.pop(channel.uuid, None)
    for timer in channel.timers:
        timer.cancel()
    _disposition(channel)
    core.emit("CHANNEL_HANGUP", channel)
    channel.stamps.ended = core.tick
    core.note("HANGUP", channel, cause=cause, by=by)
    channel.queue.clear()
    channel.messages.clear()
    stop_running(channel)
    _report(core, channel)


def stop_running(channel: Channel, down_to: Running | None = None) -> None:
    """Stop what the channel is doing, and what that interrupted, down to one that stays."""
    before, channel.stopping = channel.stopping, True
    stopped = None
    while channel.running not in (None, down_to, stopped):
        stopped = channel.running
        if stopped is not None and stopped.stop is not None:
            stopped.stop()
    channel.stopping = before
    channel.locked = False


def _report(core: Core, channel: Channel) -> None:
    channel.state = State.HANGUP
    core.emit("CHANNEL_STATE", channel)
    stop_recording(core, channel, ALL, HUNG_UP)
    channel.call_state = CallState.HANGUP
    core.emit("CHANNEL_CALLSTATE", channel)
    channel.state = State.REPORTING
    core.emit("CHANNEL_STATE", channel)
    channel.variables |= final_variables(channel)
    channel.variables |= HEARD_AUDIO if channel.answered else {}
    core.emit("CHANNEL_HANGUP_COMPLETE", channel)
    core.out.append(detail_record(core, channel))
    channel.on_hangup(channel)
    core.emit("CHANNEL_DESTROY", channel)
    forget_tasks(core, channel)
    channel.state = State.DESTROY
    core.emit("CHANNEL_STATE", channel)
    channel.on_gone(channel)


def _disposition(channel: Channel) -> None:
    if "sip_hangup_disposition" not in channel.variables:
        ending = {"sip_hangup_disposition": "send_bye"} if channel.answered else CANCELLED
        channel.variables |= ending
