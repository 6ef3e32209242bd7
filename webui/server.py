"""The web process: gevent's server, with small answers sent at once."""

import io
import logging
import os
import secrets
import signal
import socket
from pathlib import Path
from typing import Any, NoReturn

import gevent
from gevent.pywsgi import WSGIHandler

from esl_dialer.runtime.config import Config
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from esl_dialer.services.system.store_watch import LOOK_S, StoreWatch
from esl_dialer.services.unavailable import DATABASE_AWAY
from webui.app import create_app
from webui.live import GONE
from webui.pace import PacedSocket
from webui.polite import PoliteServer, descriptors, most_connections
from webui.ports import Ports

log = logging.getLogger(__name__)

STOP_S = 2.0

NICENESS = 5
"""When processors are short, calls go before pages."""

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PromptHandler(WSGIHandler):  # type: ignore[misc]
    """Without TCP_NODELAY each answer on a kept connection waits 40 ms for an acknowledgement.

    A request that is sent half, or too slowly, ends with its connection.
    """

    def __init__(self, sock: Any, address: Any, server: Any) -> None:
        self.paced = PacedSocket(sock, server.bounds)
        super().__init__(sock, address, server, rfile=io.BufferedReader(self.paced))

    def handle(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle()

    def handle_one_request(self) -> Any:
        self.paced.wait_for_request()
        result = super().handle_one_request()
        return None if self.paced.late and result is True else result

    def get_environ(self) -> dict[str, Any]:
        self.paced.expect_body()
        environ: dict[str, Any] = super().get_environ()
        environ[GONE] = lambda: _closed_by_peer(self.socket)
        return environ

    def log_request(self) -> None:
        """Requests are not logged one by one: live pages make several a second."""

    def _sendall(self, data: Any) -> None:
        self.socket.settimeout(self.server.bounds.write)
        super()._sendall(data)

    def _handle_client_error(self, ex: Exception) -> Any:
        """What comes too slowly, or breaks off, is no fault of ours: no traceback."""
        if isinstance(ex, TimeoutError):
            return "408", TOO_SLOW
        return None if isinstance(ex, OSError) else super()._handle_client_error(ex)


def _closed_by_peer(connection: socket.socket) -> bool:
    """Whether the other side, or we, have closed the connection; does not wait.

    Asked of the system's own socket: gevent's ``recv`` would wait, its ``select`` knows no
    descriptor beyond 1024, and its ``poll`` ends the process on one that is closed.
    """
    native = getattr(connection, "_sock", connection)
    try:
        return bool(native.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"")
    except BlockingIOError:
        return False
    except (OSError, ValueError):
        return True


def serve(ctx: Context, config: Config, doors: Ports | None = None) -> int:
    """Serve the pages until SIGTERM or SIGINT; the exit code."""
    os.nice(NICENESS)
    app = create_app(ctx, _secret(config), doors=doors)
    server = PoliteServer(
        (config.host, config.port),
        app,
        handler_class=PromptHandler,
        error_log=log,
        most=most_connections(descriptors()),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, STOP_S)
    gevent.spawn(app.extensions["live"].run, DATABASE_AWAY)
    server.start()
    gevent.spawn(_watch, app.extensions["store_watch"])
    log.info(line("web.up", host=config.host, port=config.port))
    server.serve_forever(stop_timeout=STOP_S)
    return 0


def _watch(store: StoreWatch) -> NoReturn:
    while True:
        store.look()
        gevent.sleep(LOOK_S)


def _secret(config: Config) -> str:
    """The configured secret, or one made once and kept in the data directory."""
    if config.secret:
        return config.secret
    kept: Path = config.data.absolute() / "session-secret"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return kept.read_text(encoding="utf-8")
