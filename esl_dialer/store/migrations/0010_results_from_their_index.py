"""Results from their index."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql('DROP INDEX IF EXISTS "attempt_start_at"')
    migrator.migrate(
        migrator.add_index(
            "attempt", ("start_at", "outcome", "province", "campaign_id", "simulated")
        )
    )


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.drop_index("attempt", "attempt_start_at_outcome_province_campaign_id_simulated")
    )
    migrator.migrate(migrator.add_index("attempt", ("start_at",)))
