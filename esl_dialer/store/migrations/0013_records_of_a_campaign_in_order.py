"""A campaign's records in the order of their numbers: from an index on PostgreSQL too."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_index("record", "record_campaign_id"))
    migrator.migrate(migrator.add_index("record", ("campaign_id", "id")))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_index("record", "record_campaign_id_id"))
    migrator.migrate(migrator.add_index("record", ("campaign_id",)))
