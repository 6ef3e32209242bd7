"""Every store test runs on SQLite, and on PostgreSQL where a server can be started."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from esl_dialer.store import models
from esl_dialer.store.database import open_database
from tests.store.postgresql import Cluster, start_cluster

settings.register_profile(
    "store", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("store")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own, on a socket in a temporary directory: no port, no network."""
    started = start_cluster()
    if started is None:
        pytest.skip("no PostgreSQL: initdb or psycopg is missing, or nobody to run it as")
    yield started
    started.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'dialer.db'}"
    return str(request.getfixturevalue("cluster").new_database())


@pytest.fixture
def db(url: str) -> Iterator[str]:
    """A migrated database, open."""
    opened = open_database(url)
    yield url
    opened.close()
    models.database.initialize(None)
