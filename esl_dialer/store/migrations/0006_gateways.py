"""Gateways."""

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    FloatField,
    IntegerField,
    Model,
)


def up(migrator: Any, db: Any) -> None:
    class Gateway(Model):
        name = CharField(unique=True, max_length=64)
        dial_string = CharField()
        weight = IntegerField(default=1)
        max_cps = FloatField(default=0)
        max_channels = IntegerField(default=0)
        enabled = BooleanField(default=True)
        keys = CharField(max_length=32, default="rfc2833")
        short_limit = FloatField(default=0.15)
        zero_limit = FloatField(default=0.5)
        up = BooleanField(default=True)
        up_since = BigIntegerField(null=True)
        warned = CharField(max_length=64, default="")
        next_start_at = BigIntegerField(null=True)
        credit = IntegerField(default=0)
        created_at = BigIntegerField()
        updated_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "gateway"

    db.create_tables([Gateway])

    gateway = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    migrator.migrate(migrator.add_column("attempt", "gateway", gateway, allow_not_null=True))
    migrator.migrate(
        migrator.add_index(
            "attempt", ("gateway", "simulated", "ended_at", "answered_at", "created_at")
        )
    )


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.drop_index("attempt", "attempt_gateway_simulated_ended_at_answered_at_created_at")
    )
    migrator.migrate(migrator.drop_column("attempt", "gateway"))
    migrator.migrate(migrator.drop_table("gateway"))
