"""A database, a clock that stands, and who asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Actor, Context
from esl_dialer.store import models
from esl_dialer.store.database import open_database
from tests.databases import empty_sqlite
from tests.store.rows import NOW


@dataclass
class StandingClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        raise AssertionError("a service does not wait")


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """The command line, on an empty database."""
    config = Config(data=tmp_path)
    opened = open_database(empty_sqlite(tmp_path / "dialer.db"))
    yield Context(config, StandingClock(), OPERATOR)
    opened.close()
    models.database.initialize(None)


@pytest.fixture
def viewer(ctx: Context) -> Context:
    """The same, asked by one who may only look."""
    return Context(ctx.config, ctx.clock, Actor("vera", ROLES["viewer"][1]))
