"""A campaign may call the people of a list that another one brought in.

An empty table: one transaction.
"""

from typing import Any

from peewee import BigIntegerField, CharField, CompositeKey, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    class Campaign(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    class List(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "list"

    class CampaignList(Model):
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE", index=False)
        list = ForeignKeyField(List, on_delete="CASCADE")
        taken_to = IntegerField()
        attached_at = BigIntegerField()
        attached_by = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign_list"
            primary_key = CompositeKey("campaign", "list")

    db.create_tables([CampaignList])


def down(migrator: Any, db: Any) -> None:
    db.execute_sql('DROP TABLE "campaign_list"')
