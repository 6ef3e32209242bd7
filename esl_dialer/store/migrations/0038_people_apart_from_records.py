"""A person's data and phones are stored once, a record is narrow, its spoken audio is apart.

``record`` is copied by number into ``person``, ``message`` and a narrow ``record`` beside it, a
chunk a transaction (``ahead``): who is killed goes on at the next start. What is written to the old
table meanwhile is noted, and copied again. At the end the tables change places in one transaction;
phones stay where they are and hang on the person, who has the number of the record.
"""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

COUNTS_ANEW = ("record_tally",)
"""By whether a record names a representative: a column of its own now."""

ROWS = 10_000
"""Of a chunk: half a second."""

SAMPLE = 1000
PLAIN_BYTES = 700
"""Of a record beside its texts: three rows of numbers and short texts, and their indexes."""

LOG = 2
"""The old table is overwritten as it goes, and that is in SQLite's log before it is in the file."""

OF_PERSON = (
    "list_id, account, account_key, person_key, full_name, province, fields, custom, gate, zone,"
    " zone_by_hand, owner_agent, stop_reason, stop_source, created_at"
)
OF_RECORD = (
    "campaign_id, list_id, position, account, copy, account_key, status, last_outcome, resolution,"
    " attempts, refusals, next_phone, gate, ready, random_key, not_before, scheduled_for, priority,"
    " urgent, held_by, heard_at, last_attempt_at, audio, audio_version, created_at"
)
OF_MESSAGE = {
    "path": "audio_path",
    "ms": "audio_ms",
    "text": "audio_text",
    "error": "audio_error",
    "apology_path": "apology_path",
    "acknowledgement_path": "acknowledgement_path",
}
SPOKEN = "(audio_path <> '' OR audio_error <> '' OR audio_text <> '' OR apology_path <> '')"
DID = {
    True: "COALESCE(json_extract(fields, '$.did'), '') <> ''",
    False: "COALESCE(fields::json ->> 'did', '') <> ''",
}
"""By whether it is SQLite."""

PARTIAL = {
    "record_ready_by_position": '("campaign_id", "gate", "position") WHERE ready = TRUE',
    "record_ready_by_chance": '("campaign_id", "gate", "random_key") WHERE ready = TRUE',
    "record_account_key": '("campaign_id", "account_key") WHERE account_key <> \'\'',
    "record_held": '("campaign_id", "held_by", "not_before") WHERE held_by <> \'\'',
    "record_first_in_line": '("campaign_id", "gate", "ready", "urgent" DESC, "priority" DESC, "id")'
    " WHERE (urgent OR priority > 0)",
}
NOTED = ("insert", "update", "delete")
TEXTS = "LENGTH(fields) + LENGTH(custom) + 2 * LENGTH(account) + LENGTH(full_name)"


OF_A_CAMPAIGN = (
    (("campaign", "account", "copy"), True),
    (("campaign", "status", "not_before"), False),
    (("campaign", "id"), False),
    (("campaign", "status", "id"), False),
    (("campaign", "audio"), False),
)


def _text(longest: int, **given: Any) -> Any:
    return CharField(max_length=longest, **given)


def _table(db: Any, name: str, among: Any = (), **fields: Any) -> Any:
    """``among``: its indexes."""
    meta = {"database": db, "legacy_table_names": False, "table_name": name, "indexes": among}
    return type(name.title(), (Model,), {"Meta": type("Meta", (), meta), **fields})


def _points_to(table: Any, how: str = "CASCADE", **given: Any) -> Any:
    return ForeignKeyField(table, on_delete=how, **given)


def _of_person() -> dict[str, Any]:
    """Columns of a person, which were a record's."""
    return {
        "account": _text(64),
        "account_key": _text(64),
        "person_key": _text(64),
        "full_name": _text(255),
        "province": _text(8),
        "fields": TextField(),
        "custom": TextField(),
        "gate": _text(128),
        "zone": _text(64, null=True),
        "zone_by_hand": BooleanField(),
        "owner_agent": _text(64),
        "stop_reason": _text(32, null=True),
        "stop_source": _text(255),
        "created_at": BigIntegerField(),
    }


