"""A record may have a time zone of its own, a phone its do-not-call mark, a call-back its note.

No table is copied and no row written: the columns' defaults are kept by the database, the new table
is empty. One transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, BigIntegerField, BooleanField, CharField, ForeignKeyField, Model


def up(migrator: Any, db: Any) -> None:
    class Record(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "record"

    class CallBack(Model):
        record = ForeignKeyField(Record, primary_key=True, on_delete="CASCADE")
        note = CharField(default="")
        set_by = CharField(max_length=64)
        set_at = BigIntegerField()
        status = CharField(max_length=32)
        urgent = BooleanField()
        not_before = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "call_back"

    marked = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(
        migrator.add_column("record", "zone", CharField(null=True, max_length=64)),
        migrator.add_column("phone", "do_not_call", marked, allow_not_null=True),
    )
    db.create_tables([CallBack])


def down(migrator: Any, db: Any) -> None:
    db.execute_sql('DROP TABLE "call_back"')
    migrator.migrate(migrator.drop_column("phone", "do_not_call"))
    migrator.migrate(migrator.drop_column("record", "zone"))
