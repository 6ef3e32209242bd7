"""All processes of an installation under one supervisor; or some, for the length of a command."""

import os
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread

from esl_dialer import demo
from esl_dialer.core.says import Says
from esl_dialer.runtime import log_stream, supervisor
from esl_dialer.runtime.config import PREFIX, Config, ConfigError
from esl_dialer.runtime.listening import pages_address, refuse_taken_ports, when_pages_answer
from esl_dialer.runtime.owners import lives
from esl_dialer.runtime.supervisor import Part, Supervisor
from esl_dialer.services.context import Context
from esl_dialer.services.errors import ServiceError
from esl_dialer.store.system import leases

ROLES = ("engine", "web", "audio", "worker")
START_S = 40.0
"""How long processes that a command starts may take, on a machine that is busy."""

LOOK_S = 0.5


def run(config: Config, more: Iterable[str] = ()) -> int:
    """All of them, until stopped; the exit code. Where the pages are is told once they answer, and

    ``more`` with it. Raises ConfigError when a port can't be had.
    """
    refuse_taken_ports(config)
    told = (f"  Open     {pages_address(config)}", *more)

    def tell() -> None:
        print("", *told, "", sep="\n", flush=True)

    Thread(target=when_pages_answer, args=(config, tell), daemon=True).start()
    return Supervisor(_parts(config)).run()


def run_demo(ctx: Context) -> int:
    """All of them, with a sample campaign ready to be started."""
    if not ctx.config.embedded:
        raise ConfigError("demo is for the simulated switch: unset ESL_DIALER_SWITCH")
    refuse_taken_ports(ctx.config)
    print("Starting: the address is told once the pages answer.", flush=True)
    for told in demo.sample(ctx):
        print(told, flush=True)
    return run(ctx.config, demo.how_to_sign_in(ctx))


def _parts(config: Config) -> list[Part]:
    roles = [Part(role, ("serve", "--role", role)) for role in ROLES]
    simulator = [Part("switch", ("simulate-switch",))] if config.embedded else []
    return simulator + roles


@contextmanager
def living(ctx: Context, names: set[str]) -> Iterator[None]:
    """The engine that lives, or one of our own, with those parts, until the block ends."""
    if leases.holder(ctx.now()) is not None and lives(leases.current_owner()):
        yield
        return
    log_stream.setup("warning")
    quiet = "error" if ctx.config.log_level == "info" else ctx.config.log_level
    os.environ[f"{PREFIX}LOG_LEVEL"] = quiet
    wanted = names - {"switch"} if _listens(ctx.config.simulator_port) else names
    with supervisor.running([part for part in _parts(ctx.config) if part.name in wanted]):
        _wait_for_engine(ctx)
        yield


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for_engine(ctx: Context) -> None:
    for _ in range(int(START_S / LOOK_S)):
        holder = leases.holder(ctx.now())
        if holder and (holder[1].get("switch") or {}).get("up"):
            return
        time.sleep(LOOK_S)
    raise ServiceError(Says("the engine did not reach the switch: esl-dialer doctor says more"))