def _of_record() -> dict[str, Any]:
    return {
        "position": IntegerField(),
        "account": _text(64),
        "copy": IntegerField(),
        "account_key": _text(64),
        "status": _text(32),
        "last_outcome": _text(32, null=True),
        "resolution": _text(32),
        "attempts": IntegerField(),
        "refusals": IntegerField(),
        "next_phone": IntegerField(),
        "gate": _text(128),
        "ready": BooleanField(),
        "random_key": BigIntegerField(),
        "not_before": BigIntegerField(null=True),
        "scheduled_for": BigIntegerField(null=True),
        "priority": IntegerField(),
        "urgent": BooleanField(),
        "held_by": _text(32),
        "heard_at": BigIntegerField(null=True),
        "last_attempt_at": BigIntegerField(null=True),
        "audio": _text(32),
        "audio_version": IntegerField(),
        "created_at": BigIntegerField(),
    }


def _of_message(before: str = "") -> dict[str, Any]:
    """``before``: of the columns' names."""
    return {
        f"{before}path": _text(255),
        f"{before}ms": IntegerField(),
        f"{before}text": TextField(),
        f"{before}error": _text(255),
        "apology_path": _text(255),
        "acknowledgement_path": _text(255),
    }


def _tables(db: Any, narrow: str) -> tuple[Any, Any, Any]:
    """Person, the narrow record under the name that it has for now, message."""
    campaign, lists = _table(db, "campaign"), _table(db, "list")
    person = _table(
        db,
        "person",
        ((("list", "id"), False),),
        id=AutoField(),
        list=_points_to(lists, "SET NULL", null=True, index=False),
        **_of_person(),
    )
    record = _table(
        db,
        narrow,
        (*OF_A_CAMPAIGN, (("person", "campaign"), True)),
        id=AutoField(),
        campaign=_points_to(campaign, index=False),
        list=_points_to(lists, "SET NULL", null=True),
        person=_points_to(person, index=False),
        own_transfer=BooleanField(),
        **_of_record(),
    )
    by_name = _table(db, "record")
    message = _table(db, "message", record=_points_to(by_name, primary_key=True), **_of_message())
    return person, record, message


def _wide(db: Any, name: str) -> Any:
    """The record as it was."""
    return _table(
        db,
        name,
        OF_A_CAMPAIGN,
        id=AutoField(),
        campaign=_points_to(_table(db, "campaign"), index=False),
        list=_points_to(_table(db, "list"), "SET NULL", null=True),
        **(_of_person() | _of_record() | _of_message("audio_")),
    )


def room(db: Any) -> int:
    """Bytes that it still needs beside what the database has."""
    left = _one(db, f"SELECT COUNT(*) FROM record WHERE id > {_copied(db)}")  # noqa: S608
    texts = _one(db, f"SELECT AVG(size) FROM (SELECT {TEXTS} + LENGTH(audio_text) AS size"  # noqa: S608
                     f" FROM record ORDER BY id DESC LIMIT {SAMPLE}) AS few") or 0  # fmt: skip
    every = _one(db, "SELECT COUNT(*) FROM record")
    return int((left + LOG * every) * (PLAIN_BYTES + float(texts)))


def ahead(db: Any) -> bool:
    """Copy another chunk, in the caller's transaction; False: there is none left."""
    _make(db)
    last = _copied(db)
    upto = _one(db, "SELECT MAX(id) FROM (SELECT id FROM record"  # noqa: S608
                    f" WHERE id > {last} ORDER BY id LIMIT {ROWS}) AS few")  # fmt: skip
    if upto is None:
        return False
    _copy(db, f"id > {last} AND id <= {upto}")
    return True


