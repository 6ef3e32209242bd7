"""The web process: gevent's server, with small answers sent at once."""

import logging
import os
import secrets
import select
import signal
import socket
from pathlib import Path
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer

from esl_dialer.runtime.config import Config
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from webui.app import create_app
from webui.live import GONE
from webui.ports import Ports

log = logging.getLogger(__name__)

STOP_S = 2.0

NICENESS = 5
"""When processors are short, calls go before pages."""


class PromptHandler(WSGIHandler):  # type: ignore[misc]
    """Without TCP_NODELAY each answer on a kept connection waits 40 ms for an acknowledgement."""

    def handle(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle()

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[GONE] = lambda: _closed_by_peer(self.socket)
        return environ

    def log_request(self) -> None:
        """Requests are not logged one by one: live pages make several a second."""


def _closed_by_peer(connection: socket.socket) -> bool:
    """Whether the other side has closed the connection; does not wait."""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


def serve(ctx: Context, config: Config, doors: Ports | None = None) -> int:
    """Serve the pages until SIGTERM or SIGINT; the exit code."""
    os.nice(NICENESS)
    app = create_app(ctx, _secret(config), doors=doors)
    server = WSGIServer((config.host, config.port), app, handler_class=PromptHandler, error_log=log)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, STOP_S)
    gevent.spawn(app.extensions["live"].run)
    server.start()
    log.info(line("web.up", host=config.host, port=config.port))
    server.serve_forever(stop_timeout=STOP_S)
    return 0


def _secret(config: Config) -> str:
    """The configured secret, or one made once and kept in the data directory."""
    if config.secret:
        return config.secret
    kept: Path = config.data.absolute() / "session-secret"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return kept.read_text(encoding="utf-8")
