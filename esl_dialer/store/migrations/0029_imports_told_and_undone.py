"""What an import was and what became of it; imports are undone; accounts may be there twice.

No table is copied and no row is written, but for the index that keeps a campaign's accounts apart,
which is made anew: 2 seconds with 1,000,000 records. One transaction: it is done whole or not at
all. Which records an earlier import overwrote nobody knows: that one can't be undone.
"""

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def _text(length: int, default: str = "") -> Field:
    constraints = [SQL(f"DEFAULT '{default}'")]
    return CharField(max_length=length, default=default, constraints=constraints)


def _count() -> Field:
    return IntegerField(default=0, constraints=[SQL("DEFAULT 0")])


COLUMNS: dict[str, dict[str, Field]] = {
    "list": {
        "origin": _text(32),
        "address": TextField(default="", constraints=[SQL("DEFAULT ''")]),
        "created_by": _text(64),
        "mapping": _text(64),
        "rows_overwritten": _count(),
        "replaces": BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")]),
        "replaces_to": IntegerField(null=True),
        "rows_removed": _count(),
        "rows_stay": _count(),
        "ended_as": _text(16),
        "rows_undone": _count(),
        "undone_at": BigIntegerField(null=True),
        "undone_by": _text(64),
    },
    "campaign": {
        "undoing": IntegerField(null=True),
        "duplicates": _text(8, "find"),
    },
    "record": {"copy": _count()},
}


def up(migrator: Any, db: Any) -> None:
    class List(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "list"

    class Record(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "record"

    class Overwritten(Model):
        list = ForeignKeyField(List, on_delete="CASCADE", index=False)
        record = ForeignKeyField(Record, on_delete="CASCADE")
        former = IntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "list_overwritten"
            primary_key = CompositeKey("list", "record")

    db.create_tables([Overwritten])
    for table, columns in COLUMNS.items():
        for name, field in columns.items():
            migrator.migrate(migrator.add_column(table, name, field, allow_not_null=True))
    migrator.migrate(migrator.add_index("record", ("campaign_id", "account", "copy"), unique=True))
    migrator.migrate(migrator.drop_index("record", "record_campaign_id_account"))


def down(migrator: Any, db: Any) -> None:
    """The second record of an account is lost: the table has no room for it."""
    db.execute_sql("DELETE FROM record WHERE copy > 0")
    migrator.migrate(migrator.add_index("record", ("campaign_id", "account"), unique=True))
    migrator.migrate(migrator.drop_index("record", "record_campaign_id_account_copy"))
    for table, columns in COLUMNS.items():
        migrator.migrate(*(migrator.drop_column(table, name) for name in columns))
    migrator.migrate(migrator.drop_table("list_overwritten"))
