"""Api tokens."""

from typing import Any

from peewee import (
    BigIntegerField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class User(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_account"

    class ApiToken(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        name = CharField(max_length=64)
        digest = CharField(unique=True, max_length=64)
        hint = CharField(max_length=8)
        created_at = BigIntegerField()
        expires_at = BigIntegerField(null=True)
        last_used_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "api_token"
            indexes = ((("user", "name"), True),)

    db.create_tables([ApiToken])

    class KeptAnswer(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        key = CharField(max_length=128)
        digest = CharField(max_length=64)
        status = IntegerField(null=True)
        body = TextField(default="")
        location = CharField(default="")
        created_at = BigIntegerField(index=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "kept_answer"
            primary_key = CompositeKey("user", "key")

    db.create_tables([KeptAnswer])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("kept_answer"))
    migrator.migrate(migrator.drop_table("api_token"))
