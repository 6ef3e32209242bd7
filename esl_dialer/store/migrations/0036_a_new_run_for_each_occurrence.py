"""A schedule comes again: a campaign notes how far everybody is made ready for its new run.

No table is copied and no row written. One transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, BigIntegerField, IntegerField


def up(migrator: Any, db: Any) -> None:
    none = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    migrator.migrate(
        migrator.add_column("campaign", "renewing_at", BigIntegerField(null=True)),
        migrator.add_column("campaign", "renewed_to", none, allow_not_null=True),
    )


def down(migrator: Any, db: Any) -> None:
    """A new run that was not made ready to its end stays so: a Reset does it."""
    migrator.migrate(
        migrator.drop_column("campaign", "renewed_to"),
        migrator.drop_column("campaign", "renewing_at"),
    )
