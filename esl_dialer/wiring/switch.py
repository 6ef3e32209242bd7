"""Where the switch is, and how it is asked a few questions."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from esl_dialer.core.says import Says
from esl_dialer.esl import probe
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.switch import SwitchError
from esl_dialer.runtime.config import Config
from esl_dialer.services.errors import ServiceError

CONNECT_S = 10.0


def address(config: Config) -> tuple[str, int, str]:
    """Host, port and password of its event socket."""
    if config.embedded:
        return "127.0.0.1", config.simulator_port, config.simulator_password
    url = urlsplit(config.switch)
    return url.hostname or "", url.port or 8021, url.password or ""


def ask(config: Config, questions: Sequence[str]) -> Mapping[str, str]:
    """Connect, ask, leave. Raises ServiceError with what to do."""
    host, port, password = address(config)
    try:
        return probe.ask(Connection(host, port, password, CONNECT_S), questions, CONNECT_S)
    except SwitchError as error:
        none = Says("no switch answers at {host}: {error}", host=f"{host}:{port}", error=error.says)
        raise ServiceError(none) from error
