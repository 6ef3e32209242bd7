"""The commands the dialer sends, as values. Nothing is sent here and nothing is read.

How a variable's value survives ``originate {name=value,...}dial exten``. FreeSWITCH takes the
text apart four times (switch_separate_string of src/switch_utils.c, called by originate_function
of mod_commands and by switch_event_create_brackets): at the spaces, at the braces, at the commas,
at the first ``=``. Three of the four unescape what they hand on: a backslash before a backslash or
an apostrophe stands for that character, before the separator for the separator, and ``\\n``,
``\\r``, ``\\t``, ``\\s`` for a newline, a return, a tab, a space; apostrophes in pairs vanish. The
braces are only counted, with no escape. So a value is escaped three times, innermost first, and
arrives as it was given, whatever it holds, but for these, for which FreeSWITCH has no way:

- ``{`` and ``}`` arrive as ``(`` and ``)``. An odd one would end the list of variables early, and
  ``${...}`` would be expanded by the dialplan (or the variable refused by ``originate``);
- NUL arrives as a space, a lone surrogate as ``?``;
- ``ARRAY::`` at the start loses its second colon: FreeSWITCH would make a list of the value;
- an empty value is not sent: FreeSWITCH drops it, so the variable is unset either way.

A dial string with variables of its own, ``[a=b,c=d]sofia/...``, is a value like any other: its
commas are escaped on the way, and ``bridge`` gets it from ``${dialer_transfer}`` as it was given.
(``{...}`` in it would not survive, see above.)

What the dialplan then does with ``${name}`` is another matter: an expansion drops backslashes
before ``$``, ``'`` and backslashes. File names and dial strings made by the dialer hold none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from esl_dialer.esl.frames import UnsafeCommandError, encode_command
from esl_dialer.esl.switch import Originate

EVENTS = (
    "CHANNEL_CREATE",
    "CHANNEL_PROGRESS",
    "CHANNEL_PROGRESS_MEDIA",
    "CHANNEL_ANSWER",
    "CHANNEL_BRIDGE",
    "CHANNEL_PARK",
    "CHANNEL_APPLICATION",
    "CHANNEL_HANGUP_COMPLETE",
    "PLAYBACK_START",
    "DTMF",
    "BACKGROUND_JOB",
    "HEARTBEAT",
)
"""What is subscribed to: what ``esl.events`` maps, and the heartbeat as a sign of life."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORD = re.compile(r"[A-Za-z0-9_.-]+")
_KEYS = re.compile(r"[0-9A-D*#]{1,32}")
_ENTERPRISE = ":_:"
"""SWITCH_ENT_ORIGINATE_DELIM: it splits a call in two, wherever it stands, in braces or not."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command and its headers. ``encode`` raises UnsafeCommandError."""

    line: str
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self) -> bytes:
        return encode_command(self.line, self.headers)


def auth(password: str) -> Command:
    return Command(f"auth {password}")


def subscribe() -> Command:
    return Command(f"event json {' '.join(EVENTS)}")


def api(name: str, arguments: str = "") -> Command:
    return Command(f"api {name} {arguments}".rstrip())


def version() -> Command:
    return api("version")


def core_uuid() -> Command:
    """The cheapest question too: a living switch answers it at once."""
    return api("global_getvar", "core_uuid")


def channels() -> Command:
    return api("show", "channels as json")


def exists(uuid: str) -> Command:
    return api("uuid_exists", _word(uuid))


def dump(uuid: str) -> Command:
    return api("uuid_dump", f"{_word(uuid)} json")


def gateway(name: str) -> Command:
    return api("sofia", f"status gateway {_word(name)}")


def hangup(uuid: str, cause: str) -> Command:
    return api("uuid_kill", f"{_word(uuid)} {_word(cause)}")


def originate(call: Originate) -> Command:
    """``bgapi originate``; the attempt is the channel's UUID and the job's. UnsafeCommandError."""
    variables = {"origination_uuid": _word(call.attempt)} | dict(call.variables)
    line = (
        f"bgapi originate {braces(variables)}{_dial_string(call.dial_string)}"
        f" {_word(call.extension)} XML {_word(call.context)}"
    )
    return Command(line, (("Job-UUID", call.attempt),))


