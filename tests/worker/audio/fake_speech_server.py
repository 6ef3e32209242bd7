"""A speech service on loopback: answers what it is told to, remembers what it was asked."""

import base64
import json
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def tone(kind: str, seconds: float = 1.0, rate: int = 24000) -> bytes:
    """A sound as such services send it: ``mp3`` or ``wav``."""
    command = ["sox", "-n", "-r", str(rate), "-c", "1", "-b", "16", "-t", kind, "-",
               "synth", str(seconds), "sine", "440", "vol", "0.5"]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True).stdout


def google_answer(mp3: bytes) -> bytes:
    """What the real one answers: a guard line, a length, an array in an array."""
    inner = json.dumps([base64.b64encode(mp3).decode()], separators=(",", ":"))
    outer = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]],
                       separators=(",", ":"))  # fmt: skip
    return f")]}}'\n\n{len(outer)}\n{outer}\n".encode()


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    """Promise more than is sent, then close."""


class FakeSpeechServer:
    """The last of ``answers`` is given for ever."""

    def __init__(self, *answers: Answer, tls: Any = None) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "http" if tls is None else "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FakeSpeechServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fake.asked.append(Asked(self.path, dict(self.headers), body))
                answer = fake.answers.pop(0) if len(fake.answers) > 1 else fake.answers[0]
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) + 1000 * answer.cut))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
