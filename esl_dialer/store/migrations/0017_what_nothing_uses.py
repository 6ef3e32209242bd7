"""Without what nothing ever read or wrote: a table of dispositions, a count of skips."""

from typing import Any

from peewee import BooleanField, CharField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("disposition"))
    migrator.migrate(migrator.drop_column("claim", "skips"))


def down(migrator: Any, db: Any) -> None:
    class Disposition(Model):
        code = CharField(max_length=32, primary_key=True)
        title = CharField(max_length=64)
        final = BooleanField(default=False)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "disposition"

    db.create_tables([Disposition])
    migrator.migrate(migrator.add_column("claim", "skips", IntegerField(default=0)))
