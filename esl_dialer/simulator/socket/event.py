"""An event of the switch and its wire forms: plain (percent-encoded), JSON and XML."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from esl_dialer.simulator.socket.percent import encoded
from esl_dialer.simulator.socket.xml import event_xml

UNDEFINED = "_undef_"
"""An empty value, in the plain form."""


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
    _xml: bytes = field(default=b"", repr=False)

    def plain(self) -> bytes:
        """The whole frame, ``text/event-plain``."""
        self._plain = self._plain or _frame("text/event-plain", self._plain_text())
        return self._plain

    def json(self) -> bytes:
        """The whole frame, ``text/event-json``."""
        self._json = self._json or _frame("text/event-json", self._json_text())
        return self._json

    def xml(self) -> bytes:
        """The whole frame, ``text/event-xml``."""
        self._xml = self._xml or _frame("text/event-xml", self._xml_text())
        return self._xml

    def _plain_text(self) -> bytes:
        lines = "".join(
            [f"{name}: {encoded(value) or UNDEFINED}\n" for name, value in self.headers.items()]
        )
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

    def _xml_text(self) -> bytes:
        return event_xml(self.headers, self.body, self.doubled).encode(errors="surrogateescape")


def _frame(content_type: str, payload: bytes) -> bytes:
    head = f"Content-Length: {len(payload)}\nContent-Type: {content_type}\n\n"
    return head.encode() + payload
