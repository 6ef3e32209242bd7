"""The composition root: what each command is given.

A command pays for its own imports only, so what is behind a door is imported when it is opened.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NoReturn

from esl_dialer.cli.main import cli
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit
from esl_dialer.runtime import data_dir
from esl_dialer.runtime.clock import Clock, clock_from
from esl_dialer.runtime.config import PREFIX, Config, ConfigError, load_config
from esl_dialer.runtime.file_locks import keep_in_use

if TYPE_CHECKING:
    from esl_dialer.core.calls.detail_records import Shipped
    from esl_dialer.core.lists.addresses import Order
    from esl_dialer.core.notices.notifiers import Notifiers
    from esl_dialer.core.reports.delivery import FileUploader
    from esl_dialer.services.context import Context


class Installation:
    """One installation of the dialer: its configuration, its clock, and the ways into its parts."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock: Clock = clock_from(config.clock)

    def doors(self) -> Ports:
        return Ports(
            context=self.context,
            unopened=self.unopened,
            serve=self.serve,
            simulate_switch=self.simulate_switch,
            demo=self.demo,
            engine=self.engine,
            engine_with_audio=self.engine_with_audio,
            rehearsal=self.rehearsal,
            generate_audio=self.generate_audio,
            trim_audio_cache=self.trim_audio_cache,
            courier=self.courier,
            couriers=self.couriers,
            probe_switch=self.probe_switch,
            download=self.download,
            ship_records=self.ship_records,
        )

    def context(self) -> "Context":
        from esl_dialer.wiring.opening import open_context

        return open_context(self.config, self.clock)

    def unopened(self) -> "Context":
        from esl_dialer.services.context import OPERATOR, Context

        return Context(self.config, self.clock, OPERATOR)

    # --- processes that run until they are stopped -------------------------------------------

    def serve(self, role: str) -> int:
        runs = {
            "all": self._all,
            "engine": self._engine,
            "web": self._web,
            "audio": self._audio,
            "worker": self._worker,
        }
        return runs[role]()

    def _engine(self) -> int:
        self._live_on_greenlets()
        from esl_dialer.wiring import engine_process

        return engine_process.run(self._begin())

    def _web(self) -> int:
        self._live_on_greenlets()
        from esl_dialer.wiring import web_process

        return web_process.run(self._begin())

    def _audio(self) -> int:
        from esl_dialer.wiring import audio_process

        return audio_process.run(self._begin())

    def _worker(self) -> int:
        from esl_dialer.wiring import worker_process

        return worker_process.run(self._begin())

    def _all(self) -> int:
        from esl_dialer.wiring import processes

        self._begin()
        return processes.run(self.config)

    def demo(self) -> int:
        from esl_dialer.wiring import processes

        self._log()
        return processes.run_demo(self.context())

    def simulate_switch(self) -> int:
        self._live_on_greenlets()
        from esl_dialer.wiring import switch_process

        self._log()
        return switch_process.run(self.config, self.clock)

    def _live_on_greenlets(self) -> None:
        """To be called before anything is imported that waits, or keeps something per thread."""
        from gevent import monkey

        monkey.patch_all()

    def _begin(self) -> "Context":
        """What every part of ``serve`` does first."""
        from esl_dialer.services import sealing

        self._log()
        if (path := self.config.database_path) is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            keep_in_use(path)
        ctx = self.context()
        sealing.seal_plain(ctx)
        return ctx

    def _log(self) -> None:
        from esl_dialer.runtime import log_stream, supervisor

        log_stream.setup(self.config.log_level)
        supervisor.end_with_parent()

    # --- what a command uses while it runs ---------------------------------------------------

    def engine(self, ctx: "Context") -> AbstractContextManager[None]:
        """The living engine, or one of our own (and a simulated switch) until the block ends."""
        from esl_dialer.wiring import processes

        return processes.living(ctx, {"switch", "engine"})

    def engine_with_audio(self, ctx: "Context") -> AbstractContextManager[None]:
        from esl_dialer.wiring import processes

        return processes.living(ctx, {"switch", "engine", "audio"})

    @contextmanager
    def rehearsal(self, url: str) -> "Iterator[Context]":
        """An engine on the copy at ``url``, calling nobody, until the block ends."""
        given = {"DATABASE": url, "REHEARSAL": "1"}
        os.environ.update({f"{PREFIX}{key}": value for key, value in given.items()})
        own = Installation(replace(self.config, database=url, rehearsal=1))
        ctx = own.context()
        with own.engine(ctx):
            yield ctx

    def generate_audio(self, ctx: "Context", job_id: int) -> Iterator[tuple[int, int, int]]:
        from esl_dialer.wiring import audio_process

        return audio_process.generate(ctx, job_id)

    def trim_audio_cache(self, most: int) -> int:
        from esl_dialer.worker.audio import trim_cache

        return trim_cache(self.config.audio_dir, most)

    def courier(self) -> "FileUploader":
        from esl_dialer.outbound import sftp

        return sftp.COURIER

    def couriers(self) -> "Notifiers":
        from esl_dialer.outbound import notifiers

        return notifiers.COURIERS

    def probe_switch(self, questions: Sequence[str]) -> Mapping[str, str]:
        from esl_dialer.wiring import switch

        return switch.ask(self.config, questions)

    def download(self, order: "Order") -> str:
        from esl_dialer.outbound import downloads

        return downloads.fetched(order)

    def ship_records(self, directory: PurePath, url: str, follow: bool) -> "Shipped":
        from esl_dialer.outbound import detail_records
        from esl_dialer.runtime import log_stream

        log_stream.setup(self.config.log_level)
        return detail_records.ship(Path(directory), url, self.config.cdr_secret, follow=follow)


def main() -> None:
    """The entry point of ``esl-dialer``."""
    try:
        installation = Installation(load_config(os.environ))
    except (ConfigError, ValueError) as error:
        _end(str(error), Exit.USAGE)
    try:
        cli(obj=installation.doors(), prog_name="esl-dialer")
    except UnicodeError as error:
        _end(f"what is given must be UTF-8: {error}", Exit.USAGE)
    except Exception as error:
        told = _told(error, installation.config)
        if not told or installation.config.log_level == "debug":
            raise
        _end(told, Exit.FAILED)


def _told(error: Exception, config: Config) -> str:
    """What is wrong with the machine or the database, in a line; empty: the fault is our own."""
    from esl_dialer.store.database import StoreBusy, StoreError, StoreReplaced

    if isinstance(error, OSError):
        return str(error)
    if isinstance(error, StoreBusy | StoreError):
        words = " ".join(str(error).split()) or "the database can't be used"
        replaced = isinstance(error, StoreReplaced)
        return f"{words}: {data_dir.PUT_BACK if replaced else data_dir.what_to_do(config)}"
    return ""


def _end(text: str, code: int) -> NoReturn:
    print(f"esl-dialer: {text}", file=sys.stderr)
    raise SystemExit(code) from None