def bridge(leg: str, person: str, job: str) -> Command:
    """The agent's leg first: in the other order it is lost now and then, as measured."""
    line = f"bgapi uuid_bridge {_word(leg)} {_word(person)}"
    return Command(line, (("Job-UUID", job),))


def send_to(uuid: str, flow: str, context: str, job: str) -> Command:
    line = f"bgapi uuid_transfer {_word(uuid)} {_word(flow)} XML {_word(context)}"
    return Command(line, (("Job-UUID", job),))


def play(uuid: str, sound: str, job: str) -> Command:
    """The leg hears this, and neither it nor who talks with it the other, until it is cut."""
    line = f"bgapi uuid_broadcast {_word(uuid)} {_sound(sound)} aleg"
    return Command(line, (("Job-UUID", job),))


def stop_playing(uuid: str, job: str) -> Command:
    """What is played to the leg ends, and what it did before goes on."""
    return Command(f"bgapi uuid_break {_word(uuid)} all", (("Job-UUID", job),))


def mute(uuid: str, job: str) -> Command:
    """Nothing that the leg says is heard. RTP goes on."""
    return Command(f"bgapi uuid_audio {_word(uuid)} start read mute 1", (("Job-UUID", job),))


def unmute(uuid: str, job: str) -> Command:
    return Command(f"bgapi uuid_audio {_word(uuid)} stop", (("Job-UUID", job),))


def press(uuid: str, keys: str, job: str) -> Command:
    """Keys for the far end of the leg."""
    if not _KEYS.fullmatch(keys):
        raise UnsafeCommandError(f"not keys: {keys[:60]!r}")
    return Command(f"bgapi uuid_send_dtmf {_word(uuid)} {keys}", (("Job-UUID", job),))


def _sound(text: str) -> str:
    if not text or not text.isprintable() or any(mark.isspace() or mark in "\\'" for mark in text):
        raise UnsafeCommandError(f"not one sound: {text[:60]!r}")
    return text


def braces(variables: Mapping[str, str]) -> str:
    """``{a=1,b=2}``, ready for the command line: the one place where variables are quoted."""
    pairs = [f"{_variable(name)}={_quoted(value)}" for name, value in variables.items() if value]
    return f"{{{','.join(pairs)}}}"


@lru_cache(maxsize=1024)
def _variable(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UnsafeCommandError(f"not a variable's name: {name[:60]!r}")
    return name


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise UnsafeCommandError(f"not one plain word: {text[:60]!r}")
    return text


def _dial_string(text: str) -> str:
    """A dial string is the installation's own language: only kept from splitting the command."""
    if not text or _ENTERPRISE in text:
        raise UnsafeCommandError(f"not one dial string: {text[:60]!r}")
    return _escaped(text, _AT_SPACES)


_UNSENDABLE = str.maketrans({"{": "(", "}": ")", "\0": " "})
_AT_EQUALS = (
    ("\\", "\\\\"),
    ("'", "\\'"),
    (" ", "\\s"),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("\t", "\\t"),
)
_AT_COMMAS = (("\\", "\\\\"), ("'", "\\'"), (",", "\\,"))
_AT_SPACES = (("\\", "\\\\"), ("'", "\\'"), (" ", "\\s"))


def _escaped(text: str, marks: tuple[tuple[str, str], ...]) -> str:
    """The backslash comes first, so that no other's escape is escaped again. Not by
    ``str.translate``, which looks up every character: half of what a command cost."""
    for mark, told in marks:
        text = text.replace(mark, told)
    return text


_PLAIN = re.compile(r"[A-Za-z0-9.+/@-]*")
"""Means itself everywhere."""


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    text = value.translate(_UNSENDABLE).encode("utf-8", "replace").decode()
    if text.startswith("ARRAY::"):
        text = "ARRAY:" + text.removeprefix("ARRAY::")
    text = _escaped(_escaped(text, _AT_EQUALS), _AT_COMMAS)
    return _escaped(text.replace(":_", ":''_"), _AT_SPACES)
