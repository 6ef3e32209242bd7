"""The engine process: greenlets that drive the switch."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import gevent

from esl_dialer import daily_commands
from esl_dialer.engine.announcing import Announcer
from esl_dialer.engine.engine import Engine, EngineSettings, LeaseHeld
from esl_dialer.engine.noticing import Noticing
from esl_dialer.engine.placement import Dialing
from esl_dialer.engine.writer import Writer
from esl_dialer.esl.cdr import DetailRecords
from esl_dialer.esl.client import EslSwitch
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.prompt import ATTEMPT, Prompt
from esl_dialer.esl.rehearsal import Dials, RehearsalSwitch
from esl_dialer.esl.switch import Switch
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import Context
from esl_dialer.services.system.prompt import answer
from esl_dialer.store.campaigns import rehearsals
from esl_dialer.store.database import wait_at_most
from esl_dialer.wiring.switch import CONNECT_S, address

log = logging.getLogger(__name__)

STANDBY_S = 5.0
"""Seconds between two tries of an engine that waits for another's lease."""

NOTICES_EVERY_S = 5.0

WAIT_S = 5.0
"""Seconds that one piece of work waits for others who write: then its loop goes round, and the next
one has its turn."""


def run(ctx: Context) -> int:
    """Wait for the lease, then work until stopped or until the lease is lost."""
    wait_at_most(WAIT_S)
    stopping: list[Engine] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(stopping))
    engine, switch = _engine(ctx)
    _take_up(engine)
    stopping.append(engine)
    switch.start()
    with _prompt(ctx):
        engine.run()
    switch.close()
    return 0


def _stop(engines: list[Engine]) -> None:
    if not engines:
        raise SystemExit(0)
    for engine in engines:
        engine.stop()


def _take_up(engine: Engine) -> None:
    """Returns when the lease is this engine's."""
    while True:
        try:
            return engine.take_up()
        except LeaseHeld as held:
            log.info(line("engine.standby", holder=held))
            gevent.sleep(STANDBY_S)


def _engine(ctx: Context) -> tuple[Engine, EslSwitch]:
    config = ctx.config
    switch = EslSwitch(*address(config), ctx.clock)
    cdr, sql = config.cdr_dir, Writer()
    engine = Engine(
        sql=sql,
        look=Writer(),
        switch=_rehearsing(switch, sql) if config.rehearsal else switch,
        clock=ctx.clock,
        config=_settings(ctx),
        records=DetailRecords(cdr, at_once=not config.cdr_secret) if cdr else None,
        daily=() if config.rehearsal else daily_commands.DAILY,
        counts=lambda: switch.stats().counts(),
    )
    if not config.rehearsal:
        notices = _noticing(ctx, engine).run
        engine.housekeeping.add(NOTICES_EVERY_S, notices, "notices", max_instances=2)
    return engine, switch


def _settings(ctx: Context) -> EngineSettings:
    config = ctx.config
    dialing = Dialing(
        config.dialing,
        config.switch_audio or str(config.audio_dir),
        rows=config.embedded or not config.rehearsal,
    )
    return EngineSettings(dialing, config.max_cps, audio_dir=config.audio_dir)


def _rehearsing(switch: Switch, sql: Writer) -> Switch:
    return RehearsalSwitch(switch, lambda attempt: Dials(*sql(rehearsals.dials_of, attempt)))


def _noticing(ctx: Context, engine: Engine) -> Noticing:
    """In a thread of its own: what it looks at must not wait, nor keep a claim waiting."""
    return Noticing(
        sql=Writer(),
        clock=ctx.clock,
        data=ctx.config.data.absolute(),
        condition=engine.condition,
        send=daily_commands.send_notices,
    )


@contextmanager
def _prompt(ctx: Context) -> Iterator[None]:
    """Who is asked in fs_cli answers there; with SQL in a thread of its own."""
    sql, where = Writer(), address(ctx.config)
    prompt = Prompt(
        lambda hear: Connection(*where, CONNECT_S, hear), lambda text: sql(answer, ctx, text)
    )
    announcer = Announcer(sql=sql, tell=lambda news: prompt.tell(ATTEMPT, news))
    loops = [] if ctx.config.embedded else [gevent.spawn(announcer.run)]
    if loops:
        prompt.start()
    try:
        yield
    finally:
        gevent.killall(loops)
        prompt.stop()
