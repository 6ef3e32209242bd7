"""The simulated switch on TCP: sockets, the clock and the files around the core."""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import gevent
from gevent.event import Event
from gevent.server import StreamServer
from gevent.socket import socket

from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.simulator.core import Effect, Note, RecordedFile
from esl_dialer.simulator.recorded_files import write_recording
from esl_dialer.simulator.socket.connection import Connection
from esl_dialer.simulator.switch import SimulatedSwitch
from esl_dialer.simulator.witness import WitnessLog

READ_BYTES = 1 << 16
LOOPBACK = "127.0.0.1"
NOTHING_DUE_SECONDS = 1.0
LAST_WORDS_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Client:
    """A connected client: the greenlet that writes to it waits on ``ready``."""

    socket: socket
    connection: Connection
    ready: Event
    writer: gevent.Greenlet | None = None


class SimulatorServer:
    """Serves one SimulatedSwitch on 127.0.0.1; ``port`` 0 lets the system choose."""

    def __init__(
        self,
        switch: SimulatedSwitch,
        clock: Clock,
        witness: WitnessLog,
        *,
        port: int = 0,
        cdr_dir: Path | None = None,
    ) -> None:
        self._switch, self._clock, self._witness = switch, clock, witness
        self._cdr_dir = cdr_dir
        self._clients: list[_Client] = []
        self._server = StreamServer((LOOPBACK, port), self._serve)
        self._changed = Event()
        self._stopped = Event()

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def start(self) -> None:
        """Listen and let time pass. Raises OSError when the port is taken."""
        self._server.start()
        self._timer = gevent.spawn(self._run)

    def wait(self) -> None:
        """Until ``fsctl shutdown`` or ``stop``."""
        self._stopped.wait()

    def stop(self) -> None:
        """Close every socket at once, as a killed switch does."""
        self._stopped.set()
        self._changed.set()
        self._server.stop(timeout=0)
        for client in list(self._clients):
            client.socket.close()
        self._timer.join(timeout=1)
        self._witness.close()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._changed.clear()
            self._pump()
            if self._switch.stopped:
                gevent.joinall([client.writer for client in self._clients], LAST_WORDS_SECONDS)
                self._stopped.set()
                return
            self._wait(self._switch.next_due())

    def _wait(self, due: datetime | None) -> None:
        """Until the next thing is due, or a command may have brought it forward."""
        if due is None:
            self._changed.wait(NOTHING_DUE_SECONDS)
            return
        sleeper = gevent.spawn(self._sleep_until, due)
        self._changed.wait()
        sleeper.kill(block=False)

    def _sleep_until(self, due: datetime) -> None:
        self._clock.sleep((due - self._clock.now()).total_seconds())
        self._changed.set()

    def _pump(self) -> None:
        """Let what is due happen, write it down, then tell the clients."""
        self._switch.advance(self._clock.now())
        for effect in self._switch.effects():
            try:
                self._write_down(effect)
            except OSError as error:
                log.error(line("simulator.not_written", error=error))
        for client in self._clients:
            client.ready.set()

    def _write_down(self, effect: Effect) -> None:
        if isinstance(effect, Note):
            self._witness.write(effect.fields)
        elif isinstance(effect, RecordedFile):
            write_recording(effect)
        else:
            self._write_record(effect.name, effect.document)

    def _write_record(self, name: str, document: Mapping[str, object]) -> None:
        """Whole or not at all: a reader never sees half a record."""
        if self._cdr_dir is None:
            return
        unfinished = self._cdr_dir / f".{name}.tmp"
        unfinished.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        os.replace(unfinished, self._cdr_dir / name)

    def _serve(self, connected: socket, address: object) -> None:
        client = _Client(connected, self._switch.connect(), Event())
        self._clients.append(client)
        client.writer = gevent.spawn(self._write, client)
        client.ready.set()
        try:
            self._read(client)
        except OSError:
            log.debug(line("simulator.client_lost", address=address))
        except Exception:
            log.exception(line("simulator.client_failed", address=address))
        finally:
            self._switch.disconnect(client.connection)
            client.connection.closed = True
            client.ready.set()
            client.writer.join()
            self._clients.remove(client)
            connected.close()

    def _read(self, client: _Client) -> None:
        while not client.connection.closed and (data := client.socket.recv(READ_BYTES)):
            self._switch.advance(self._clock.now())
            client.connection.receive(data)
            self._pump()
            self._changed.set()

    def _write(self, client: _Client) -> None:
        """Send what there is, then wait for more; at the end close, which wakes the reader."""
        connection = client.connection
        while True:
            client.ready.wait()
            client.ready.clear()
            try:
                while output := connection.take_output():
                    client.socket.sendall(output)
                if connection.closed:
                    client.socket.shutdown(2)
            except OSError:
                return
            if connection.closed or client.socket.closed:
                return
