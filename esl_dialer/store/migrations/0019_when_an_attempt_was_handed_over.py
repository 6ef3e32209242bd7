"""When it was noted that an attempt may now be written to the switch.

Of the attempts that are open nobody knows any more: they may have been.
"""

from typing import Any

from peewee import BigIntegerField

OPEN = "('claimed', 'dialing', 'ringing', 'answered')"
"""Found by the index of the states."""


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("attempt", "handed_at", BigIntegerField(null=True)))
    db.execute_sql(f"UPDATE attempt SET handed_at = claimed_at WHERE state IN {OPEN}")  # noqa: S608


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("attempt", "handed_at"))
