"""When a campaign was last started; saved views of the list of campaigns.

No table is copied and no row is written: the column may be NULL, and the tables are empty. One
transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class User(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_account"

    class CampaignView(Model):
        id = AutoField()
        owner = ForeignKeyField(User, null=True, on_delete="CASCADE")
        name = CharField(max_length=20)
        name_key = CharField(max_length=80)
        shared = BooleanField(default=False)
        wanted = TextField()
        created_at = BigIntegerField()
        updated_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign_view"
            indexes = ((("owner", "name_key"), True),)

    class DefaultView(Model):
        user = ForeignKeyField(User, primary_key=True, on_delete="CASCADE")
        view = ForeignKeyField(CampaignView, on_delete="CASCADE")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign_view_default"

    db.create_tables([CampaignView, DefaultView])
    migrator.migrate(migrator.add_column("campaign", "last_run_at", BigIntegerField(null=True)))


def down(migrator: Any, db: Any) -> None:
    """Saved views are lost."""
    migrator.migrate(migrator.drop_column("campaign", "last_run_at"))
    db.execute_sql('DROP TABLE "campaign_view_default"')
    db.execute_sql('DROP TABLE "campaign_view"')
