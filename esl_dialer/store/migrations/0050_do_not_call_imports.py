"""Files of do-not-call numbers are read by a worker. An empty table: one transaction."""

from typing import Any

from peewee import BigIntegerField, CharField, IntegerField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class DncImport(Model):
        list_id = IntegerField(default=0)
        file_name = CharField(max_length=255)
        token = CharField(max_length=32, unique=True)
        note = CharField(max_length=255, default="")
        state = CharField(max_length=32, default="waiting", index=True)
        added = IntegerField(default=0)
        updated = IntegerField(default=0)
        unread = IntegerField(default=0)
        missed = TextField()
        error = TextField(default="")
        owner = CharField(max_length=64, default="")
        until = BigIntegerField(null=True)
        tries = IntegerField(default=0)
        created_at = BigIntegerField()
        created_by = CharField(max_length=64)
        finished_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "dnc_import"

    db.create_tables([DncImport])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("dnc_import"))
