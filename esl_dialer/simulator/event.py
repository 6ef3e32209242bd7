"""An event of the switch and its two wire forms: plain (percent-encoded) and JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_UNSAFE = re.compile(r"%(?![0-9A-F]{2})|[^0-9A-Za-z!$'()*,\-./_~%]+")

CHANNEL_EVENTS = (
    "CHANNEL_CREATE",
    "CHANNEL_OUTGOING",
    "CHANNEL_ORIGINATE",
    "CHANNEL_STATE",
    "CHANNEL_CALLSTATE",
    "CHANNEL_PROGRESS",
    "CHANNEL_PROGRESS_MEDIA",
    "CHANNEL_ANSWER",
    "CHANNEL_EXECUTE",
    "CHANNEL_EXECUTE_COMPLETE",
    "CHANNEL_PARK",
    "CHANNEL_UNPARK",
    "CHANNEL_BRIDGE",
    "CHANNEL_UNBRIDGE",
    "CHANNEL_HANGUP",
    "CHANNEL_HANGUP_COMPLETE",
    "CHANNEL_DESTROY",
    "DTMF",
    "PLAYBACK_START",
    "PLAYBACK_STOP",
)
EVENT_NAMES = frozenset(
    (
        *CHANNEL_EVENTS,
        "BACKGROUND_JOB",
        "HEARTBEAT",
        "CUSTOM",
        "SHUTDOWN",
        "RELOADXML",
        "API",
        "MODULE_LOAD",
        "MODULE_UNLOAD",
        "RE_SCHEDULE",
        "DEL_SCHEDULE",
        "ADD_SCHEDULE",
        "CALL_UPDATE",
        "CODEC",
        "CHANNEL_HOLD",
        "CHANNEL_UNHOLD",
        "CHANNEL_UUID",
        "CHANNEL_APPLICATION",
        "CHANNEL_DATA",
        "CALL_DETAIL",
        "RECORD_START",
        "RECORD_STOP",
        "DETECTED_SPEECH",
        "DETECTED_TONE",
        "MESSAGE",
        "LOG",
        "ALL",
    )
)
"""What ``event`` takes; an unknown name is passed over."""


@lru_cache(maxsize=16_384)
def encoded(value: str) -> str:
    """Percent-encoded as FreeSWITCH does it: what looks encoded already is left alone."""
    return _UNSAFE.sub(_escape, value)


def _escape(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogateescape"))


@dataclass(slots=True)
class Event:
    """``headers`` in wire order, unquoted. The forms are made once, when first asked for.

    A ``body`` of None is none; an empty one shows in JSON only, as in FreeSWITCH.
    """

    name: str
    headers: Mapping[str, str]
    body: str | None = None
    doubled: str = ""
    """A header that the plain form holds twice."""
    _plain: bytes = field(default=b"", repr=False)
    _json: bytes = field(default=b"", repr=False)

    def plain(self) -> bytes:
        """The whole frame, ``text/event-plain``."""
        self._plain = self._plain or _frame("text/event-plain", self._plain_text())
        return self._plain

    def json(self) -> bytes:
        """The whole frame, ``text/event-json``."""
        self._json = self._json or _frame("text/event-json", self._json_text())
        return self._json

    def _plain_text(self) -> bytes:
        lines = "".join([f"{name}: {encoded(value)}\n" for name, value in self.headers.items()])
        if self.doubled:
            lines += f"{self.doubled}: {encoded(self.headers[self.doubled])}\n"
        body = (self.body or "").encode(errors="surrogateescape")
        length = f"Content-Length: {len(body)}\n" if body else ""
        return f"{lines}{length}\n".encode(errors="surrogateescape") + body

    def _json_text(self) -> bytes:
        fields = dict(self.headers)
        if self.body is not None:
            body = self.body.encode(errors="surrogateescape")
            fields |= {"Content-Length": str(len(body)), "_body": self.body}
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="surrogateescape")


def _frame(content_type: str, payload: bytes) -> bytes:
    head = f"Content-Length: {len(payload)}\nContent-Type: {content_type}\n\n"
    return head.encode() + payload
