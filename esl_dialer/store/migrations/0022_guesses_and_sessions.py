"""Sessions that end at once; tries at secrets, counted in one place for every process."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    class User(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_account"

    class Guess(Model):
        key = CharField(max_length=64)
        at = BigIntegerField(index=True)
        wrong = BooleanField(default=False)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "guess"
            indexes = ((("key", "at"), False),)

    db.create_tables([Guess])

    class Session(Model):
        digest = CharField(unique=True, max_length=64)
        user = ForeignKeyField(User, on_delete="CASCADE")
        epoch = IntegerField()
        began_at = BigIntegerField()
        seen_at = BigIntegerField()
        ends_at = BigIntegerField(index=True)
        address = CharField(max_length=64, default="")
        browser = CharField(default="")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_session"

    db.create_tables([Session])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("user_session"))
    migrator.migrate(migrator.drop_table("guess"))
