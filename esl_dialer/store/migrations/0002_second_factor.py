"""Second factor."""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, Model


def up(migrator: Any, db: Any) -> None:
    class User(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_account"

    class RecoveryCode(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        digest = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "recovery_code"
            indexes = ((("user", "digest"), True),)

    db.create_tables([RecoveryCode])

    migrator.migrate(
        migrator.add_column(
            "user_account", "second_factor_secret", CharField(max_length=64, default="")
        )
    )
    migrator.migrate(
        migrator.add_column("user_account", "second_factor_at", BigIntegerField(null=True))
    )
    migrator.migrate(
        migrator.add_column("user_account", "second_factor_step", BigIntegerField(default=0))
    )


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_column("user_account", "second_factor_step"))
    migrator.migrate(migrator.drop_column("user_account", "second_factor_at"))
    migrator.migrate(migrator.drop_column("user_account", "second_factor_secret"))
    migrator.migrate(migrator.drop_table("recovery_code"))
