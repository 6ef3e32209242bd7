"""Opening, migrating, transactions: alone, twice, and in several processes at once."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest
from peewee import IntegrityError, SqliteDatabase
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import (
    MIGRATIONS,
    Duplicate,
    StoreBusy,
    let_go,
    open_database,
    transaction,
)
from esl_dialer.store.opened import Patience
from tests.patience import PATIENCE_S

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
JANUARY = {"name": "January", "kind": "LB"}
OPEN = "import sys; from esl_dialer.store.database import open_database; open_database(sys.argv[1])"


def names() -> list[str]:
    return sorted(row.name for row in models.Campaign.select())


def test_what_the_migrations_make_is_what_the_models_say(db):
    let_go(models.database.obj)
    diff = diff_models(models.database.obj, models.TABLES)
    assert not diff, str(diff)


def test_lengths_nulls_and_keys_are_those_of_the_models_too(tmp_path):
    """The text of the schema, which says more than a comparison of columns."""
    opened = open_database(f"sqlite:///{tmp_path / 'migrated.db'}")
    let_go(opened)
    migrated = _schema(opened)
    opened.close()
    made = SqliteDatabase(str(tmp_path / "made.db"))
    with made.bind_ctx(models.TABLES):
        made.create_tables(models.TABLES)
    assert migrated == _schema(made)
    made.close()


def _schema(opened: SqliteDatabase) -> set[tuple[str, ...]]:
    """The columns of a table in any order: a migration adds its own at the end."""
    found = opened.execute_sql("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    ours = [sql for table, sql in found if table not in {"schema_migration", "sqlite_sequence"}]
    return {(head, *sorted(rest.removesuffix(")").split(", "))) for head, _, rest in
            (sql.partition("(") for sql in ours)}  # fmt: skip


def test_the_migrations_can_be_taken_back(db):
    opened = models.database.obj
    let_go(opened)
    Runner(opened, str(MIGRATIONS)).down("0001_initial")
    assert opened.get_tables() == ["schema_migration"]


@pytest.fixture
def first_schema(tmp_path):
    """The address of a database as the first release made it."""
    path, alone = tmp_path / "old.db", tmp_path / "first"
    alone.mkdir()
    shutil.copy(MIGRATIONS / "0001_initial.py", alone)
    with closing(SqliteDatabase(str(path))) as opened:
        Runner(opened, str(alone)).up()
    return f"sqlite:///{path}"


def test_a_new_release_keeps_every_row_of_the_old(first_schema):
    """SQLite copies a table to change its columns: what points to it must not go with the old."""
    with closing(sqlite3.connect(first_schema.removeprefix("sqlite:///"))) as old, old:
        old.execute("INSERT INTO user_account VALUES (1,'a','','','','en',1,0,0,0)")
        old.execute("INSERT INTO role VALUES ('viewer', 'Viewer')")
        old.execute("INSERT INTO user_role VALUES (1, 'viewer')")
    opened = open_database(first_schema)
    assert [row.role_id for row in models.UserRole.select()] == ["viewer"]
    with pytest.raises(IntegrityError):
        models.UserRole.create(user=2, role="viewer")
    opened.close()


def test_the_models_hold_every_table(db):
    let_go(models.database.obj)
    made = set(models.database.obj.get_tables()) - {"schema_migration"}
    assert made == {table._meta.table_name for table in models.TABLES}


def test_the_first_migration_is_frozen():
    """It says what the tables were, whatever the models come to say."""
    text = (MIGRATIONS / "0001_initial.py").read_text(encoding="utf-8")
    assert "esl_dialer.store.models" not in text


def test_opening_twice_is_harmless(db):
    campaigns.create(JANUARY, NOW)
    again = open_database(db)
    assert names() == ["January"]
    again.close()


def test_several_processes_may_open_an_empty_database_at_once(url):
    opening = [
        subprocess.Popen([sys.executable, "-c", OPEN, url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [process.communicate(timeout=PATIENCE_S)[1] for process in opening]
    assert [(p.returncode, text) for p, text in zip(opening, told, strict=True)] == [(0, "")] * 4


def test_a_failed_transaction_leaves_nothing_nor_does_one_inside_it(db):
    with pytest.raises(ZeroDivisionError):
        _fail_inside()
    assert names() == []


def _fail_inside() -> None:
    with transaction():
        with transaction(durable=True):
            campaigns.create(JANUARY, NOW)
        assert names() == ["January"]
        raise ZeroDivisionError


def test_a_name_in_use_is_told_by_our_word(db):
    campaigns.create(JANUARY, NOW)
    with pytest.raises(Duplicate), transaction():
        campaigns.create(JANUARY, NOW)
    assert names() == ["January"]


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 1)])
def test_what_is_durable_waits_for_the_disk(tmp_path, durable, synchronous):
    opened = open_database(f"sqlite:///{tmp_path / 'dialer.db'}")
    with transaction(durable=durable):
        assert opened.pragma("synchronous") == synchronous
    assert opened.pragma("synchronous") == 1
    opened.close()


def test_a_database_that_another_process_holds_is_busy(tmp_path):
    path = tmp_path / "dialer.db"
    opened = open_database(f"sqlite:///{path}", Patience(0.05))
    other = SqliteDatabase(str(path))
    with other.atomic("IMMEDIATE"), pytest.raises(StoreBusy), transaction(durable=True):
        campaigns.create(JANUARY, NOW)
    assert opened.pragma("synchronous") == 1
    with transaction():
        campaigns.create(JANUARY, NOW)
    assert names() == ["January"]
    other.close()
    opened.close()
