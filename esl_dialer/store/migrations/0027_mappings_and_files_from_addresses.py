"""Mappings of columns are kept; lists are fetched from addresses."""

from typing import Any

from peewee import BigIntegerField, CharField, IntegerField, Model, TextField


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

    class ListFetch(Model):
        token = CharField(max_length=32, unique=True)
        address = TextField()
        state = CharField(max_length=32, default="waiting", index=True)
        error = TextField(default="")
        owner = CharField(max_length=64, default="")
        until = BigIntegerField(null=True)
        tries = IntegerField(default=0)
        created_at = BigIntegerField()
        created_by = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "list_fetch"

    db.create_tables([ColumnMapping, ListFetch])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("list_fetch"), migrator.drop_table("column_mapping"))
