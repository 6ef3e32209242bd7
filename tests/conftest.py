from gevent import monkey

monkey.patch_all()

from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

from tests.fakes import World  # noqa: E402
from tests.store.postgresql import Cluster, start_cluster  # noqa: E402


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
def world(tmp_path: Path) -> Iterator[World]:
    """A whole installation, cranked by hand."""
    made = World(tmp_path)
    yield made
    made.close()
