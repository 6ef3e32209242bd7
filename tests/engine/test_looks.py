"""What is looked for again and again is not looked for while nobody writes."""

import sqlite3
from pathlib import Path

from esl_dialer.engine.looks import Look
from esl_dialer.store.database import open_database, version


class Table:
    """``version`` counts what is written into it."""

    def __init__(self) -> None:
        self.version: int | None = 1
        self.rows: list[str] = []
        self.looks = 0
        self.meanwhile: list[str] = []

    def write(self, row: str) -> None:
        self.rows.append(row)
        self.version = (self.version or 0) + 1

    def take(self) -> list[str] | None:
        self.looks += 1
        found, self.rows = self.rows, []
        while self.meanwhile:
            self.write(self.meanwhile.pop())
        return found or None


def looking(table: Table) -> Look[list[str]]:
    return Look(lambda: table.version, table.take)


def test_nothing_is_looked_for_once_until_somebody_writes():
    table = Table()
    look = looking(table)
    assert [look(), look(), look()] == [None] * 3
    assert table.looks == 1
    table.write("a")
    assert look() == ["a"]


def test_what_was_found_may_leave_more():
    table = Table()
    look = looking(table)
    table.write("a")
    assert look() == ["a"]
    assert look() is None
    assert table.looks == 2


def test_what_is_written_while_it_looks_is_found_the_next_time():
    table = Table()
    look = looking(table)
    table.meanwhile.append("late")
    assert look() is None
    assert look() == ["late"]


def test_where_nobody_can_tell_it_looks_each_time():
    table = Table()
    table.version = None
    look = looking(table)
    assert [look(), look()] == [None, None]
    assert table.looks == 2


def test_a_commit_of_another_process_is_another_version(tmp_path: Path):
    database = open_database(f"sqlite:///{tmp_path}/dialer.db")
    other = sqlite3.connect(tmp_path / "dialer.db")
    before = version()
    assert before == version()
    other.execute("DELETE FROM act")
    other.execute("INSERT INTO lease (name, owner, expires_at, detail) VALUES ('x', '', 0, '{}')")
    assert version() == before
    other.commit()
    assert version() != before
    other.close()
    database.close()


def test_whether_a_look_is_in_vain_is_known_before_it():
    table = Table()
    look = looking(table)
    assert not look.in_vain
    look()
    assert look.in_vain
    table.write("a")
    assert not look.in_vain
    table.version = None
    look()
    assert not look.in_vain
