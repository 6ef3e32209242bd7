"""Where the pages and the simulated switch listen: whether that can be had, and whether it answers.

The ports are tried before anything is started: a supervisor that finds out by its children's ends
takes minutes, and meanwhile the engine would talk to whoever listens there.
"""

import errno
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

from esl_dialer.runtime.config import PREFIX, Config, ConfigError

LOOPBACK = "127.0.0.1"
EVERY_ADDRESS = {"": LOOPBACK, "0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 (compared only)
"""What listens on all addresses is asked on this one."""

STILL_HELD_S = 5.0
"""So long a port may still be held by a dialer that is being stopped."""

ASK_S = 0.2
ANSWER_S = 2.0

NO_PLACE = {
    errno.EADDRINUSE: "is taken by another program, or another dialer: stop it, or set {key} to a "
    "port that is free",
    errno.EADDRNOTAVAIL: "is no address of this machine: set {host_key} to one that is",
    errno.EACCES: "may not be listened on by this user: set {key} to a port above 1023",
}


def cannot_listen(error: OSError, key: str, host: str, port: int) -> Exception:
    """The configuration's fault, told by its key, when it is that; else the error itself."""
    why = NO_PLACE.get(error.errno or 0)
    if why is None:
        return error
    keys = {"key": f"{PREFIX}{key.upper()}", "host_key": f"{PREFIX}HOST"}
    return ConfigError(f"{key}: {host}:{port} {why.format(**keys)}")


def refuse_taken_ports(config: Config, timer: Callable[[], float] = time.monotonic) -> None:
    """Raises ConfigError when a port of this installation can't be had, or OSError."""
    until = timer() + STILL_HELD_S
    _try("port", config.host, config.port, until, timer)
    if config.embedded:
        _try("simulator_port", LOOPBACK, config.simulator_port, until, timer)


def _try(key: str, host: str, port: int, until: float, timer: Callable[[], float]) -> None:
    while True:
        try:
            return _listen(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or timer() >= until:
                raise cannot_listen(error, key, host, port) from error
        time.sleep(ASK_S)


def _listen(host: str, port: int) -> None:
    """As the servers do, and let go at once. Raises OSError."""
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, where = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(where)
        probe.listen()


def pages_address(config: Config) -> str:
    """What a person on this machine opens."""
    host = EVERY_ADDRESS.get(config.host, config.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{config.port}/"


def when_pages_answer(
    config: Config, tell: Callable[[], None], sleep: Callable[[float], None] = time.sleep
) -> None:
    """Call ``tell`` once they do; returns then."""
    while not _pages_answer(config):
        sleep(ASK_S)
    tell()


def _pages_answer(config: Config) -> bool:
    host = EVERY_ADDRESS.get(config.host, config.host)
    asked = HTTPConnection(host, config.port, timeout=ANSWER_S)
    with suppress(OSError, HTTPException):
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    asked.close()
    return False
