"""Deliveries."""

from typing import Any

from peewee import BigIntegerField, CharField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    class DeliveryRow(Model):
        day = CharField(primary_key=True, max_length=10)
        name = CharField(max_length=128)
        part = CharField(max_length=160)
        place = CharField(max_length=64)
        stage = CharField(max_length=16)
        results = IntegerField()
        updated_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "delivery"

    db.create_tables([DeliveryRow])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("delivery"))
