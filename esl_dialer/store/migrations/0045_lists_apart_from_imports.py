"""A list stands apart from campaigns and from its imports; people have a source status.

``list`` held an import in each row. That becomes ``list_import``, with its number; the list has the
same number, so that addresses of pages and what refers to either stay. Both tables have as many
rows as files were sent. People, records and attempts are not touched: the new columns of a person
are empty for all who are there. One transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

OF_IMPORT = (
    "name, file_name, stored_path, sha256, status, duplicates, options, rows_read, rows_good,"
    " rows_bad, rows_duplicate, rows_total, stops, error, created_at, finished_at, same_person,"
    " account_zeros, rows_same_person, rows_alike, origin, address, created_by, mapping,"
    " rows_overwritten, replaces, replaces_to, rows_removed, rows_stay, ended_as, rows_undone,"
    " undone_at, undone_by"
)
BOTH = ("name", "created_at", "created_by")
"""What a list has too."""

PEOPLE = {
    "person_of_list": '("list_id", "account") WHERE import_id IS NOT NULL',
    "person_of_list_by_key": '("list_id", "account_key")'
    " WHERE import_id IS NOT NULL AND account_key <> ''",
}


def _text(longest: int, default: str | None = None, **given: Any) -> Field:
    if default is None:
        return CharField(max_length=longest, **given)
    constraints = [SQL(f"DEFAULT '{default}'")]
    return CharField(max_length=longest, default=default, constraints=constraints, **given)


def _plain(default: str = "") -> Field:
    return TextField(default=default, constraints=[SQL(f"DEFAULT '{default}'")])


def _flag(value: str) -> Field:
    return BooleanField(default=value == "TRUE", constraints=[SQL(f"DEFAULT {value}")])


def _count() -> Field:
    return IntegerField(default=0, constraints=[SQL("DEFAULT 0")])


def _table(db: Any, name: str, among: Any = (), /, **fields: Any) -> Any:
    """``among``: its indexes."""
    meta = {"database": db, "legacy_table_names": False, "table_name": name, "indexes": among}
    return type(name.title(), (Model,), {"Meta": type("Meta", (), meta), **fields})


def _of_an_import() -> dict[str, Any]:
    return {
        "name": _text(128),
        "file_name": _text(255),
        "stored_path": _text(512),
        "sha256": _text(64),
        "status": _text(16),
        "duplicates": _text(16),
        "options": TextField(),
        "rows_read": IntegerField(),
        "rows_good": IntegerField(),
        "rows_bad": IntegerField(),
        "rows_duplicate": IntegerField(),
        "rows_total": IntegerField(null=True),
        "stops": _plain("{}"),
        "error": TextField(),
        "created_at": BigIntegerField(),
        "finished_at": BigIntegerField(null=True),
        "same_person": _text(16, "keep"),
        "account_zeros": _text(16, "ignore"),
        "rows_same_person": _count(),
        "rows_alike": _count(),
        "origin": _text(32, ""),
        "address": _plain(),
        "created_by": _text(64, ""),
        "mapping": _text(64, ""),
        "rows_overwritten": _count(),
        "replaces": _flag("FALSE"),
        "replaces_to": IntegerField(null=True),
        "rows_removed": _count(),
        "rows_stay": _count(),
        "ended_as": _text(16, ""),
        "rows_undone": _count(),
        "undone_at": BigIntegerField(null=True),
        "undone_by": _text(64, ""),
    }


def _own_columns() -> dict[str, Field]:
    """Of a list, that an import has not."""
    return {
        "description": _plain(),
        "active": _flag("TRUE"),
        "source": _text(255, ""),
        "deleted_at": BigIntegerField(null=True),
    }


def _campaign(db: Any, **given: Any) -> Any:
    return ForeignKeyField(_table(db, "campaign"), on_delete="CASCADE", **given)


def _list(db: Any, name: str) -> Any:
    both = {one: field for one, field in _of_an_import().items() if one in BOTH}
    return _table(
        db, name, id=AutoField(), campaign=_campaign(db, null=True), **both, **_own_columns()
    )


def _import(db: Any) -> Any:
    return _table(
        db,
        "list_import",
        ((("campaign", "sha256"), False),),
        id=AutoField(),
        list=ForeignKeyField(_table(db, "list"), on_delete="CASCADE"),
        campaign=_campaign(db, null=True),
        undo_error=_plain(),
        **_of_an_import(),
    )


def up(migrator: Any, db: Any) -> None:
    imports = _import(db)
    imports._schema.create_table()
    db.execute_sql(
        f"INSERT INTO list_import (id, list_id, campaign_id, {OF_IMPORT})"  # noqa: S608
        f' SELECT id, id, campaign_id, {OF_IMPORT} FROM "list"'
    )
    if _is_sqlite(db):
        _narrow_anew(db)
    else:
        _narrow(db)
    imports._schema.create_indexes()
    _hang_errors_on(db, migrator, "list", "list_import")
    _number_on(db, "list_import")
    chosen = _text(512, "Ready, New")
    migrator.migrate(
        migrator.add_column("person", "import_id", IntegerField(null=True)),
        migrator.add_column("person", "former_import_id", IntegerField(null=True)),
        migrator.add_column("person", "marked_before", _plain("[]"), allow_not_null=True),
        migrator.add_column("person", "source_status", _text(64, ""), allow_not_null=True),
        migrator.add_column("campaign_list", "follows", _flag("FALSE"), allow_not_null=True),
        migrator.add_column("campaign", "source_statuses", chosen, allow_not_null=True),
    )
    for name, of in PEOPLE.items():
        unique = "UNIQUE " if name == "person_of_list" else ""
        db.execute_sql(f'CREATE {unique}INDEX "{name}" ON "person" {of}')


def _narrow_anew(db: Any) -> None:
    """SQLite's: who points to the table points to its name."""
    kept = f"id, campaign_id, {', '.join(BOTH)}"
    _list(db, "list_new")._schema.create_table()
    db.execute_sql(
        f"INSERT INTO list_new ({kept}, description, active, source)"  # noqa: S608
        f" SELECT {kept}, '', TRUE, '' FROM \"list\""
    )
    db.execute_sql('DROP TABLE "list"')
    db.execute_sql('ALTER TABLE "list_new" RENAME TO "list"')
    _list(db, "list")._schema.create_indexes()


