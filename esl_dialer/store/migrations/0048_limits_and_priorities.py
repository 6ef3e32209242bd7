"""Calls kept going, calls per second, and the priority of campaigns that share the global speed.

No table is copied: the database keeps the new columns' defaults. One transaction: it is done whole
or not at all.
"""

from typing import Any

from peewee import SQL, FloatField, IntegerField

COLUMNS = {
    "keep_live": IntegerField(default=0, constraints=[SQL("DEFAULT '0'")]),
    "max_cps": FloatField(default=0.0, constraints=[SQL("DEFAULT '0.0'")]),
    "precedence": IntegerField(default=5, constraints=[SQL("DEFAULT '5'")]),
}


def up(migrator: Any, db: Any) -> None:
    for name, column in COLUMNS.items():
        migrator.migrate(migrator.add_column("campaign", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    for name in COLUMNS:
        migrator.migrate(migrator.drop_column("campaign", name))
