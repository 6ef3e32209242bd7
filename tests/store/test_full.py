"""A disk that is full: told by name, nothing written, and all is well once there is room."""

import pytest

from esl_dialer.engine.writer import Writer
from esl_dialer.store import models
from esl_dialer.store.database import StoreFull, open_database, transaction
from tests.store.rows import a_campaign

ROOM = 1_000_000


def no_room(database):
    """SQLite answers as on a full disk when it may have no more pages."""
    [(pages,)] = database.execute_sql("PRAGMA page_count").fetchall()
    database.execute_sql(f"PRAGMA max_page_count={pages}")


def write_much():
    with transaction(durable=True):
        for _ in range(200):
            a_campaign(template_en="x" * 4000)


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'dialer.db'}")
    yield opened
    opened.close()
    models.database.initialize(None)


def test_what_finds_no_room_is_undone(database):
    no_room(database)
    with pytest.raises(StoreFull, match="make room"):
        write_much()
    assert not models.Campaign.select().count()
    database.execute_sql(f"PRAGMA max_page_count={ROOM}")
    write_much()
    assert models.Campaign.select().count() == 200


def test_the_engine_is_told_and_the_log_has_no_traceback(database, capfd):
    def work():
        with models.database.connection_context():
            no_room(models.database)
            write_much()

    writer = Writer()
    with pytest.raises(StoreFull):
        writer(work)
    writer.close()
    assert "Traceback" not in capfd.readouterr().err
