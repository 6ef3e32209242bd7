"""A server of lists on this machine, which does what servers on the web do wrong."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

LIST = b"Account,Cell\nK-1,416 555 0101\n"
MOVED = 6
"""So many redirects in a row: one more than are followed."""


class ListServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.ended = threading.Event()
        self.hosts: list[str] = []
        """The Host of each question."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def address(self, path: str, host: str = "localhost", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/{path}"


class _Answers(BaseHTTPRequestHandler):
    server: ListServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.hosts.append(self.headers["Host"])
        path = self.path.removeprefix("/").partition("?")[0]
        word, _, number = path.partition("-")
        with suppress(OSError):
            getattr(self, f"_{word.partition('.')[0]}", self._missing)(number)

    def _list(self, _: str) -> None:
        self._send(LIST)

    def _named(self, _: str) -> None:
        self._send(LIST, **{"Content-Disposition": 'attachment; filename="../May & June.csv"'})

    def _page(self, _: str) -> None:
        self._send(b"<!doctype html><title>Sign in</title>", **{"Content-Type": "text/html"})

    def _empty(self, _: str) -> None:
        self._send(b"")

    def _inside(self, _: str) -> None:
        """To a name of this machine that nobody allowed."""
        self._move(self.server.address("list.csv", "127.0.0.1"))

    def _file(self, _: str) -> None:
        self._move("file:///nowhere")

    def _moved(self, times: str) -> None:
        left = int(times) - 1
        self._move(f"/moved-{left}" if left else "/list.csv")

    def _long(self, _: str) -> None:
        self._send(LIST * 100_000)

    def _endless(self, _: str) -> None:
        """Without a length, and without an end."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        while not self.server.ended.wait(0.05):
            self.wfile.write(LIST * 1000)
            self.wfile.flush()

    def _silent(self, _: str) -> None:
        self.server.ended.wait()

    def _missing(self, _: str) -> None:
        self.send_error(404)

    def _send(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _move(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """It says nothing."""


@contextmanager
def list_server(tls: SSLContext | None = None) -> Iterator[ListServer]:
    server = ListServer()
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