def up(migrator: Any, db: Any) -> None:
    while ahead(db):
        pass
    _copy_again(db)
    _take_note_no_more(db)
    references = _let_go(db)
    db.execute_sql('DROP TABLE "record"')
    db.execute_sql('ALTER TABLE "record_new" RENAME TO "record"')
    for sql in references:
        db.execute_sql(sql)
    migrator.migrate(migrator.drop_index("phone", "phone_record_id"))
    _hang_phones_on(db, migrator, "record", "person")
    for table in _tables(db, "record"):
        table._schema.create_indexes()
    for name, of in PARTIAL.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "record" {of}')
    _number_on(db, ("record", "person"))


def _make(db: Any) -> None:
    if "record_new" in db.get_tables():
        return
    for table in _tables(db, "record_new"):
        table._schema.create_table()
    db.execute_sql("CREATE TABLE record_changed (id INTEGER NOT NULL PRIMARY KEY)")
    if not _is_sqlite(db):
        db.execute_sql("""
            CREATE OR REPLACE FUNCTION record_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO record_changed VALUES (COALESCE(NEW.id, OLD.id)) ON CONFLICT DO NOTHING;
                RETURN NULL;
            END $$""")
    for event, row in zip(NOTED, ("NEW", "NEW", "OLD"), strict=True):
        then = (
            f"BEGIN INSERT OR IGNORE INTO record_changed VALUES ({row}.id); END"  # noqa: S608
            if _is_sqlite(db)
            else "FOR EACH ROW EXECUTE FUNCTION record_changed()"
        )
        db.execute_sql(
            f"CREATE TRIGGER record_changed_{event} AFTER {event.upper()} ON record {then}"
        )


def _copied(db: Any) -> int:
    """The highest number that is."""
    if "record_new" not in db.get_tables():
        return 0
    return int(_one(db, "SELECT MAX(id) FROM record_new") or 0)


def _copy(db: Any, which: str) -> None:
    """``which``: for WHERE."""
    db.execute_sql(
        f"INSERT INTO person (id, {OF_PERSON}) SELECT id, {OF_PERSON} FROM record WHERE {which}"  # noqa: S608
    )
    db.execute_sql(
        f"INSERT INTO record_new (id, person_id, own_transfer, {OF_RECORD})"  # noqa: S608
        f" SELECT id, id, {DID[_is_sqlite(db)]}, {OF_RECORD} FROM record WHERE {which}"
    )
    db.execute_sql(
        f"INSERT INTO message (record_id, {', '.join(OF_MESSAGE)})"  # noqa: S608
        f" SELECT id, {', '.join(OF_MESSAGE.values())} FROM record WHERE {SPOKEN} AND {which}"
    )


def _copy_again(db: Any) -> None:
    """What was written since it was copied."""
    changed = "IN (SELECT id FROM record_changed)"
    for table, number in (("message", "record_id"), ("record_new", "id"), ("person", "id")):
        db.execute_sql(f"DELETE FROM {table} WHERE {number} {changed}")  # noqa: S608
    _copy(db, f"id {changed}")


def _take_note_no_more(db: Any) -> None:
    on = "" if _is_sqlite(db) else " ON record"
    for event in NOTED:
        db.execute_sql(f"DROP TRIGGER record_changed_{event}{on}")
    db.execute_sql("DROP TABLE record_changed")
    if not _is_sqlite(db):
        db.execute_sql("DROP FUNCTION record_changed()")


def _let_go(db: Any) -> list[str]:
    """What points to the table goes, and the index of names; SQL that lets all but phones point to
    the one that takes its place. In SQLite they point to a name."""
    if _is_sqlite(db):
        for event in NOTED:
            db.execute_sql(f"DROP TRIGGER IF EXISTS record_name_{event}")
        db.execute_sql("DROP TABLE IF EXISTS record_name")
        return []
    found = db.execute_sql(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid = 'record'::regclass"
    ).fetchall()
    for table, name, _ in found:
        db.execute_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return [
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {what}'
        for table, name, what in found
        if table != "phone"
    ]


