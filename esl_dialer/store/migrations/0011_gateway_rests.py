"""Gateway rests."""

from typing import Any

from peewee import BigIntegerField, CharField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    class GatewayRest(Model):
        name = CharField(primary_key=True, max_length=64)
        failures = IntegerField(default=0)
        failed_at = BigIntegerField(null=True)
        rests = IntegerField(default=0)
        until = BigIntegerField(null=True)
        probe_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "gateway_rest"

    db.create_tables([GatewayRest])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("gateway_rest"))
