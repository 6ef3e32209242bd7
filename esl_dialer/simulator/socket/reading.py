"""Bytes from a client to commands, within bounds: a peer that sends too much is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from esl_dialer.simulator.figures import atoi

MOST_BODY = 16 << 20
"""FreeSWITCH's own bound."""
MOST_HEAD = 1 << 20
STRANGER_MOST_BODY = 64 << 10
STRANGER_MOST_HEAD = 16 << 10
"""Of a peer that has not given the password; FreeSWITCH gives it as much as the others."""

_END = re.compile(rb"\n\r*\n")
_BREAKS = re.compile(rb"[\r\n]+")


class TooMuch(Exception):
    """What was sent, or announced, is beyond the bounds: the client is shown out."""


@dataclass(frozen=True, slots=True)
class Command:
    """``line`` as sent; ``headers`` by name in lower case, of one given twice the first.

    ``given`` are the headers as they were sent, in order.
    """

    line: str
    headers: Mapping[str, str] = field(default_factory=dict)
    given: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def after(self, verb: str) -> str:
        """What stands behind the first ``len(verb)`` letters."""
        return self.line[len(verb) :]


class CommandReader:
    """Feed it bytes in any cuts; take out whole commands. What is read costs its length, once."""

    def __init__(self) -> None:
        self._unread = bytearray()
        self._searched = 0
        self._waiting: tuple[Command, int] | None = None
        self._most_head, self._most_body = STRANGER_MOST_HEAD, STRANGER_MOST_BODY

    def trust(self) -> None:
        """The client has given the password: it may send as much as FreeSWITCH takes."""
        self._most_head, self._most_body = MOST_HEAD, MOST_BODY

    def receive(self, data: bytes) -> None:
        self._unread += data

    def next(self) -> Command | None:
        """The next whole command; None until more is received. Raises TooMuch."""
        if self._waiting is None:
            self._waiting = self._head()
        if self._waiting is None or len(self._unread) < self._waiting[1]:
            return None
        (command, length), self._waiting = self._waiting, None
        return replace(command, body=_text(self._taken(length)))

    def _head(self) -> tuple[Command, int] | None:
        """The next command without its body, and the length of that."""
        self._pass_over_breaks()
        found = _END.search(self._unread, self._searched)
        if (found.start() if found else len(self._unread)) > self._most_head:
            raise TooMuch(f"more than {self._most_head} bytes without an empty line")
        if found is None:
            self._searched = self._before_last_breaks()
            return None
        command = _parsed(self._taken(found.end()))
        return command, self._announced(command)

    def _pass_over_breaks(self) -> None:
        empty = _BREAKS.match(self._unread)
        if empty is not None:
            self._taken(empty.end())

    def _before_last_breaks(self) -> int:
        """Where an empty line may still begin."""
        position = len(self._unread)
        while position and self._unread[position - 1] in b"\r\n":
            position -= 1
        return position

    def _announced(self, command: Command) -> int:
        text = command.headers.get("content-length", "")
        length = atoi(text)
        if not 0 <= length <= self._most_body:
            raise TooMuch(f"a body of {text[:20]} bytes")
        return length

    def _taken(self, length: int) -> bytes:
        taken = bytes(self._unread[:length])
        del self._unread[:length]
        self._searched = 0
        return taken


def _parsed(head: bytes) -> Command:
    line, *rest = [_text(piece) for piece in _BREAKS.split(head) if piece]
    given = tuple(_pair(item) for item in rest if ":" in item)
    return Command(line, {name.lower(): value for name, value in reversed(given)}, given)


def _pair(item: str) -> tuple[str, str]:
    name, _, value = item.partition(":")
    return name, value.lstrip(" ")


def _text(data: bytes) -> str:
    return data.decode(errors="surrogateescape")