def _narrow(db: Any) -> None:
    """PostgreSQL's: columns come and go without a look at the rows."""
    gone = [one for one in OF_IMPORT.split(", ") if one not in BOTH]
    changes = [f'DROP COLUMN "{one}"' for one in gone]
    changes += [
        'ALTER COLUMN "campaign_id" DROP NOT NULL',
        "ADD COLUMN \"description\" TEXT NOT NULL DEFAULT ''",
        'ADD COLUMN "active" BOOLEAN NOT NULL DEFAULT TRUE',
        "ADD COLUMN \"source\" VARCHAR(255) NOT NULL DEFAULT ''",
        'ADD COLUMN "deleted_at" BIGINT',
    ]
    db.execute_sql(f'ALTER TABLE "list" {", ".join(changes)}')


def _hang_errors_on(db: Any, migrator: Any, before: str, after: str) -> None:
    """No error of a row is copied: the column gets another name and another table to point to."""
    migrator.migrate(migrator.drop_index("row_error", f"row_error_{before}_id"))
    db.execute_sql(f'ALTER TABLE "row_error" RENAME COLUMN "{before}_id" TO "{after}_id"')
    if _is_sqlite(db):
        _point_to(db, before, after)
    else:
        db.execute_sql(f'ALTER TABLE row_error DROP CONSTRAINT "row_error_{before}_id_fkey"')
        db.execute_sql(
            f'ALTER TABLE row_error ADD CONSTRAINT "row_error_{after}_id_fkey"'
            f' FOREIGN KEY ("{after}_id") REFERENCES "{after}" ("id") ON DELETE CASCADE'
        )
    migrator.migrate(migrator.add_index("row_error", (f"{after}_id",)))


