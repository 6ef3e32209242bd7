"""The event socket's wire format: bytes to frames to events, and commands to bytes. No socket here.

The protocol, as FreeSWITCH 1.11 speaks it. A frame is lines ``Name: value`` ended by an empty line,
then, if one of the lines is ``Content-Length``, exactly that many bytes. Events are frames of the
types in ``EVENT_TYPES`` whose body holds headers of its own (``%``-encoded in plain, a JSON object
in json) and sometimes a body of its own. A command is a line, header lines, and an empty line.

Whose fault: ``FrameError`` is the far end's (the stream can't be followed any more: drop the
connection); ``EventError`` is the far end's too, but only that one event is lost;
``UnsafeCommandError`` is ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from esl_dialer.esl.json_headers import BODY, JsonHeaders, Value

Headers = Mapping[str, Value]
"""A header sent several times is a list, in the order received."""

AUTH_REQUEST = "auth/request"
COMMAND_REPLY = "command/reply"
API_RESPONSE = "api/response"
DISCONNECT_NOTICE = "text/disconnect-notice"
RUDE_REJECTION = "text/rude-rejection"
EVENT_PLAIN = "text/event-plain"
EVENT_JSON = "text/event-json"
EVENT_TYPES = frozenset({EVENT_PLAIN, EVENT_JSON})

MAX_HEADER_BYTES = 64 * 1024
"""The largest header block seen is 170 bytes; the reply to an outbound ``connect`` is 12 KB."""
MAX_BODY_BYTES = 16 * 1024 * 1024
"""A channel event is 4 to 12 KB; ``show channels as json`` is about 1 KB for each channel."""

_BLANK = b"\n\n"
_UNDEFINED = "_undef_"
"""What FreeSWITCH writes in plain events for an empty value."""
_ARRAY = "ARRAY::"
_ARRAY_MARK = "|:"


class FrameError(Exception):
    """The stream is not the event socket's, or is beyond the limits: it can't be followed."""


class EventError(Exception):
    """One event's content makes no sense; the stream goes on after it."""


class UnsafeCommandError(ValueError):
    """A command or a header of one would not stay one line: it is refused, never repaired."""


