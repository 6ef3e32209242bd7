"""How many calls of a campaign are dialed for each agent who is free.

No table is copied: the database keeps the new column's default. One transaction.
"""

from typing import Any

from peewee import SQL, IntegerField

RATIO = IntegerField(default=2, constraints=[SQL("DEFAULT '2'")])


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("campaign", "ratio", RATIO, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("campaign", "ratio"))
