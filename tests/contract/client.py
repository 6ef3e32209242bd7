"""A small client of the event socket for the contract tests: frames in, nothing hidden."""

import socket
from collections.abc import Callable

import gevent
from gevent.event import Event as Flag

from esl_dialer.esl.frames import (
    EVENT_TYPES,
    Event,
    Frame,
    FrameReader,
    encode_command,
    read_event,
)
from tests.patience import PATIENCE_S


class ContractClient:
    """One connection. ``frames`` that are no events answer commands in turn."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        self._socket.settimeout(None)
        self._frames = FrameReader()
        self._changed = Flag()
        self.answers: list[Frame] = []
        self.events: list[Event] = []
        self.sizes: list[tuple[str, int]] = []
        self.closed = False
        self._reader = gevent.spawn(self._read)

    def ask(self, line: str, **headers: str) -> Frame:
        """Send one command and wait for its answer."""
        count = len(self.answers)
        self.send(line, **headers)
        self.wait(lambda: len(self.answers) > count)
        return self.answers[count]

    def send(self, line: str, **headers: str) -> None:
        pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self._socket.sendall(encode_command(line, pairs))

    def send_bytes(self, data: bytes) -> None:
        self._socket.sendall(data)

    def api(self, command: str) -> str:
        return self.ask(f"api {command}").reply

    def bgapi(self, command: str, job: str) -> Frame:
        return self.ask(f"bgapi {command}", Job_UUID=job)

    def wait(self, ready: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Until ``ready``; gevent.Timeout after that many real seconds."""
        with gevent.Timeout(seconds):
            while not ready():
                self._changed.wait()
                self._changed.clear()

    def job(self, job: str) -> str:
        """What a background job ended with."""
        self.wait(lambda: self.heard_of(job))
        return self._jobs(job)[0].body

    def of(self, uuid: str) -> list[Event]:
        """The events of a channel, in the order in which the switch raised them."""
        found = [event for event in self.events if event.get("Unique-ID") == uuid]
        return sorted(found, key=lambda event: int(event.get("Event-Sequence")))

    def ended(self, uuid: str) -> list[Event]:
        """The events of a channel, once it is gone."""
        self.wait(lambda: any(event.name == "CHANNEL_DESTROY" for event in self.of(uuid)))
        return self.of(uuid)

    def happened(self, uuid: str, name: str) -> Event:
        """The first event of that name on a channel."""
        self.wait(lambda: any(event.name == name for event in self.of(uuid)))
        return next(event for event in self.of(uuid) if event.name == name)

    def close(self) -> None:
        self._reader.kill()
        self._socket.close()

    def heard_of(self, job: str) -> bool:
        """Whether a background job has ended."""
        return bool(self._jobs(job))

    def wait_until(self, asked: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Ask again and again until the answer is yes: for what the switch tells late."""
        with gevent.Timeout(seconds):
            while not asked():
                gevent.sleep(0.02)

    def _jobs(self, job: str) -> list[Event]:
        return [
            event
            for event in self.events
            if event.name == "BACKGROUND_JOB" and event.get("Job-UUID") == job
        ]

    def _read(self) -> None:
        while data := self._socket.recv(65_536):
            self._frames.receive(data)
            while (frame := self._frames.next_frame()) is not None:
                self._take(frame)
            self._changed.set()
        self.closed = True
        self._changed.set()

    def _take(self, frame: Frame) -> None:
        if frame.content_type in EVENT_TYPES:
            event = read_event(frame)
            self.events.append(event)
            self.sizes.append((event.name, len(frame.body)))
        else:
            self.answers.append(frame)


def logged_in(port: int, password: str) -> ContractClient:
    client = ContractClient(port)
    client.wait(lambda: bool(client.answers))
    assert client.ask(f"auth {password}").reply == "+OK accepted"
    return client
