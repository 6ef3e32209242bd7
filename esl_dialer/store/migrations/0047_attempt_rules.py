"""What follows by how a call ended or what was said of it, types of phones, parts of the day.

No table is copied: the database keeps the new columns' defaults. One transaction: it is done whole
or not at all.
"""

from typing import Any

from peewee import SQL, BooleanField, CharField, IntegerField, TextField

COLUMNS = {
    "outcome_rules": TextField(default="{}", constraints=[SQL("DEFAULT '{}'")]),
    "disposition_rules": TextField(default="{}", constraints=[SQL("DEFAULT '{}'")]),
    "max_per_number": IntegerField(default=0, constraints=[SQL("DEFAULT '0'")]),
    "phone_kinds": CharField(default="", max_length=64, constraints=[SQL("DEFAULT ''")]),
    "only_phone_kinds": BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")]),
    "spread": BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")]),
}


def up(migrator: Any, db: Any) -> None:
    for name, column in COLUMNS.items():
        migrator.migrate(migrator.add_column("campaign", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    for name in COLUMNS:
        migrator.migrate(migrator.drop_column("campaign", name))
