"""The installation's database, opened for a command or a process."""

import logging
from pathlib import Path

from esl_dialer.runtime import data_dir
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.config import Config
from esl_dialer.runtime.file_locks import engine_of, file_at, put_aside_foreign_log
from esl_dialer.runtime.logs import line
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store.database import StoreReplaced, open_database

log = logging.getLogger(__name__)


def open_context(config: Config, clock: Clock) -> Context:
    """Open the database; the command line may do everything. Raises StoreError, StoreBusy."""
    if config.database_path is not None:
        look_at_file(config.database_path)
    data_dir.make_private(config)
    open_database(config.database_url)
    return Context(config, clock, OPERATOR)


def look_at_file(path: Path) -> None:
    """While an engine works on another file than the one at this path nobody opens that one: the
    log beside it is the other's. Raises StoreReplaced."""
    engine = engine_of(path)
    if engine is not None and engine.file not in (None, file_at(path)):
        raise StoreReplaced(
            f"the file of the database, {path}, was replaced while the engine {engine.owner} runs"
        )
    if (aside := put_aside_foreign_log(path)) is not None:
        log.error(line("database.foreign_log", put_aside=aside))
