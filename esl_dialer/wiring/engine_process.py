"""The engine process: greenlets that drive the switch."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import gevent

from esl_dialer import daily_commands
from esl_dialer.engine.announcing import Announcer
from esl_dialer.engine.elsewhere import Elsewhere, OtherSwitch
from esl_dialer.engine.engine import Engine, LeaseHeld
from esl_dialer.engine.noticing import Noticing
from esl_dialer.engine.placement import Dialing
from esl_dialer.engine.ticking import EngineSettings
from esl_dialer.engine.writer import Writer, store_trouble
from esl_dialer.esl.cdr import DetailRecords
from esl_dialer.esl.client import EslSwitch
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.prompt import ATTEMPT, Prompt
from esl_dialer.esl.queries import Queries
from esl_dialer.esl.rehearsal import Dials, RehearsalSwitch
from esl_dialer.esl.switch import Switch, SwitchLost
from esl_dialer.runtime.file_locks import EngineLock
from esl_dialer.runtime.logs import Recurring, line
from esl_dialer.services import sealing
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.services.law import message_check
from esl_dialer.services.system.prompt import answer
from esl_dialer.store.campaigns import rehearsals
from esl_dialer.store.database import StoreBusy, StoreReplaced, version, wait_at_most
from esl_dialer.store.system.epochs import Outside
from esl_dialer.store.system.switches import Reached
from esl_dialer.wiring.switch import CONNECT_S, address, address_of, host_and_port

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
    trouble = store_trouble()
    engine, switch = _engine(ctx, trouble)
    lock = EngineLock(path) if (path := ctx.config.database_path) else None
    _take_up(engine, lock)
    stopping.append(engine)
    switch.start()
    with _prompt(ctx, trouble):
        engine.run()
    switch.close()
    if lock is not None:
        lock.let_go()
    return 0


def _stop(engines: list[Engine]) -> None:
    if not engines:
        raise SystemExit(0)
    for engine in engines:
        engine.stop()


def _take_up(engine: Engine, lock: EngineLock | None) -> None:
    """Returns when the lock beside the database and the lease in it are this engine's."""
    while lock is not None and (held := lock.take(engine.owner)) is not None:
        _stand_by(held.owner or "another engine")
    trouble = Recurring(log, "engine.waits_for_store", "engine.store_is_back")
    while True:
        try:
            engine.take_up()
            return trouble.gone()
        except LeaseHeld as held:
            _stand_by(str(held))
        except StoreReplaced:
            raise
        except StoreBusy as error:
            trouble.met(error)
            gevent.sleep(error.AGAIN_S)


def _stand_by(holder: str) -> None:
    log.info(line("engine.standby", holder=holder))
    gevent.sleep(STANDBY_S)


def _engine(ctx: Context, trouble: Recurring) -> tuple[Engine, EslSwitch]:
    config = ctx.config
    switch = EslSwitch(*address(config), ctx.clock)
    cdr, sql = config.cdr_dir, Writer(trouble)
    engine = Engine(
        sql=sql,
        look=Writer(trouble),
        switch=_rehearsing(switch, sql) if config.rehearsal else switch,
        clock=ctx.clock,
        config=_settings(ctx),
        records=DetailRecords(cdr, at_once=not config.cdr_secret) if cdr else None,
        daily=() if config.rehearsal else daily_commands.DAILY,
        counts=lambda: switch.stats().counts(),
        elsewhere=Elsewhere(sql, address_of(config), partial(_dial, ctx, sql)),
        reached=partial(_note, ctx),
        outside=None if config.rehearsal else Outside(config.data.absolute()),
        version=version,
        forbids=lambda campaign, anew: message_check.reasons(ctx, campaign, anew=anew),
    )
    if not config.rehearsal:
        notices = _noticing(ctx, engine, trouble).run
        engine.housekeeping.add(NOTICES_EVERY_S, notices, "notices", max_instances=2)
    return engine, switch


def _note(ctx: Context, core: str) -> None:
    """Not of a rehearsal: its database is gone with it."""
    if not ctx.config.rehearsal:
        sealing.note_switch(ctx, address_of(ctx.config), address(ctx.config)[2], core)


def _dial(ctx: Context, sql: Writer, where: Reached) -> OtherSwitch:
    """Another engine's switch. Raises SwitchLost when it can't be reached from here."""
    host, port = host_and_port(where.address)
    try:
        password = sql(sealing.password_of, ctx, where)
    except Refused as refusal:
        raise SwitchLost(str(refusal)) from refusal
    return Queries(lambda: Connection(host, port, password, CONNECT_S), lambda: "", CONNECT_S)


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


def _noticing(ctx: Context, engine: Engine, trouble: Recurring) -> Noticing:
    """In a thread of its own: what it looks at must not wait, nor keep a claim waiting."""
    return Noticing(
        sql=Writer(trouble),
        clock=ctx.clock,
        data=ctx.config.data.absolute(),
        condition=engine.condition,
        send=daily_commands.send_notices,
    )


@contextmanager
def _prompt(ctx: Context, trouble: Recurring) -> Iterator[None]:
    """Who is asked in fs_cli answers there; with SQL in a thread of its own."""
    sql, where = Writer(trouble), address(ctx.config)
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
