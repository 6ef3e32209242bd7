"""Commands about what is heard on a channel: keys, hold, recordings, volume, another sound.

Far ends make no sound: a recording has what was played to them; a volume changes nothing.
"""

import re

from esl_dialer.simulator.channel import CallState, Channel
from esl_dialer.simulator.commands.about_channels import OnChannel
from esl_dialer.simulator.commands.command import (
    FAILED,
    NO_CHANNEL,
    NO_SESSION,
    NOT_DONE,
    OK,
    SUCCESS,
    Command,
    usage,
)
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate_blank, variables_of
from esl_dialer.simulator.far_end import press
from esl_dialer.simulator.figures import atoi
from esl_dialer.simulator.recording import (
    change_recording,
    is_recordable,
    start_recording,
    stop_recording,
)
from esl_dialer.simulator.sound_parts import length_ms

_KEY = re.compile(r"[0-9A-Da-dFfWw#*]")
LONGEST_KEYS = 99
CHANGES = {
    "pause": {"paused": True},
    "resume": {"paused": False},
    "mask": {"masked": True},
    "unmask": {"masked": False},
}
HOLD_SYNTAX = "[off|toggle] <uuid> [<display>]"
AUDIO_SYNTAX = "<uuid> [start [read|write] [mute|level <level>]|stop]"


def keys_in(text: str) -> str:
    """The keys of ``12@500+3``: without lengths; what is no key is passed over."""
    pieces = (piece.partition("@")[0] for piece in text.removeprefix("~").split("+"))
    return "".join(_KEY.findall("".join(pieces)))


def _recv_dtmf(core: Core, channel: Channel, words: list[str]) -> str | None:
    keys = keys_in(words[0])
    for key in keys:
        core.note("KEY", channel, key=key)
        press(core, channel, key, source="APP")
    return f"+OK {channel.uuid} received DTMF {words[0]}.\n" if keys else None


def _send_dtmf(core: Core, channel: Channel, words: list[str]) -> str:
    """The far end hears no keys: they are taken."""
    if not keys_in(words[0]) or len(words[0]) > LONGEST_KEYS:
        return FAILED
    return f"+OK {channel.uuid} sent DTMF {words[0]}.\n"


def _record(core: Core, channel: Channel, words: list[str]) -> str | None:
    """``ACTION FILE [LONGEST [{VARIABLES}]]``."""
    action, path, *more = words
    action = action.lower()
    if action == "start":
        return _start_record(core, channel, path, more)
    if action == "stop":
        stopped = stop_recording(core, channel, path)
        return SUCCESS if stopped else "-ERR Cannot stop record session!\n"
    if action not in CHANGES:
        return None
    changed = change_recording(core, channel, path, **CHANGES[action])
    return SUCCESS if changed else f"-ERR Cannot {action} recording session!\n"


def _start_record(core: Core, channel: Channel, path: str, more: list[str]) -> str:
    if not is_recordable(path):
        return NOT_DONE
    limit, given = [*more, "", ""][:2]
    started = start_recording(core, channel, path, atoi(limit), variables_of(given))
    return SUCCESS if started else "-ERR Cannot record session!\n"


def _displace(core: Core, channel: Channel, words: list[str]) -> str | None:
    action, path = words[0].lower(), words[1]
    if action == "start":
        if not channel.answered or path in channel.displaced or length_ms(core, path) is None:
            return "-ERR Cannot displace session!\n"
        channel.displaced.add(path)
        return SUCCESS
    if action == "stop":
        if path not in channel.displaced:
            return "-ERR Cannot stop displace session!\n"
        channel.displaced.discard(path)
        return SUCCESS
    return None


def _audio(core: Core, channel: Channel, words: list[str]) -> str | None:
    verb, *rest = [word.lower() for word in words]
    whole = len(rest) > 2 and rest[0] in ("read", "write") and rest[1] in ("mute", "level")
    return OK if verb == "stop" or (verb == "start" and whole) else None


def _display(core: Core, channel: Channel, words: list[str]) -> str:
    return SUCCESS


def _hold(core: Core, arguments: str) -> str:
    """Of an unknown channel it says what it says of a known one."""
    words = separate_blank(arguments)
    if not words:
        return usage(HOLD_SYNTAX) + FAILED
    verb = words[0].lower()
    uuid = words[1] if verb in ("off", "toggle") and len(words) > 1 else words[0]
    channel = core.channels.get(uuid)
    if channel is None:
        return SUCCESS
    held = channel.call_state is CallState.HELD
    if verb == "off" or (verb == "toggle" and held):
        return _unhold(core, channel) if held else FAILED
    if held:
        return FAILED
    if channel.answered:
        _call_state(core, channel, CallState.HELD)
    core.emit("CHANNEL_HOLD", channel)
    return SUCCESS


def _unhold(core: Core, channel: Channel) -> str:
    _call_state(core, channel, CallState.UNHELD)
    core.emit("CHANNEL_UNHOLD", channel)
    _call_state(core, channel, CallState.ACTIVE)
    return SUCCESS


def _call_state(core: Core, channel: Channel, state: CallState) -> None:
    channel.call_state = state
    core.emit("CHANNEL_CALLSTATE", channel)


RECORD_SYNTAX = "<uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]"
DISPLACE_SYNTAX = "<uuid> [start|stop] <path> [<limit>] [mux]"
COMMANDS = {
    name: Command(OnChannel(act, syntax, needs, most, missing), syntax, about)
    for name, act, syntax, needs, most, missing, about in (
        ("uuid_audio", _audio, AUDIO_SYNTAX, 2, 5, NO_CHANNEL, "Change what is heard of a channel"),
        (
            *("uuid_displace", _displace, DISPLACE_SYNTAX, 3, 5, NO_SESSION),
            "Play a file in place of what a channel says",
        ),
        ("uuid_display", _display, "<uuid> <display>", 2, 2, FAILED, "Change what a phone shows"),
        ("uuid_record", _record, RECORD_SYNTAX, 3, 5, NO_SESSION, "Record a channel"),
        (
            *("uuid_recv_dtmf", _recv_dtmf, "<uuid> <dtmf_data>", 2, 2, NO_SESSION),
            "Press keys as if the far end did",
        ),
        (
            *("uuid_send_dtmf", _send_dtmf, "<uuid> <dtmf_data>", 2, 2, NO_SESSION),
            "Send keys to the far end",
        ),
    )
} | {"uuid_hold": Command(_hold, HOLD_SYNTAX, "Hold a channel, or take it back")}
