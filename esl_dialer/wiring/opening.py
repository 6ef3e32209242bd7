"""The installation's database, opened for a command or a process."""

from esl_dialer.runtime import data_dir
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store.database import open_database


def open_context(config: Config, clock: Clock) -> Context:
    """Open the database; the command line may do everything. Raises StoreError, StoreBusy."""
    data_dir.make_private(config)
    open_database(config.database_url)
    return Context(config, clock, OPERATOR)