def _point_to(db: Any, before: str, after: str) -> None:
    """As https://www.sqlite.org/lang_altertable.html says of changes that touch no row."""
    (version,) = db.execute_sql("PRAGMA schema_version").fetchone()
    db.execute_sql("PRAGMA writable_schema=ON")
    db.execute_sql(
        "UPDATE sqlite_master SET sql = REPLACE(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'row_error'",
        (f'REFERENCES "{before}"', f'REFERENCES "{after}"'),
    )
    db.execute_sql(f"PRAGMA schema_version={version + 1}")
    db.execute_sql("PRAGMA writable_schema=OFF")


def _number_on(db: Any, table: str) -> None:
    """PostgreSQL's next number is the table's."""
    if not _is_sqlite(db):
        db.execute_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608
            f' COALESCE(MAX(id), 0) + 1, false) FROM "{table}"'
        )


def _is_sqlite(db: Any) -> bool:
    return isinstance(db, SqliteDatabase)


def down(migrator: Any, db: Any) -> None:
    """Lists apart from campaigns are lost, with what was imported into them: an older dialer knows
    a list by its campaign alone. Who is in a campaign stays there."""
    apart = "(SELECT id FROM list_import WHERE campaign_id IS NOT NULL)"
    db.execute_sql(f"DELETE FROM row_error WHERE list_import_id NOT IN {apart}")  # noqa: S608
    for table in ("campaign_list", "list_overwritten"):
        db.execute_sql(f"DELETE FROM {table} WHERE list_id NOT IN {apart}")  # noqa: S608
    for table in ("person", "record"):
        db.execute_sql(f"UPDATE {table} SET list_id = NULL WHERE list_id NOT IN {apart}")  # noqa: S608
    for name in PEOPLE:
        db.execute_sql(f'DROP INDEX "{name}"')
    migrator.migrate(
        migrator.drop_column("person", "import_id"),
        migrator.drop_column("person", "former_import_id"),
        migrator.drop_column("person", "marked_before"),
        migrator.drop_column("person", "source_status"),
        migrator.drop_column("campaign_list", "follows"),
        migrator.drop_column("campaign", "source_statuses"),
    )
    former = _table(
        db,
        "list_new",
        id=AutoField(),
        campaign=_campaign(db),
        **_of_an_import(),
    )
    former._schema.create_table()
    kept = f"id, campaign_id, {OF_IMPORT}"
    db.execute_sql(
        f"INSERT INTO list_new ({kept})"  # noqa: S608
        f" SELECT {kept} FROM list_import WHERE campaign_id IS NOT NULL"
    )
    references = _let_go(db)
    db.execute_sql('DROP TABLE "list"')
    db.execute_sql('ALTER TABLE "list_new" RENAME TO "list"')
    _hang_errors_on(db, migrator, "list_import", "list")
    migrator.migrate(migrator.drop_table("list_import"))
    for sql in references:
        db.execute_sql(sql)
    migrator.migrate(
        migrator.add_index("list", ("campaign_id",)),
        migrator.add_index("list", ("campaign_id", "sha256")),
    )
    if not _is_sqlite(db):
        db.execute_sql("ALTER SEQUENCE list_new_id_seq RENAME TO list_id_seq")
        db.execute_sql("ALTER INDEX list_new_pkey RENAME TO list_pkey")
    _number_on(db, "list")


def _let_go(db: Any) -> list[str]:
    """PostgreSQL's: what points to the table goes; SQL that lets it point to the one that takes
    its place."""
    if _is_sqlite(db):
        return []
    found = db.execute_sql(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid = 'list'::regclass"
    ).fetchall()
    for table, name, _ in found:
        db.execute_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return [
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {what}'
        for table, name, what in found
        if table != "list_import"
    ]
