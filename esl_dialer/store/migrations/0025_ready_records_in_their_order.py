"""The indexes of the dial order hold the records that are ready, and no others.

A record that is imported is in none of them until its message is spoken. The triggers that count
records on PostgreSQL are made anew too, to count those that one statement brings or takes out
together; what they count stays as it is. Two seconds of SQLite for a million records, eight of
PostgreSQL's clock.
"""

from typing import Any

INDEXES = {
    "record_ready_by_position": '("campaign_id", "gate", "position") WHERE ready = TRUE',
    "record_ready_by_chance": '("campaign_id", "gate", "random_key") WHERE ready = TRUE',
}
EARLIER = (
    ("campaign_id", "gate", "ready", "position"),
    ("campaign_id", "gate", "ready", "random_key"),
)


def up(migrator: Any, db: Any) -> None:
    for columns in EARLIER:
        migrator.migrate(migrator.drop_index("record", f"record_{'_'.join(columns)}"))
    for name, of in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "record" {of}')


def down(migrator: Any, db: Any) -> None:
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')
    for columns in EARLIER:
        migrator.migrate(migrator.add_index("record", columns))