def first(headers: Headers, name: str, default: str = "") -> str:
    """A header's value; of a list, its first. What is no text, in hostile JSON, is none."""
    value: object = headers.get(name, default)
    if isinstance(value, list):
        value = value[0] if value else default
    return value if isinstance(value, str) else default


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of the event socket, not looked into. ``headers`` are as received."""

    content_type: str
    headers: Headers
    body: bytes = b""

    @property
    def reply(self) -> str:
        """What a command was answered: the line of a ``command/reply``, else the whole body."""
        if self.content_type == COMMAND_REPLY:
            return first(self.headers, "Reply-Text")
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Event:
    """A FreeSWITCH event, the same from plain and from json."""

    headers: Headers
    body: str = field(default="")

    @property
    def name(self) -> str:
        return first(self.headers, "Event-Name")

    def get(self, name: str, default: str = "") -> str:
        return first(self.headers, name, default)

    def decoded(self) -> "Event":
        """The same, for who asks for many headers."""
        if isinstance(self.headers, JsonHeaders):
            return Event(self.headers.decoded, self.body)
        return self

    def variable(self, name: str) -> str:
        """A channel variable, empty when the channel has none of that name."""
        return first(self.headers, f"variable_{name}")


class FrameReader:
    """Feed it bytes in any cuts; take out whole frames. Sizes in bytes.

    Not usable after a FrameError: every later call raises the same.
    """

    def __init__(
        self,
        max_header_bytes: int = MAX_HEADER_BYTES,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        self._max_header = max_header_bytes
        self._max_body = max_body_bytes
        self._buffer = bytearray()
        self._start = 0
        self._searched = 0
        self._head: tuple[str, Headers, int] | None = None
        self._error: FrameError | None = None

    @property
    def unfinished(self) -> bool:
        """Whether part of a frame was received: an end of the stream now cuts it."""
        return self._head is not None or len(self._buffer) > self._start

    def receive(self, data: bytes) -> None:
        """Take what the socket gave."""
        if self._start:
            del self._buffer[: self._start]
            self._searched -= self._start
            self._start = 0
        self._buffer += data

    def next_frame(self) -> Frame | None:
        """The next whole frame, or None until more is received. Raises FrameError."""
        if self._error is not None:
            raise self._error
        try:
            return self._next()
        except FrameError as error:
            self._error = error
            raise

    def _next(self) -> Frame | None:
        if self._head is None:
            self._head = self._read_head()
        if self._head is None:
            return None
        content_type, headers, length = self._head
        if len(self._buffer) - self._start < length:
            return None
        body = bytes(self._buffer[self._start : self._start + length])
        self._advance(self._start + length)
        self._head = None
        return Frame(content_type, headers, body)

    def _read_head(self) -> tuple[str, Headers, int] | None:
        end = self._buffer.find(_BLANK, max(self._start, self._searched))
        if (len(self._buffer) if end < 0 else end) - self._start > self._max_header:
            raise FrameError(f"more than {self._max_header} bytes of headers")
        if end < 0:
            self._searched = max(self._start, len(self._buffer) - 1)
            return None
        headers = _frame_headers(bytes(self._buffer[self._start : end]))
        self._advance(end + len(_BLANK))
        return first(headers, "Content-Type"), headers, self._length(headers)

    def _length(self, headers: Headers) -> int:
        text = first(headers, "Content-Length", "0")
        if not (text.isascii() and text.isdigit()) or len(text) > 12:
            raise FrameError(f"Content-Length {text[:40]!r}")
        if int(text) > self._max_body:
            raise FrameError(f"a body of {text} bytes, more than {self._max_body}")
        return int(text)

    def _advance(self, position: int) -> None:
        self._start = self._searched = position


def _frame_headers(block: bytes) -> Headers:
    headers: dict[str, Value] = {}
    for line in block.decode("utf-8", "replace").split("\n"):
        name, colon, value = line.partition(":")
        if not colon or not name:
            raise FrameError(f"not a header line: {line[:40]!r}")
        _add(headers, name, value.strip())
    if "Content-Type" not in headers:
        raise FrameError("a frame without Content-Type")
    return headers


def _add(headers: dict[str, Value], name: str, value: str) -> None:
    known = headers.get(name)
    if known is None:
        headers[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        headers[name] = [known, value]


def read_event(frame: Frame) -> Event:
    """The event in a frame of one of ``EVENT_TYPES``. Raises EventError."""
    if frame.content_type == EVENT_JSON:
        return _read_json(frame.body)
    if frame.content_type == EVENT_PLAIN:
        return _read_plain(frame.body)
    raise EventError(f"not an event: {frame.content_type}")


def _read_json(body: bytes) -> Event:
    """Bytes that are not UTF-8 become U+FFFD: FreeSWITCH passes on what the far end sent."""
    headers = JsonHeaders(body.decode("utf-8", "replace"), EventError)
    text = headers.get(BODY)
    return Event(headers, text if isinstance(text, str) else "")


def _read_plain(body: bytes) -> Event:
    """Split first, unquote after: an encoded newline in a value never makes a header."""
    block, _, rest = body.partition(_BLANK)
    headers: dict[str, Value] = {}
    for line in block.decode("utf-8", "replace").split("\n"):
        name, colon, raw = line.partition(": ")
        if colon:
            _add_plain(headers, name, unquote(raw, errors="replace"))
    return Event(headers, _inner_body(headers, rest))


def _add_plain(headers: dict[str, Value], name: str, value: str) -> None:
    if value.startswith(_ARRAY):
        headers[name] = value.removeprefix(_ARRAY).split(_ARRAY_MARK)
    else:
        _add(headers, name, "" if value == _UNDEFINED else value)


def _inner_body(headers: Headers, rest: bytes) -> str:
    text = first(headers, "Content-Length", "0")
    if not (text.isascii() and text.isdigit()):
        raise EventError(f"Content-Length {text[:40]!r}")
    return rest[: int(text)].decode("utf-8", "replace")


def encode_command(line: str, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """The bytes of a command. Raises UnsafeCommandError on an empty line, a line break, a NUL."""
    lines = [_one_line(line)]
    for name, value in headers:
        lines.append(f"{_one_line(name)}: {_one_line(value)}")
    try:
        return "\n".join([*lines, "\n"]).encode()
    except UnicodeEncodeError as error:
        raise UnsafeCommandError(f"not encodable: {error}") from error


def _one_line(text: str) -> str:
    if not text.strip() or any(mark in text for mark in "\r\n\0"):
        raise UnsafeCommandError(f"empty, or a line break inside: {text[:60]!r}")
    return text
