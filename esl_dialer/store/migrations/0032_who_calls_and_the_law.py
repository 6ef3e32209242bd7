"""A campaign says who calls and what speaks; rules of law may be changed, and packs added.

No table is copied and no row written: the columns' defaults are kept by the database, the new
tables are empty. One transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, BigIntegerField, CharField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class LawChange(Model):
        rule = CharField(max_length=64, primary_key=True)
        effect = CharField(max_length=32)
        reason = CharField(max_length=255)
        set_by = CharField(max_length=64)
        set_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "law_change"

    class LawPack(Model):
        file = CharField(max_length=64, primary_key=True)
        text = TextField()
        reason = CharField(max_length=255)
        set_by = CharField(max_length=64)
        set_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "law_pack"

    db.create_tables([LawChange, LawPack])
    agency = CharField(default="agency", max_length=32, constraints=[SQL("DEFAULT 'agency'")])
    recorded = CharField(default="recorded", max_length=32, constraints=[SQL("DEFAULT 'recorded'")])
    migrator.migrate(
        migrator.add_column("campaign", "caller", agency, allow_not_null=True),
        migrator.add_column("campaign", "call_kind", recorded, allow_not_null=True),
    )


def down(migrator: Any, db: Any) -> None:
    """What people changed of the law is lost: the tables have no room for it."""
    migrator.migrate(
        migrator.drop_column("campaign", "call_kind"), migrator.drop_column("campaign", "caller")
    )
    db.execute_sql('DROP TABLE "law_pack"')
    db.execute_sql('DROP TABLE "law_change"')
