"""Consents of people: to which calls, in which form, since when, and who noted it.

An empty table: one transaction.
"""

from typing import Any

from peewee import AutoField, BigIntegerField, CharField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    class Consent(Model):
        id = AutoField()
        whose = CharField(max_length=80, index=True)
        account = CharField(max_length=64)
        form = CharField(max_length=32)
        channel = CharField(max_length=32)
        campaign_id = IntegerField()
        list_id = IntegerField()
        given_at = BigIntegerField()
        until = BigIntegerField(null=True)
        evidence = CharField(max_length=255)
        source = CharField(max_length=255)
        set_by = CharField(max_length=64)
        set_at = BigIntegerField()
        revoked_at = BigIntegerField(null=True)
        revoked_by = CharField(max_length=64)
        revoked_why = CharField(max_length=255)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "consent"

    db.create_tables([Consent])


def down(migrator: Any, db: Any) -> None:
    """Who consented to what is forgotten."""
    db.execute_sql('DROP TABLE "consent"')
