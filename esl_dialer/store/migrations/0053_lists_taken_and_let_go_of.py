"""A list that is attached or detached is gone on with where that was cut off.

No row is copied: the database keeps the new columns' defaults. One transaction: it is done whole or
not at all.
"""

from typing import Any

from peewee import SQL, BigIntegerField, BooleanField, IntegerField


def _count() -> IntegerField:
    return IntegerField(default=0, constraints=[SQL("DEFAULT 0")])


def up(migrator: Any, db: Any) -> None:
    columns = {
        "busy_at": BigIntegerField(null=True),
        "leaving": BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")]),
        "let_go_to": _count(),
        "let_go": _count(),
    }
    for name, column in columns.items():
        migrator.migrate(migrator.add_column("campaign_list", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    for name in ("busy_at", "leaving", "let_go_to", "let_go"):
        migrator.migrate(migrator.drop_column("campaign_list", name))
