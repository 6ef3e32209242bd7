"""The far end of a leg: it rings, answers or refuses, presses keys and hangs up."""

from functools import partial

from esl_dialer.simulator.carrier_table import AT_ONCE_MS, CAUSE_OF_SIP, RINGS_FOREVER, Key, Since
from esl_dialer.simulator.causes import NORMAL
from esl_dialer.simulator.channel import CallState, Channel
from esl_dialer.simulator.core import MS, Core
from esl_dialer.simulator.ending import hangup
from esl_dialer.simulator.headers import CODECS
from esl_dialer.simulator.sip_variables import at_answer, at_reply

SIP_PHRASE = {
    403: "Forbidden",
    404: "Not Found",
    480: "Temporarily Unavailable",
    484: "Address Incomplete",
    486: "Busy Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
    603: "Decline",
}


def react(core: Core, channel: Channel) -> None:
    """The far end's first answer, and the time of its final one."""
    acts = channel.behaviour
    channel.variables |= at_reply(
        channel.uuid, channel.number, channel.caller_name, channel.caller_number
    )
    if acts.rings:
        _ring(core, channel, early_media=acts.early_media)
    if acts.ring_ms < RINGS_FOREVER:
        wait = max(0, acts.ring_ms - AT_ONCE_MS) * MS
        core.for_channel(channel, wait, partial(_final, core, channel))


def _ring(core: Core, channel: Channel, *, early_media: bool) -> None:
    if early_media:
        channel.stamps.progress_media = core.tick
        core.emit("CHANNEL_PROGRESS_MEDIA", channel)
    else:
        channel.stamps.progress = core.tick
        core.emit("CHANNEL_PROGRESS", channel)
    channel.call_state = CallState.EARLY if early_media else CallState.RINGING
    core.emit("CHANNEL_CALLSTATE", channel)
    if early_media:
        _codecs_chosen(core, channel)
    core.note("RING", channel, early_media=early_media)
    channel.on_ring(channel)


def _codecs_chosen(core: Core, channel: Channel) -> None:
    """Told of reading and of writing, each with names of its own."""
    read = {name.lower(): value for name, value in CODECS.items() if "Read" in name}
    core.emit("CODEC", channel, {**CODECS, **read})
    core.emit("CODEC", channel, {**CODECS, "Channel-Write-codec-bit-rate": "64000"})


def _final(core: Core, channel: Channel) -> None:
    status = channel.behaviour.sip_status
    if not status:
        _answer(core, channel)
        return
    channel.variables |= {
        "sip_hangup_disposition": "recv_refuse",
        "sip_invite_failure_status": str(status),
        "sip_invite_failure_phrase": SIP_PHRASE[status],
        "sip_term_status": str(status),
        "proto_specific_hangup_cause": f"sip:{status}",
    }
    hangup(core, channel, CAUSE_OF_SIP[status], by="carrier")


def _answer(core: Core, channel: Channel) -> None:
    if not channel.has_media:
        _codecs_chosen(core, channel)
    channel.stamps.answered = core.tick
    channel.variables |= at_answer(channel.variables.get("dtmf_type", ""))
    core.emit("CHANNEL_ANSWER", channel)
    channel.call_state = CallState.ACTIVE
    core.emit("CHANNEL_CALLSTATE", channel)
    core.note("ANSWER", channel)
    acts = channel.behaviour
    _set_keys(core, channel, Since.ANSWER)
    if acts.hangs_up_ms is not None:
        act = partial(far_end_hangs_up, core, channel)
        core.for_channel(channel, acts.hangs_up_ms * MS, act)
    channel.on_answer(channel)


def message_ended(core: Core, channel: Channel) -> None:
    """The person has just heard the last of the message; what they do then is set going."""
    _set_keys(core, channel, Since.MESSAGE_END)


def _set_keys(core: Core, channel: Channel, since: Since) -> None:
    for key in channel.behaviour.keys:
        if key.since is since:
            core.for_channel(channel, key.delay_ms * MS, partial(_press, core, channel, key))


def _press(core: Core, channel: Channel, key: Key) -> None:
    core.note("KEY", channel, key=key.key)
    by_event = channel.variables.get("dtmf_type") == "rfc2833"
    press(core, channel, key.key, "RTP" if by_event else "ENDPOINT")


def press(core: Core, channel: Channel, key: str, source: str = "RTP") -> None:
    """A DTMF key arrives: told, counted, given to the application that listens."""
    if channel.running is None or channel.running.on_key is None:
        channel.waiting_keys += key
        if channel.running is not None:
            channel.running.on_waiting_key()
        return
    channel.digits += key
    extra = {"DTMF-Digit": key, "DTMF-Duration": "2000", "DTMF-Source": source}
    core.emit("DTMF", channel, extra)
    channel.running.on_key(key)


def far_end_hangs_up(core: Core, channel: Channel) -> None:
    channel.variables |= {
        "sip_term_status": "200",
        "proto_specific_hangup_cause": "sip:200",
        "sip_term_cause": "16",
        "sip_hangup_disposition": "recv_bye",
    }
    hangup(core, channel, NORMAL, by="carrier")