def _hang_phones_on(db: Any, migrator: Any, before: str, after: str) -> None:
    """No phone is copied: the column gets another name and another table to point to."""
    for columns in ((f"{before}_id", "position"), ("number", f"{before}_id")):
        migrator.migrate(migrator.drop_index("phone", f"phone_{'_'.join(columns)}"))
    db.execute_sql(f'ALTER TABLE "phone" RENAME COLUMN "{before}_id" TO "{after}_id"')
    if _is_sqlite(db):
        _point_to(db, before, after)
    else:
        db.execute_sql(
            f'ALTER TABLE phone ADD CONSTRAINT "phone_{after}_id_fkey" FOREIGN KEY ("{after}_id")'
            f' REFERENCES "{after}" ("id") ON DELETE CASCADE'
        )
    migrator.migrate(
        migrator.add_index("phone", (f"{after}_id", "position"), unique=True),
        migrator.add_index("phone", ("number", f"{after}_id")),
    )


def _point_to(db: Any, before: str, after: str) -> None:
    """As https://www.sqlite.org/lang_altertable.html says of changes that touch no row."""
    version = _one(db, "PRAGMA schema_version")
    db.execute_sql("PRAGMA writable_schema=ON")
    db.execute_sql(
        "UPDATE sqlite_master SET sql = REPLACE(sql, ?, ?) WHERE type = 'table' AND name = 'phone'",
        (f'REFERENCES "{before}"', f'REFERENCES "{after}"'),
    )
    db.execute_sql(f"PRAGMA schema_version={version + 1}")
    db.execute_sql("PRAGMA writable_schema=OFF")


def _number_on(db: Any, tables: tuple[str, ...]) -> None:
    """PostgreSQL's next numbers, and names, are those of the tables."""
    if _is_sqlite(db):
        return
    db.execute_sql("ALTER SEQUENCE record_new_id_seq RENAME TO record_id_seq")
    db.execute_sql("ALTER INDEX record_new_pkey RENAME TO record_pkey")
    for table in tables:
        db.execute_sql(
            f"SELECT setval('{table}_id_seq', COALESCE(MAX(id), 0) + 1, false) FROM {table}"  # noqa: S608
        )


def _is_sqlite(db: Any) -> bool:
    return isinstance(db, SqliteDatabase)


def _one(db: Any, sql: str) -> Any:
    return db.execute_sql(sql).fetchone()[0]


def down(migrator: Any, db: Any) -> None:
    """Of a person whom several campaigns call, the first record keeps the phones."""
    _wide(db, "record_new")._schema.create_table()
    spoken = {name: f"COALESCE(message.{now}, '')" for now, name in OF_MESSAGE.items()}
    columns = (
        {name: f"person.{name}" for name in OF_PERSON.split(", ")}
        | {name: f"record.{name}" for name in ["id", *OF_RECORD.split(", ")]}
        | spoken
        | {"audio_ms": "COALESCE(message.ms, 0)"}
    )
    db.execute_sql(
        f"INSERT INTO record_new ({', '.join(columns)}) SELECT {', '.join(columns.values())}"  # noqa: S608
        " FROM record JOIN person ON person.id = record.person_id"
        " LEFT JOIN message ON message.record_id = record.id"
    )
    if not _is_sqlite(db):
        db.execute_sql("ALTER TABLE phone DROP CONSTRAINT phone_person_id_fkey")
    first = "(SELECT MIN(record.id) FROM record WHERE record.person_id = phone.person_id)"
    db.execute_sql(f"DELETE FROM phone WHERE {first} IS NULL")  # noqa: S608
    db.execute_sql(f"UPDATE phone SET person_id = {first}")  # noqa: S608
    db.execute_sql('DROP TABLE "message"')
    references = _let_go(db)
    for table in ("record", "person"):
        db.execute_sql(f'DROP TABLE "{table}"')
    db.execute_sql('ALTER TABLE "record_new" RENAME TO "record"')
    for sql in references:
        db.execute_sql(sql)
    _hang_phones_on(db, migrator, "person", "record")
    migrator.migrate(migrator.add_index("phone", ("record_id",)))
    _wide(db, "record")._schema.create_indexes()
    for name, of in PARTIAL.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "record" {of}')
    _number_on(db, ("record",))
