from tests import side_by_side

side_by_side.patch()

from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402

from tests.databases import empty_sqlite  # noqa: E402
from tests.fakes import World  # noqa: E402
from tests.store.postgresql import MIGRATED, Cluster, shared_cluster  # noqa: E402


def pytest_unconfigure() -> None:
    side_by_side.let_end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with slow tests first, else as they were shuffled: a process that comes last to one
    would keep the others waiting."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL of our own, on a socket in a temporary directory: no port, no network."""
    base = side_by_side.shared(tmp_path_factory.getbasetemp())
    with shared_cluster(base / "postgresql") as running:
        if running is None:
            pytest.skip("no PostgreSQL: initdb or psycopg is missing, or nobody to run it as")
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'dialer.db'}"
        return
    with request.getfixturevalue("cluster").database() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has its schema and no rows."""
    if request.param == "sqlite":
        yield empty_sqlite(tmp_path / "data" / "dialer.db")
        return
    with request.getfixturevalue("cluster").database(MIGRATED) as made:
        yield made


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str, Callable[[], Any]], None]:
    """Somebody acts, once, when ``module.name`` has looked, and before what follows from it."""

    def arrange(module: Any, name: str, act: Callable[[], Any]) -> None:
        look = getattr(module, name)

        def looked(*given: Any, **named: Any) -> Any:
            found = look(*given, **named)
            monkeypatch.setattr(module, name, look)
            act()
            return found

        monkeypatch.setattr(module, name, looked)

    return arrange


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A whole installation, cranked by hand."""
    made = World(tmp_path)
    yield made
    made.close()
