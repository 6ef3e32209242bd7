"""What a campaign is for: its description, notes, and call type.

No table is copied: the database keeps the new columns' defaults. One transaction: it is done whole
or not at all.
"""

from typing import Any

from peewee import SQL, CharField

COLUMNS = {
    "description": CharField(default="", max_length=128, constraints=[SQL("DEFAULT ''")]),
    "notes": CharField(default="", max_length=2000, constraints=[SQL("DEFAULT ''")]),
    "call_type": CharField(
        default="transactional", max_length=16, constraints=[SQL("DEFAULT 'transactional'")]
    ),
}


def up(migrator: Any, db: Any) -> None:
    for name, column in COLUMNS.items():
        migrator.migrate(migrator.add_column("campaign", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    for name in COLUMNS:
        migrator.migrate(migrator.drop_column("campaign", name))
