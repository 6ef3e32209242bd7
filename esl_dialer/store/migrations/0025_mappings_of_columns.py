"""Mappings of columns are kept."""

from typing import Any

from peewee import BigIntegerField, CharField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class ColumnMapping(Model):
        name = CharField(max_length=64, unique=True)
        shape = CharField(max_length=32, unique=True)
        columns = TextField()
        date_order = CharField(max_length=8, default="")
        needs = CharField(max_length=8, default="")
        created_at = BigIntegerField()
        created_by = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "column_mapping"

    db.create_tables([ColumnMapping])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("column_mapping"))
