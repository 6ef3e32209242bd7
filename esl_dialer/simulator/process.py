"""The simulated switch as a process of its own: ``esl-dialer simulate-switch`` calls ``serve``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from esl_dialer.runtime.clock import Clock
from esl_dialer.simulator.core import Settings
from esl_dialer.simulator.recorded_files import make_recording
from esl_dialer.simulator.server import SimulatorServer
from esl_dialer.simulator.sounds import wav_ms
from esl_dialer.simulator.switch import SimulatedSwitch
from esl_dialer.simulator.witness import WitnessLog, dials_so_far


@dataclass(frozen=True, slots=True)
class Options:
    """``port`` 0: any free one. ``cdr_dir`` None: no call detail records are written."""

    password: str
    log: Path
    port: int = 8025
    cdr_dir: Path | None = None
    sps: int = 1000
    max_sessions: int = 20_000
    every_gateway: bool = False
    """Any gateway's name is good: see ``Settings``."""
    every_user: bool = False
    """Any extension is registered: see ``Settings``."""


def start_server(options: Options, clock: Clock) -> SimulatorServer:
    """Start serving; the counts of earlier runs go on from the log. Raises OSError."""
    if options.cdr_dir is not None:
        options.cdr_dir.mkdir(parents=True, exist_ok=True)
    switch = SimulatedSwitch(
        Settings(
            options.password,
            options.sps,
            options.max_sessions,
            every_gateway=options.every_gateway,
            every_user=options.every_user,
        ),
        clock.now(),
        sound_ms=wav_ms,
        make_recording=make_recording,
        dials=dials_so_far(options.log),
    )
    witness = WitnessLog(options.log)
    server = SimulatorServer(switch, clock, witness, port=options.port, cdr_dir=options.cdr_dir)
    server.start()
    return server


def serve(options: Options, clock: Clock, ready: Callable[[int], None]) -> None:
    """Serve until ``fsctl shutdown``; ``ready`` is told the port once clients can connect."""
    server = start_server(options, clock)
    ready(server.port)
    try:
        server.wait()
    finally:
        server.stop()
