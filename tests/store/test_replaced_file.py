"""Another file in the place of the embedded database is noticed before anything is written."""

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esl_dialer.store import models
from esl_dialer.store.connections import connection
from esl_dialer.store.database import (
    StoreReplaced,
    check_file,
    keep_aside,
    open_database,
    transaction,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def renamed_over(path: Path) -> None:
    other = path.with_name("other.db")
    other.write_bytes(path.read_bytes())
    os.replace(other, path)


def unlinked(path: Path) -> None:
    path.unlink()


def moved_away(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "dialer.db"
    opened = open_database(f"sqlite:///{path}")
    yield path
    opened.close()


def put(key: str) -> None:
    models.Setting.create(key=key, value=1, updated_at=NOW)


def put_while(key: str, act: Callable[[], None]) -> None:
    with transaction():
        put(key)
        act()


@pytest.mark.parametrize("replace", [renamed_over, unlinked, moved_away])
def test_the_commit_is_refused_and_nothing_is_written(path, replace):
    with pytest.raises(StoreReplaced):
        put_while("one", lambda: replace(path))
    assert not models.Setting.select().where(models.Setting.key == "one").count()
    with pytest.raises(StoreReplaced), transaction():
        put("two")
    with pytest.raises(StoreReplaced):
        check_file()


def test_nobody_connects_to_the_file_in_its_place(path):
    renamed_over(path)
    models.database.close()
    with pytest.raises(StoreReplaced), connection():
        pass


def test_back_in_its_place_it_is_the_database_again(path):
    path.rename(path.with_name("elsewhere.db"))
    with pytest.raises(StoreReplaced):
        check_file()
    path.with_name("elsewhere.db").rename(path)
    with transaction():
        put("one")
    assert models.Setting.select().count()


def test_what_was_committed_to_an_unlinked_file_is_kept_aside(path):
    with transaction():
        put("one")
    path.unlink()
    kept = keep_aside(NOW)
    assert kept == f"{path}.replaced-20261123-150000"
    assert Path(kept).stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(kept) as copy:
        assert copy.execute("SELECT key FROM setting").fetchall() == [("one",)]


def test_where_it_cant_be_kept_it_says_why(path, monkeypatch):
    monkeypatch.setattr(models.database.obj, "database", "/nowhere/dialer.db")
    assert "unable to open database file" in keep_aside(NOW)


def test_a_writer_is_not_kept_waiting_by_the_look(path):
    """Ten thousand looks in well under a second: each precedes a commit."""
    began = datetime.now(UTC)
    for _ in range(10_000):
        check_file()
    assert (datetime.now(UTC) - began).total_seconds() < 5
