"""The headers of events, in FreeSWITCH's order: the core's own, a channel's, the other leg's."""

from collections.abc import Mapping
from datetime import UTC, datetime

from esl_dialer.simulator.channel import STATE_NUMBER, CallState, Channel

CODECS: Mapping[str, str] = {
    f"Channel-{way}-Codec-{name}": value
    for way in ("Read", "Write")
    for name, value in (("Name", "PCMU"), ("Rate", "8000"), ("Bit-Rate", "64000"))
}
"""Of a leg whose codecs are chosen."""
TICK_US = 20_000
"""FreeSWITCH's timestamps tick at 20 ms."""


def instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1_000_000, UTC)


def micros(at: datetime) -> int:
    """Microseconds since the epoch, exact."""
    delta = at - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def tick(now: int) -> int:
    return now - now % TICK_US


def stamp(micros_: int) -> str:
    return instant(micros_).strftime("%Y-%m-%d %H:%M:%S")


def core_headers(name: str, core: str, hostname: str, now: int, sequence: int) -> dict[str, str]:
    date = stamp(now)
    return {
        "Event-Name": name,
        "Core-UUID": core,
        "FreeSWITCH-Hostname": hostname,
        "FreeSWITCH-Switchname": hostname,
        "FreeSWITCH-IPv4": "127.0.0.1",
        "FreeSWITCH-IPv6": "::1",
        "Event-Date-Local": date,
        "Event-Date-GMT": instant(now).strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "Event-Date-Timestamp": str(tick(now)),
        "Event-Calling-File": "switch_channel.c",
        "Event-Calling-Function": "simulated",
        "Event-Calling-Line-Number": "1",
        "Event-Sequence": str(sequence),
    }


def channel_headers(channel: Channel) -> dict[str, str]:
    """What every event of a channel carries before its variables."""
    return {**_state(channel), **_codecs(channel), **_profile(channel, "Caller")}


def other_leg_headers(channel: Channel) -> dict[str, str]:
    """What a bridged channel's events tell of the other side."""
    if channel.peer is None:
        return {}
    kind = "originatee" if channel.peer.originator is channel else "originator"
    return {"Other-Type": kind} | _profile(channel.peer, "Other-Leg")


def variable_headers(channel: Channel) -> dict[str, str]:
    return {f"variable_{name}": value for name, value in channel.variables.items()}


def _state(channel: Channel) -> dict[str, str]:
    headers = {
        "Channel-State": channel.state,
        "Channel-Call-State": channel.call_state,
        "Channel-State-Number": str(STATE_NUMBER[channel.state]),
        "Channel-Name": channel.name,
        "Unique-ID": channel.uuid,
        "Call-Direction": "outbound",
        "Presence-Call-Direction": "outbound",
        "Channel-HIT-Dialplan": "true" if channel.in_dialplan else "false",
        "Channel-Call-UUID": channel.originator.uuid if channel.originator else channel.uuid,
        "Answer-State": answer_state(channel),
    }
    return headers | ({"Hangup-Cause": channel.cause} if channel.cause else {})


def answer_state(channel: Channel) -> str:
    if channel.cause:
        return "hangup"
    if channel.answered:
        return "answered"
    return "early" if channel.call_state is CallState.EARLY else "ringing"


def _codecs(channel: Channel) -> Mapping[str, str]:
    return CODECS if channel.has_media else {}


def _profile(channel: Channel, prefix: str) -> dict[str, str]:
    stamps = channel.stamps
    direction = "inbound" if channel.in_dialplan else "outbound"
    dialplan = {f"{prefix}-Dialplan": channel.dialplan} if channel.dialplan else {}
    sent_on = {f"{prefix}-RDNIS": channel.number} if channel.dialplan else {}
    return {
        f"{prefix}-Direction": "outbound",
        f"{prefix}-Logical-Direction": direction,
        **dialplan,
        **_caller_ids(channel, prefix),
        f"{prefix}-Network-Addr": "127.0.0.1",
        f"{prefix}-ANI": channel.caller_number,
        f"{prefix}-Destination-Number": channel.destination,
        f"{prefix}-Unique-ID": channel.uuid,
        f"{prefix}-Source": "src/switch_ivr_originate.c",
        f"{prefix}-Context": channel.context,
        **sent_on,
        f"{prefix}-Channel-Name": channel.name,
        f"{prefix}-Profile-Index": "2" if channel.dialplan else "1",
        f"{prefix}-Profile-Created-Time": str(stamps.created),
        f"{prefix}-Channel-Created-Time": str(stamps.created),
        f"{prefix}-Channel-Answered-Time": str(stamps.answered),
        f"{prefix}-Channel-Progress-Time": str(stamps.progress),
        f"{prefix}-Channel-Progress-Media-Time": str(stamps.progress_media),
        f"{prefix}-Channel-Hangup-Time": str(stamps.ended),
        f"{prefix}-Channel-Transfer-Time": "0",
        f"{prefix}-Channel-Resurrect-Time": "0",
        f"{prefix}-Channel-Bridged-Time": str(stamps.bridged),
        f"{prefix}-Channel-Last-Hold": "0",
        f"{prefix}-Channel-Hold-Accum": "0",
        f"{prefix}-Screen-Bit": "true",
        f"{prefix}-Privacy-Hide-Name": "false",
        f"{prefix}-Privacy-Hide-Number": "false",
    }


def _caller_ids(channel: Channel, prefix: str) -> dict[str, str]:
    """FreeSWITCH swaps caller and callee when an originated call begins to execute.

    What is empty is left out.
    """
    caller = (channel.caller_name, channel.caller_number)
    callee = ("Outbound Call", channel.number)
    shown, other = (callee, caller) if channel.in_dialplan else (caller, callee)
    ids = {
        f"{prefix}-Caller-ID-Name": shown[0],
        f"{prefix}-Caller-ID-Number": shown[1],
        f"{prefix}-Orig-Caller-ID-Name": caller[0],
        f"{prefix}-Orig-Caller-ID-Number": caller[1],
        f"{prefix}-Callee-ID-Name": other[0],
        f"{prefix}-Callee-ID-Number": other[1],
    }
    return {name: value for name, value in ids.items() if value}


_EPOCH = datetime.fromtimestamp(0, UTC)
