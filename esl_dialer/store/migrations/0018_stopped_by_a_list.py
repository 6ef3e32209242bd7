"""A record keeps the stop that its list gave it, a list how many it gave."""

from typing import Any

from peewee import SQL, CharField, TextField


def up(migrator: Any, db: Any) -> None:
    """Without a copy of the tables: what is there has no such stop."""
    empty = TextField(default="{}", constraints=[SQL("DEFAULT '{}'")])
    source = CharField(default="", constraints=[SQL("DEFAULT ''")])
    migrator.migrate(
        migrator.add_column("list", "stops", empty, allow_not_null=True),
        migrator.add_column("record", "stop_reason", CharField(null=True, max_length=32)),
        migrator.add_column("record", "stop_source", source, allow_not_null=True),
    )


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.drop_column("record", "stop_source"),
        migrator.drop_column("record", "stop_reason"),
        migrator.drop_column("list", "stops"),
    )
