"""The composition root: the one module that may import everything, and wires it."""

from gevent import monkey

monkey.patch_all()

import logging  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from collections.abc import Iterator, Mapping, Sequence  # noqa: E402
from contextlib import AbstractContextManager, contextmanager  # noqa: E402
from dataclasses import replace  # noqa: E402
from pathlib import Path, PurePath  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

import gevent  # noqa: E402

from esl_dialer import daily_commands, demo  # noqa: E402
from esl_dialer.cli.main import cli  # noqa: E402
from esl_dialer.cli.ports import Doors  # noqa: E402
from esl_dialer.cli.show import Exit  # noqa: E402
from esl_dialer.core.calls.detail_records import Shipped  # noqa: E402
from esl_dialer.core.says import Says  # noqa: E402
from esl_dialer.engine.announcing import Announcer  # noqa: E402
from esl_dialer.engine.engine import Engine, EngineSettings, LeaseHeld, lives  # noqa: E402
from esl_dialer.engine.noticing import Noticing  # noqa: E402
from esl_dialer.engine.placement import Dialing  # noqa: E402
from esl_dialer.engine.writer import Writer  # noqa: E402
from esl_dialer.esl import probe  # noqa: E402
from esl_dialer.esl.cdr import DetailRecords  # noqa: E402
from esl_dialer.esl.client import EslSwitch  # noqa: E402
from esl_dialer.esl.connection import Connection  # noqa: E402
from esl_dialer.esl.prompt import ATTEMPT, Prompt  # noqa: E402
from esl_dialer.esl.rehearsal import Dials, RehearsalSwitch  # noqa: E402
from esl_dialer.esl.switch import Switch, SwitchError  # noqa: E402
from esl_dialer.outbound import detail_records, notifiers, sftp  # noqa: E402
from esl_dialer.runtime import data_dir, log_stream, supervisor  # noqa: E402
from esl_dialer.runtime.clock import Clock, clock_from  # noqa: E402
from esl_dialer.runtime.config import PREFIX, Config, ConfigError, cannot_listen, load_config  # noqa: E402
from esl_dialer.runtime.logs import line  # noqa: E402
from esl_dialer.runtime.supervisor import Part, Supervisor  # noqa: E402
from esl_dialer.services import sealing  # noqa: E402
from esl_dialer.services.context import OPERATOR, Context  # noqa: E402
from esl_dialer.services.errors import ServiceError  # noqa: E402
from esl_dialer.services.speech import audio_jobs, rewording, spoken_tests  # noqa: E402
from esl_dialer.services.speech.audio_jobs import AudioWork  # noqa: E402
from esl_dialer.services.system.prompt import answer  # noqa: E402
from esl_dialer.store.campaigns import rehearsals  # noqa: E402
from esl_dialer.store.database import StoreBusy, StoreError, open_database  # noqa: E402
from esl_dialer.store.speech import audio  # noqa: E402
from esl_dialer.store.system import leases  # noqa: E402
from esl_dialer.worker.audio import engine_settings, open_speaker, trim_cache  # noqa: E402
from esl_dialer.worker.audio.speaker import Speaker  # noqa: E402

log = logging.getLogger("esl_dialer")

STANDBY_S = 5.0
"""Seconds between two tries of an engine that waits for another's lease."""

NOTICES_EVERY_S = 5.0
IDLE_S = 0.5
CONNECT_S = 10.0
START_S = 40.0
"""How long processes that a command starts may take, on a machine that is busy."""


