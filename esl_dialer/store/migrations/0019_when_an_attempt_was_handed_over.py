"""When it was noted that an attempt may now be written to the switch.

Of the attempts that are open nobody knows any more: they may have been.
"""

from typing import Any

from peewee import BigIntegerField


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("attempt", "handed_at", BigIntegerField(null=True)))
    db.execute_sql("UPDATE attempt SET handed_at = claimed_at WHERE state <> 'ended'")


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("attempt", "handed_at"))
