"""Campaigns start and end by themselves, and note what was not dialed by then.

No table is copied and no row written: the columns are empty, and stay so without a schedule. One
transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, BigIntegerField, TextField


def up(migrator: Any, db: Any) -> None:
    none = TextField(default="", constraints=[SQL("DEFAULT ''")])
    migrator.migrate(
        migrator.add_column("campaign", "schedule", none, allow_not_null=True),
        migrator.add_column("campaign", "planned_until", BigIntegerField(null=True)),
        migrator.add_column("campaign", "closing_at", BigIntegerField(null=True)),
    )


def down(migrator: Any, db: Any) -> None:
    """Schedules are lost; what was not dialed is pending again, as an older dialer knows it."""
    db.execute_sql(
        "UPDATE record SET status = 'pending', ready = (audio = 'ready')"
        " WHERE status = 'no_attempt'"
    )
    migrator.migrate(
        migrator.drop_column("campaign", "closing_at"),
        migrator.drop_column("campaign", "planned_until"),
        migrator.drop_column("campaign", "schedule"),
    )
