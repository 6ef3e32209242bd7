"""Who is shown to an agent before they are dialed, and whom agents skipped.

Empty tables, and two columns whose defaults the database keeps: one transaction, no table is
copied.
"""

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
)

COLUMNS = {
    "preview_seconds": IntegerField(default=30, constraints=[SQL("DEFAULT '30'")]),
    "max_skips": IntegerField(default=10, constraints=[SQL("DEFAULT '10'")]),
}


def up(migrator: Any, db: Any) -> None:
    class Campaign(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    class Record(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "record"

    class Agent(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "agent"

    class Preview(Model):
        agent = ForeignKeyField(Agent, unique=True, on_delete="CASCADE")
        record = ForeignKeyField(Record, unique=True, on_delete="CASCADE")
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        run = IntegerField()
        number = CharField(max_length=32)
        person_key = CharField(max_length=64, default="")
        shown_at = BigIntegerField()
        dial_at = BigIntegerField()
        asked = BooleanField(default=False)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "preview"

    db.create_tables([Preview])

    class Skip(Model):
        agent = ForeignKeyField(Agent, on_delete="CASCADE", index=False)
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE", index=False)
        run = IntegerField()
        record = ForeignKeyField(Record, on_delete="CASCADE")
        at = BigIntegerField()
        reason = CharField(max_length=64, default="")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "skip"
            indexes = ((("campaign", "run", "agent"), False), (("agent",), False))

    db.create_tables([Skip])
    for name, column in COLUMNS.items():
        migrator.migrate(migrator.add_column("campaign", name, column, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    """Whoever is shown to an agent waits until their time, and is dialed later."""
    for name in COLUMNS:
        migrator.migrate(migrator.drop_column("campaign", name))
    for table in ("skip", "preview"):
        migrator.migrate(migrator.drop_table(table))
