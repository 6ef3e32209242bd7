"""A small event socket server on loopback that does what a test tells it, well or badly."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gevent.queue import Queue
from gevent.server import StreamServer
from gevent.socket import IPPROTO_TCP, TCP_NODELAY

from esl_dialer.core.calls.events import CallEvent
from esl_dialer.esl.client import EslSwitch
from esl_dialer.esl.link import Timing
from esl_dialer.esl.switch import Originate
from esl_dialer.runtime.clock import RealClock

PASSWORD = "ClueCon"
CORE = "core-1"
PATIENCE = 60.0
"""Seconds a test waits for what must happen; only a failing test waits that long."""

LONG = Timing(connect=60, reply=60, query=60, look=0.01, backoff_first=0.001, backoff_most=0.005)
"""Deadlines no test can wait for: what returns was woken, not timed out."""

FAST = Timing(connect=2.0, reply=2.0, query=2.0, look=0.01, backoff_first=0.001, backoff_most=0.005)


class Peer:
    """One accepted connection."""

    def __init__(self, sock: Any) -> None:
        self.sock = sock
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self._file = sock.makefile("rb")

    def command(self) -> str:
        """The next command with its headers, empty at the end of the stream."""
        lines: list[bytes] = []
        while (line := self._file.readline()) not in (b"\n", b""):
            lines.append(line.rstrip(b"\n"))
        return b"\n".join(lines).decode()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def reply(self, text: str, *headers: str) -> None:
        self.send(
            "\n".join(
                ["Content-Type: command/reply", f"Reply-Text: {text}", *headers, "\n"]
            ).encode()
        )

    def answer(self, text: str) -> None:
        body = text.encode()
        self.send(b"Content-Type: api/response\nContent-Length: %d\n\n%s" % (len(body), body))

    def event(self, name: str, body: str = "", **headers: str) -> None:
        self.send(event_frame(name, body, **headers))

    def greet(self) -> None:
        """Authenticate, say which switch it is, take the subscription."""
        self.send(b"Content-Type: auth/request\n\n")
        while command := self.command():
            self.obey(command)
            if command.startswith("event "):
                return

    def obey(self, command: str, core: str = CORE) -> None:
        """What a healthy switch says to the commands that are not about calls."""
        if command.startswith("auth "):
            self.reply("+OK accepted" if command == f"auth {PASSWORD}" else "-ERR invalid")
        elif command == "api version":
            self.answer("FreeSWITCH Version 1.11.3-simulated~64bit ( 64bit)\n")
        elif command == "api global_getvar core_uuid":
            self.answer(core)
        elif command.startswith("event "):
            self.reply("+OK event listener enabled json")
        elif job := re.search(r"^Job-UUID: (.*)$", command, re.MULTILINE):
            self.reply(f"+OK Job-UUID: {job[1]}", f"Job-UUID: {job[1]}")
        else:
            self.answer("-ERR no reply\n")

    def serve(self) -> None:
        """Obey until the other end goes."""
        while command := self.command():
            self.obey(command)

    def close(self) -> None:
        self._file.close()
        self.sock.close()


def event_frame(name: str, body: str = "", **headers: str) -> bytes:
    known = {"Event-Name": name, "Unique-ID": "u-1", "Event-Date-Timestamp": "1795326893062089"}
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    text = json.dumps(known | named | ({"_body": body} if body else {})).encode()
    return b"Content-Length: %d\nContent-Type: text/event-json\n\n%s" % (len(text), text)


Script = Callable[[Peer], None]


def polite(peer: Peer) -> None:
    """A healthy switch on which nothing happens."""
    peer.greet()
    peer.serve()


@dataclass
class Bench:
    """A client and the server it talks to; ``scripts`` play one connection each, the last for ever.

    ``links`` and ``events`` hold what the client reported.
    """

    switch: EslSwitch
    links: "Queue[bool]" = field(default_factory=Queue)
    events: "Queue[CallEvent]" = field(default_factory=Queue)

    def link(self) -> bool:
        """The next change of the link."""
        return bool(self.links.get(timeout=PATIENCE))

    def event(self) -> CallEvent:
        return self.events.get(timeout=PATIENCE)


@contextmanager
def server(*scripts: Script) -> Iterator[int]:
    """Play the scripts; gives the port."""
    played = iter(scripts)
    last = scripts[-1]

    def handle(sock: Any, _address: object) -> None:
        peer = Peer(sock)
        try:
            next(played, last)(peer)
        except OSError:
            pass  # the client went first
        finally:
            peer.close()

    listening = StreamServer(("127.0.0.1", 0), handle)
    listening.start()
    try:
        yield listening.server_port
    finally:
        listening.stop(timeout=1)


@contextmanager
def bench(*scripts: Script, timing: Timing = FAST, **options: Any) -> Iterator[Bench]:
    """A started client against those scripts."""
    with server(*scripts) as port:
        made = Bench(EslSwitch("127.0.0.1", port, PASSWORD, RealClock(), timing=timing, **options))
        made.switch.listen(made.events.put, made.links.put)
        made.switch.start()
        try:
            yield made
        finally:
            made.switch.close()


def after_greeting(*pieces: bytes):
    def script(peer: Peer) -> None:
        peer.greet()
        for piece in pieces:
            peer.send(piece)

    return script


def hang_up(peer: Peer) -> None:
    peer.sock.shutdown(2)


def call(attempt: str = "a-1", **variables: str) -> Originate:
    return Originate(attempt, "null/1", "link_back", variables)
