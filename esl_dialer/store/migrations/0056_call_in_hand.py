"""Whether an agent holds the person of their call, or is muted.

A small table gets two columns whose defaults the database keeps: one transaction.
"""

from typing import Any

from peewee import SQL, BooleanField

COLUMNS = ("held", "muted")


def up(migrator: Any, db: Any) -> None:
    for name in COLUMNS:
        column = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
        migrator.migrate(migrator.add_column("agent", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    for name in COLUMNS:
        migrator.migrate(migrator.drop_column("agent", name))
