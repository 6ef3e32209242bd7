"""A record's gate is to be made anew; a zone says whether a person set it; calls are recorded.

No row of a record is written: the column's default is the database's own. Each campaign gets a row
that says where the work begins; the engine does it, some records at a time, and asks those that it
has not come to by their zones alone. One transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, BooleanField, ForeignKeyField, IntegerField, Model

RECORDED = 'UPDATE "campaign" SET "call_kind" = \'recorded\' WHERE "call_kind" <> \'recorded\''
"""Every type of campaign plays a recorded voice: the law goes by that."""

BEGIN = 'INSERT INTO "gate_renewal" ("campaign_id", "after") SELECT "id", 0 FROM "campaign"'


def up(migrator: Any, db: Any) -> None:
    class Campaign(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    class GateRenewal(Model):
        campaign = ForeignKeyField(Campaign, primary_key=True, on_delete="CASCADE")
        after = IntegerField(default=0)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "gate_renewal"

    db.create_tables([GateRenewal])
    by_hand = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(migrator.add_column("record", "zone_by_hand", by_hand, allow_not_null=True))
    db.execute_sql(BEGIN)
    db.execute_sql(RECORDED)


def down(migrator: Any, db: Any) -> None:
    """Gates stay as they are: an earlier release reads them too."""
    migrator.migrate(migrator.drop_column("record", "zone_by_hand"))
    db.execute_sql('DROP TABLE "gate_renewal"')
