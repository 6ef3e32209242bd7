"""Stops of people: who said why somebody is not called, in which campaigns, until when.

An empty table: one transaction.
"""

from typing import Any

from peewee import AutoField, BigIntegerField, CharField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    class PersonStop(Model):
        id = AutoField()
        whose = CharField(max_length=80, index=True)
        account = CharField(max_length=64)
        reason = CharField(max_length=32)
        campaign_id = IntegerField()
        list_id = IntegerField()
        until = BigIntegerField(null=True)
        why = CharField(max_length=255)
        source = CharField(max_length=255)
        set_by = CharField(max_length=64)
        set_at = BigIntegerField()
        removed_at = BigIntegerField(null=True)
        removed_by = CharField(max_length=64)
        removed_why = CharField(max_length=255)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "person_stop"

    db.create_tables([PersonStop])


def down(migrator: Any, db: Any) -> None:
    """Who asked not to be called is forgotten."""
    db.execute_sql('DROP TABLE "person_stop"')
