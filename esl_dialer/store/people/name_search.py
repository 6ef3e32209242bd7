"""Finding people by words of the name: an index that the database keeps.

SQLite: FTS5 over their own column. PostgreSQL: a GIN index over the words. Both without
accents and case, both by how a word begins.
"""

import re
from dataclasses import dataclass
from typing import Any

from peewee import SQL, Database, SqliteDatabase
from peewee import Table as PeeweeTable

from esl_dialer.core.text.folding import unaccented
from esl_dialer.store.models import Person

SHORTEST_BEGINNING = 2
"""Letters from which a word of a search may be the beginning of a longer one."""

ACCENTED = "àâäáãåçèéêëìíîïñòóôöõùúûüýÿ"
FOLDED = (
    f"to_tsvector('simple', regexp_replace(translate(lower(full_name), '{ACCENTED}',"
    f" '{unaccented(ACCENTED)}'), '[^[:alnum:]]+', ' ', 'g'))"
)
_NOT_A_WORD = re.compile(r"[\W_]+")

INDEX = "person_name"
EARLIER = "record_name"
"""Of releases in which a name stood in the record."""

_ON_SQLITE = (
    "CREATE VIRTUAL TABLE person_name USING fts5(full_name, content='person', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2', detail='none', columnsize=0)",
    "INSERT INTO person_name(person_name) VALUES ('rebuild')",
)
_ON_POSTGRESQL = f"CREATE INDEX person_name ON person USING gin ({FOLDED})"
_TRIGGERS = (
    "CREATE TRIGGER person_name_insert AFTER INSERT ON person BEGIN"
    " INSERT INTO person_name(rowid, full_name) VALUES (NEW.id, NEW.full_name); END",
    "CREATE TRIGGER person_name_delete AFTER DELETE ON person BEGIN"
    " INSERT INTO person_name(person_name, rowid, full_name)"
    " VALUES ('delete', OLD.id, OLD.full_name); END",
    "CREATE TRIGGER person_name_update AFTER UPDATE OF full_name ON person"
    " WHEN OLD.full_name <> NEW.full_name BEGIN"
    " INSERT INTO person_name(person_name, rowid, full_name)"
    " VALUES ('delete', OLD.id, OLD.full_name);"
    " INSERT INTO person_name(rowid, full_name) VALUES (NEW.id, NEW.full_name); END",
)


def install(database: Database) -> None:
    """Make the index anew."""
    remove(database)
    go_on(database)


def go_on(database: Database) -> None:
    """Names are noted again, in an index that is made where there is none. PostgreSQL knows which
    words are rare after ANALYZE only."""
    if isinstance(database, SqliteDatabase):
        made = () if INDEX in database.get_tables() else _ON_SQLITE
        told = (*made, *_TRIGGERS)
    else:
        there = {index.name for index in database.get_indexes("person")}
        told = ("ANALYZE person",) if INDEX in there else (_ON_POSTGRESQL, "ANALYZE person")
    for sql in told:
        database.execute_sql(sql)


def pause(database: Database) -> None:
    """Until ``go_on`` no name may change; on PostgreSQL the index is never without one."""
    if isinstance(database, SqliteDatabase):
        for index in (INDEX, EARLIER):
            for name in ("insert", "delete", "update"):
                database.execute_sql(f"DROP TRIGGER IF EXISTS {index}_{name}")


def remove(database: Database) -> None:
    pause(database)
    kind = "TABLE" if isinstance(database, SqliteDatabase) else "INDEX"
    for index in (INDEX, EARLIER):
        database.execute_sql(f"DROP {kind} IF EXISTS {index}")


@dataclass(frozen=True, slots=True)
class Window:
    """People's numbers: those after ``first``, ``last`` included."""

    first: int
    last: int

    def has(self, number: Any) -> Any:
        """For WHERE."""
        return (number > self.first) & (number <= self.last)


def matching(database: Database, search: str, window: Window) -> Any:
    """A query for the ids of people whose names have all words of the search; None: no words."""
    words = [word for word in _NOT_A_WORD.split(unaccented(search).lower()) if word]
    if not words:
        return None
    if isinstance(database, SqliteDatabase):
        asked = " ".join(f'"{word}"{_star(word, "*")}' for word in words)
        index = PeeweeTable(INDEX)
        matched = SQL(f"{INDEX} MATCH ?", (asked,))
        return index.select(index.c.rowid).where(matched & window.has(index.c.rowid))
    asked = " & ".join(f"{word}{_star(word, ':*')}" for word in words)
    named = Person.alias()
    matched = SQL(f"{FOLDED} @@ to_tsquery('simple', %s)", (asked,))
    return named.select(named.id).where(matched & window.has(named.id))


def _star(word: str, star: str) -> str:
    return star if len(word) >= SHORTEST_BEGINNING else ""