class Installation:
    """One installation of the dialer: its configuration, its clock, and ways to run its parts."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock: Clock = clock_from(config.clock)

    # --- what commands are given -------------------------------------------------------------

    def context(self) -> Context:
        """Open the database; the command line may do everything."""
        data_dir.make_private(self.config)
        open_database(self.config.database_url)
        return Context(self.config, self.clock, OPERATOR)

    def doors(self) -> Doors:
        return Doors(
            context=self.context,
            serve=self.serve,
            simulate_switch=self.simulate_switch,
            demo=self.demo,
            engine=self.engine,
            rehearsal=self.rehearsal,
            engine_with_audio=self.engine_with_audio,
            generate_audio=self.generate_audio,
            trim_audio_cache=lambda most: trim_cache(self.config.audio_dir, most),
            courier=sftp.COURIER,
            couriers=notifiers.COURIERS,
            probe_switch=self.probe_switch,
            ship_records=self.ship_records,
        )

    # --- processes ---------------------------------------------------------------------------

    def serve(self, role: str) -> int:
        log_stream.setup(self.config.log_level)
        supervisor.end_with_parent()
        roles = {"engine": self.run_engine, "web": self.run_web, "audio": self.run_audio}
        sealing.seal_plain(self.context())
        if role in roles:
            return roles[role]()
        return Supervisor(self._parts()).run()

    def _parts(self) -> list[Part]:
        parts = [Part(role, ("serve", "--role", role)) for role in ("engine", "web", "audio")]
        simulator = [Part("switch", ("simulate-switch",))] if self.config.embedded else []
        return simulator + parts

    def demo(self) -> int:
        """Serve, with a sample campaign ready to be started."""
        log_stream.setup(self.config.log_level)
        if not self.config.embedded:
            raise ConfigError("demo is for the simulated switch: unset ESL_DIALER_SWITCH")
        for told in demo.prepare(self.context()):
            print(told, flush=True)
        return Supervisor(self._parts()).run()

    def run_engine(self) -> int:
        """Wait for the lease, then work until stopped or until the lease is lost."""
        stopping: list[Engine] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: _stop(stopping))
        engine, switch = self._engine()
        while True:
            try:
                engine.take_up()
                break
            except LeaseHeld as held:
                log.info(line("engine.standby", holder=held))
                gevent.sleep(STANDBY_S)
        stopping.append(engine)
        switch.start()
        with self._prompt():
            engine.run()
        switch.close()
        return 0

    @contextmanager
    def _prompt(self) -> Iterator[None]:
        """Who is asked in fs_cli answers there; with SQL in a thread of its own."""
        ctx, sql, address = self.context(), Writer(), self._switch_address()
        prompt = Prompt(
            lambda hear: Connection(*address, CONNECT_S, hear),
            lambda text: sql(answer, ctx, text),
        )
        announcer = Announcer(sql=sql, tell=lambda news: prompt.tell(ATTEMPT, news))
        loops = [] if self.config.embedded else [gevent.spawn(announcer.run)]
        if loops:
            prompt.start()
        try:
            yield
        finally:
            gevent.killall(loops)
            prompt.stop()

    def run_web(self) -> int:
        from webui.ports import Doors as WebDoors  # noqa: PLC0415 (Flask is loaded where it serves)
        from webui.server import serve  # noqa: PLC0415

        doors = WebDoors(
            trim_cache=lambda most: trim_cache(self.config.audio_dir, most),
            courier=sftp.COURIER,
            couriers=notifiers.COURIERS,
        )
        config = self.config
        try:
            return serve(self.context(), config, doors)
        except OSError as error:
            raise cannot_listen(error, "port", config.host, config.port) from error

    def run_audio(self) -> int:
        ctx = self.context()
        speaker = self._speaker(self.config.audio_workers)
        work = AudioWork(speaker.speak_batch, self.clock, self.config.audio_dir, _worker_name())
        gevent.signal_handler(signal.SIGTERM, os._exit, 0)
        rewording.outdate_reworded(ctx)
        gevent.spawn(self._speak_tests)
        while True:
            if not audio_jobs.work_once(work):
                ctx.clock.sleep(IDLE_S)

    def _speaker(self, workers: int) -> Speaker:
        return open_speaker(self.config.audio_dir, workers, engine_settings(self.config))

    def _speak_tests(self) -> None:
        """Quick tests have a voice of their own: they don't wait for a campaign's job."""
        speaker = self._speaker(1)
        work = AudioWork(speaker.speak_batch, self.clock, self.config.audio_dir, _worker_name())
        while True:
            if not spoken_tests.speak_waiting(work):
                self.clock.sleep(IDLE_S)

    def simulate_switch(self) -> int:
        from esl_dialer.simulator import process  # noqa: PLC0415 (only this process needs it)

        log_stream.setup(self.config.log_level)
        supervisor.end_with_parent()
        options = process.Options(
            port=self.config.simulator_port,
            password=self.config.simulator_password,
            log=self.config.data.absolute() / "switch.jsonl",
            cdr_dir=self.config.cdr_dir,
            every_gateway=True,
        )
        try:
            process.serve(options, self.clock, lambda at: log.info(line("simulator.up", port=at)))
        except OSError as error:
            raise cannot_listen(error, "simulator_port", "127.0.0.1", options.port) from error
        return 0

    # --- parts -------------------------------------------------------------------------------

    def _engine(self) -> tuple[Engine, EslSwitch]:
        switch = self._switch()
        config = self.config
        cdr, sql = config.cdr_dir, Writer()
        settings = EngineSettings(
            Dialing(
                config.dialing,
                config.switch_audio or str(config.audio_dir),
                rows=config.embedded or not config.rehearsal,
            ),
            config.max_cps,
            audio_dir=config.audio_dir,
        )
        engine = Engine(
            sql=sql,
            look=Writer(),
            switch=_rehearsing(switch, sql) if config.rehearsal else switch,
            clock=self.clock,
            config=settings,
            records=DetailRecords(cdr, at_once=not config.cdr_secret) if cdr else None,
            daily=() if config.rehearsal else daily_commands.DAILY,
            counts=lambda: switch.stats().counts(),
        )
        if not config.rehearsal:
            engine.housekeeping.add(
                NOTICES_EVERY_S, self._noticing(engine).run, "notices", max_instances=2
            )
        return engine, switch

    def _noticing(self, engine: Engine) -> Noticing:
        """In a thread of its own: what it looks at must not wait, nor keep a claim waiting."""
        return Noticing(
            sql=Writer(),
            clock=self.clock,
            data=self.config.data.absolute(),
            condition=engine.condition,
            send=daily_commands.send_notices,
        )

    def _switch(self) -> EslSwitch:
        host, port, password = self._switch_address()
        return EslSwitch(host, port, password, self.clock)

    def _switch_address(self) -> tuple[str, int, str]:
        if self.config.embedded:
            return "127.0.0.1", self.config.simulator_port, self.config.simulator_password
        url = urlsplit(self.config.switch)
        return url.hostname or "", url.port or 8021, url.password or ""

    def engine(self, ctx: Context) -> AbstractContextManager[None]:
        """The living engine, or one of our own (and a simulated switch) until the block ends."""
        return self._running(ctx, {"switch", "engine"})

    def engine_with_audio(self, ctx: Context) -> AbstractContextManager[None]:
        return self._running(ctx, {"switch", "engine", "audio"})

    @contextmanager
    def _running(self, ctx: Context, names: set[str]) -> Iterator[None]:
        if leases.holder(ctx.now()) is not None and lives(leases.current_owner()):
            yield
            return
        log_stream.setup("warning")
        quiet = "error" if self.config.log_level == "info" else self.config.log_level
        os.environ[f"{PREFIX}LOG_LEVEL"] = quiet
        wanted = names - {"switch"} if _listens(self.config.simulator_port) else names
        parts = [p for p in self._parts() if p.name in wanted]
        with supervisor.running(parts):
            self._wait_for_engine(ctx)
            yield

    @contextmanager
    def rehearsal(self, url: str) -> Iterator[Context]:
        """An engine on the copy at ``url``, calling nobody, until the block ends."""
        given = {"DATABASE": url, "REHEARSAL": "1"}
        os.environ.update({f"{PREFIX}{key}": value for key, value in given.items()})
        own = Installation(replace(self.config, database=url, rehearsal=1))
        ctx = own.context()
        with own.engine(ctx):
            yield ctx

    def _wait_for_engine(self, ctx: Context) -> None:
        for _ in range(int(START_S / IDLE_S)):
            holder = leases.holder(ctx.now())
            if holder and (holder[1].get("switch") or {}).get("up"):
                return
            gevent.sleep(IDLE_S)
        raise ServiceError(Says("the engine did not reach the switch: esl-dialer doctor says more"))

    def generate_audio(self, ctx: Context, job_id: int) -> Iterator[tuple[int, int, int]]:
        """Do the job here, unless a worker has it: then watch it."""
        speaker = self._speaker(self.config.audio_workers)
        work = AudioWork(speaker.speak_batch, self.clock, self.config.audio_dir, _worker_name())
        doing = gevent.spawn(audio_jobs.run_audio_job, job_id, work)
        try:
            while True:
                job = audio.job(job_id)
                yield job.done, job.failed, job.total
                if job.status not in ("pending", "running"):
                    return
                gevent.sleep(IDLE_S)
        finally:
            doing.join()
            speaker.close()

    def ship_records(self, directory: PurePath, url: str, follow: bool) -> Shipped:
        log_stream.setup(self.config.log_level)
        return detail_records.ship(Path(directory), url, self.config.cdr_secret, follow=follow)

    def probe_switch(self, questions: Sequence[str]) -> Mapping[str, str]:
        """Connect, ask, leave. Raises ServiceError with what to do."""
        host, port, password = self._switch_address()
        try:
            return probe.ask(Connection(host, port, password, CONNECT_S), questions, CONNECT_S)
        except SwitchError as error:
            none = Says(
                "no switch answers at {host}: {error}", host=f"{host}:{port}", error=str(error)
            )
            raise ServiceError(none) from error


def _rehearsing(switch: Switch, sql: Writer) -> Switch:
    return RehearsalSwitch(switch, lambda attempt: Dials(*sql(rehearsals.dials_of, attempt)))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stop(engines: list[Engine]) -> None:
    if not engines:
        raise SystemExit(0)
    for engine in engines:
        engine.stop()


def _worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def main() -> None:
    """The entry point of ``esl-dialer``."""
    try:
        installation = Installation(load_config(os.environ))
    except (ConfigError, ValueError) as error:
        print(f"esl-dialer: {error}", file=sys.stderr)
        raise SystemExit(Exit.USAGE) from None
    try:
        cli(obj=installation.doors(), prog_name="esl-dialer")
    except UnicodeError as error:
        print(f"esl-dialer: what is given must be UTF-8: {error}", file=sys.stderr)
        raise SystemExit(Exit.USAGE) from None
    except OSError as error:
        if installation.config.log_level == "debug":
            raise
        print(f"esl-dialer: {error}", file=sys.stderr)
        raise SystemExit(Exit.FAILED) from None
    except (StoreBusy, StoreError) as error:
        if installation.config.log_level == "debug":
            raise
        told = " ".join(str(error).split()) or type(error).__name__
        look = data_dir.what_to_do(installation.config)
        print(f"esl-dialer: {told}: {look}", file=sys.stderr)
        raise SystemExit(Exit.FAILED) from None
