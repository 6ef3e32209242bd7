"""The process of the simulated switch."""

import logging

from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.config import Config
from esl_dialer.runtime.listening import cannot_listen
from esl_dialer.runtime.logs import line
from esl_dialer.simulator import process

log = logging.getLogger(__name__)


def run(config: Config, clock: Clock) -> int:
    """Until stopped; the exit code. Raises ConfigError when the port can't be had."""
    options = process.Options(
        port=config.simulator_port,
        password=config.simulator_password,
        log=config.data.absolute() / "switch.jsonl",
        cdr_dir=config.cdr_dir,
        every_gateway=True,
        every_user=True,
    )
    try:
        process.serve(options, clock, lambda at: log.info(line("simulator.up", port=at)))
    except OSError as error:
        raise cannot_listen(error, "simulator_port", "127.0.0.1", options.port) from error
    return 0
