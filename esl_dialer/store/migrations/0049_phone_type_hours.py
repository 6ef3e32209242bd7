"""Hours of types of phones; a recurrence that goes before the dialing window.

No table is copied: the database keeps the new columns' defaults. One transaction: it is done whole
or not at all.
"""

from typing import Any

from peewee import SQL, BooleanField, CharField

COLUMNS = {
    "recurrence_first": BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")]),
    "kind_hours": CharField(default="", max_length=1000, constraints=[SQL("DEFAULT ''")]),
}


def up(migrator: Any, db: Any) -> None:
    for name, column in COLUMNS.items():
        migrator.migrate(migrator.add_column("campaign", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    for name in COLUMNS:
        migrator.migrate(migrator.drop_column("campaign", name))
