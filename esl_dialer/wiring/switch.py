"""Where the switch is, and how it is asked a few questions."""

import socket
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from esl_dialer.core.says import Says
from esl_dialer.esl import probe
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.switch import SwitchError, SwitchLost
from esl_dialer.runtime.config import Config
from esl_dialer.services.errors import ServiceError

CONNECT_S = 10.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def address(config: Config) -> tuple[str, int, str]:
    """Host, port and password of its event socket."""
    if config.embedded:
        return "127.0.0.1", config.simulator_port, config.simulator_password
    url = urlsplit(config.switch)
    return url.hostname or "", url.port or 8021, url.password or ""


def address_of(config: Config) -> str:
    """``HOST:PORT``, for engines of other machines too: of a loopback address also whose it is."""
    host, port, _ = address(config)
    whose = f"@{socket.gethostname()}" if host in LOOPBACK else ""
    return f"{host}:{port}{whose}"


def host_and_port(told: str) -> tuple[str, int]:
    """From what ``address_of`` made. Raises SwitchLost: it is on another machine's loopback."""
    reached, _, whose = told.partition("@")
    if whose not in ("", socket.gethostname()):
        raise SwitchLost(f"it is known as {reached} on {whose} only")
    host, _, port = reached.rpartition(":")
    return host, int(port)


def ask(config: Config, questions: Sequence[str]) -> Mapping[str, str]:
    """Connect, ask, leave. Raises ServiceError with what to do."""
    host, port, password = address(config)
    try:
        return probe.ask(Connection(host, port, password, CONNECT_S), questions, CONNECT_S)
    except SwitchError as error:
        none = Says("no switch answers at {host}: {error}", host=f"{host}:{port}", error=error.says)
        raise ServiceError(none) from error
