"""Which database this is, how far it is, and what is known after a restore.

The identity is made of the instant of the first migration, so that a backup of an earlier release
has the same as the database that it is of.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

BEGUN = "SELECT applied FROM schema_migration WHERE name = '0001_initial'"


def up(migrator: Any, db: Any) -> None:
    class Campaign(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    class Epoch(Model):
        name = CharField(primary_key=True, max_length=32)
        identity = CharField(max_length=36)
        epoch = CharField(default="", max_length=36)
        beats = BigIntegerField(default=0)
        claims = BigIntegerField(default=0)
        at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "epoch"

    class Restoration(Model):
        noticed_at = BigIntegerField()
        because = CharField(max_length=32)
        since = BigIntegerField()
        until = BigIntegerField()
        claims = IntegerField(null=True)
        epoch = CharField(max_length=36)
        outside = CharField(default="", max_length=36)
        asked_at = BigIntegerField(null=True)
        no_records = TextField(default="")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "restoration"

    class HeldCampaign(Model):
        restoration = ForeignKeyField(Restoration, on_delete="CASCADE")
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        unknown = IntegerField(default=0)
        word = CharField(max_length=32, null=True)
        said_at = BigIntegerField(index=True, null=True)
        said_by = CharField(default="", max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "held_campaign"
            primary_key = CompositeKey("restoration", "campaign")

    class FoundCall(Model):
        attempt_id = CharField(primary_key=True, max_length=36)
        restoration = ForeignKeyField(Restoration, on_delete="CASCADE")
        campaign_id = IntegerField()
        record_id = IntegerField()
        number = CharField(max_length=20)
        began_at = BigIntegerField()
        known = BooleanField(default=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "found_call"

    db.create_tables([Epoch, Restoration, HeldCampaign, FoundCall])
    ((begun,),) = db.execute_sql(BEGUN).fetchall()
    identity = UUID(sha256(str(begun).encode()).hexdigest()[:32])
    Epoch.create(name="database", identity=str(identity))


def down(migrator: Any, db: Any) -> None:
    for table in ("found_call", "held_campaign", "restoration", "epoch"):
        migrator.migrate(migrator.drop_table(table))
