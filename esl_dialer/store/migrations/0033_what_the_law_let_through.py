"""By what a call was let through: rules, packs, zones and their data, each distinct answer once.

An attempt has the number of its answer; 0 for those that were placed before. No table is copied and
no row written: the column's default is kept by the database, the new table is empty. One
transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, BigIntegerField, CharField, IntegerField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class LawDecision(Model):
        digest = CharField(max_length=32, unique=True)
        edition = CharField(max_length=12)
        gate = CharField(max_length=128)
        caller = CharField(max_length=32)
        call_kind = CharField(max_length=32)
        clocks = CharField(max_length=16)
        rules = TextField()
        packs = TextField()
        warned = TextField()
        made_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "law_decision"

    db.create_tables([LawDecision])
    number = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    migrator.migrate(
        migrator.add_column("attempt", "law_decision", number, allow_not_null=True),
    )


def down(migrator: Any, db: Any) -> None:
    """What was let through by which rules is lost."""
    migrator.migrate(migrator.drop_column("attempt", "law_decision"))
    db.execute_sql('DROP TABLE "law_decision"')
