"""What people say that calls came to: dispositions, sets of them, and promises to pay.

No table is copied: ``attempt.disposition`` and ``record.resolution`` are there since the first
migration and are empty. The index of attempts has no row yet. One transaction: it is done whole or
not at all.
"""

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

TITLE_IN_USE = (
    'CREATE UNIQUE INDEX "disposition_title_in_use" ON "disposition" ("title_key")'
    ' WHERE ("deleted_at" IS NULL)'
)
DISPOSED = (
    'CREATE INDEX "attempt_disposed" ON "attempt"'
    ' ("campaign_id", "run", "disposition") WHERE disposition <> \'\''
)
DISPOSED_AT = (
    'CREATE INDEX "attempt_disposed_at" ON "attempt"'
    ' ("start_at", "campaign_id", "disposition") WHERE disposition <> \'\''
)


def up(migrator: Any, db: Any) -> None:
    class Attempt(Model):
        id = CharField(max_length=36, primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "attempt"

    class Person(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "person"

    class DispositionRow(Model):
        key = CharField(max_length=32, primary_key=True)
        title_key = CharField(max_length=400)
        created_at = BigIntegerField()
        created_by = CharField(default="", max_length=64)
        deleted_at = BigIntegerField(null=True)
        title = CharField(max_length=64)
        hot_key = CharField(default="", max_length=1)
        follows = CharField(default="again", max_length=32)
        minutes = IntegerField(default=0)
        positive = BooleanField(default=False)
        needs_note = BooleanField(default=False)
        needs_call_back = BooleanField(default=False)
        needs_promise = BooleanField(default=False)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "disposition"

    class DispositionSet(Model):
        id = AutoField()
        name = CharField(max_length=64)
        name_key = CharField(max_length=400, unique=True)
        created_at = BigIntegerField()
        created_by = CharField(default="", max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "disposition_set"

    class DispositionChoice(Model):
        set = ForeignKeyField(DispositionSet, on_delete="CASCADE", index=False)
        key = CharField(max_length=32)
        position = IntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "disposition_choice"
            primary_key = CompositeKey("set", "key")

    class SaidOfCall(Model):
        attempt = ForeignKeyField(Attempt, primary_key=True, on_delete="CASCADE")
        note = TextField(default="")
        call_back_at = BigIntegerField(null=True)
        cents = BigIntegerField(null=True)
        promised_on = CharField(default="", max_length=10)
        said_by = CharField(max_length=64)
        said_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "disposition_said"

    class Promise(Model):
        person = ForeignKeyField(Person, primary_key=True, on_delete="CASCADE")
        cents = BigIntegerField()
        promised_on = CharField(max_length=10)
        until = BigIntegerField()
        attempt_id = CharField(max_length=36)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "promise"

    tables = [DispositionRow, DispositionSet, DispositionChoice, SaidOfCall, Promise]
    db.create_tables(tables)
    for sql in (TITLE_IN_USE, DISPOSED, DISPOSED_AT):
        db.execute_sql(sql)
    none = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    migrator.migrate(migrator.add_column("campaign", "disposition_set", none, allow_not_null=True))


def down(migrator: Any, db: Any) -> None:
    """Dispositions, and what was said with them, are lost."""
    for index in ("attempt_disposed", "attempt_disposed_at"):
        db.execute_sql(f'DROP INDEX "{index}"')
    migrator.migrate(migrator.drop_column("campaign", "disposition_set"))
    db.execute_sql("UPDATE attempt SET disposition = '' WHERE disposition <> ''")
    db.execute_sql("UPDATE record SET resolution = '' WHERE resolution <> ''")
    for table in (
        "promise",
        "disposition_said",
        "disposition_choice",
        "disposition_set",
        "disposition",
    ):
        db.execute_sql(f'DROP TABLE "{table}"')
