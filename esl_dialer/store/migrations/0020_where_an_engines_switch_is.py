"""Where the switch of an engine is, for the engine that takes over."""

from typing import Any

from peewee import BigIntegerField, CharField, Model


def up(migrator: Any, db: Any) -> None:
    class SwitchAddress(Model):
        address = CharField(primary_key=True, max_length=255)
        core = CharField(max_length=36)
        password = CharField(default="", max_length=255)
        seen_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "switch_address"

    db.create_tables([SwitchAddress])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("switch_address"))
