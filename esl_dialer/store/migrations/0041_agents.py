"""Agents, where they stand and what they did; why they may pause; notes of calls; a role for them.

Empty tables, and a few rows for roles that are there: one transaction.
"""

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

ROLE = """
INSERT INTO "role" ("name", "title") SELECT 'agent', 'Agent'
WHERE EXISTS (SELECT 1 FROM "role") AND NOT EXISTS (SELECT 1 FROM "role" WHERE "name" = 'agent')
"""
MAY = """
INSERT INTO "role_permission" ("role_id", "permission") SELECT "name", '{permission}' FROM "role"
WHERE "name" IN ({roles}) ON CONFLICT DO NOTHING
"""
TAKEN = 'DELETE FROM "role_permission" WHERE "permission" = {mark}'
GRANTED = {
    "sign_in": "'agent', 'viewer', 'admin', 'super_admin'",
    "take_calls": "'agent', 'admin', 'super_admin'",
    "manage_agents": "'admin', 'super_admin'",
}


def up(migrator: Any, db: Any) -> None:
    class Campaign(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    class Person(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "person"

    class User(Model):
        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_account"

    class Agent(Model):
        user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
        extension = CharField(unique=True, max_length=32)
        created_at = BigIntegerField()
        leg = CharField(max_length=36, default="")
        page_at = BigIntegerField(null=True)
        state = CharField(max_length=32, default="logged_out")
        since = BigIntegerField()
        leg_up = BooleanField(default=False)
        reason = CharField(max_length=64, default="")
        pause_after = CharField(max_length=64, default="")
        campaign = IntegerField(default=0)
        attempt = CharField(max_length=36, default="")
        idle_since = BigIntegerField(null=True)
        seq = IntegerField(default=0)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "agent"

    db.create_tables([Agent])

    class AgentCampaign(Model):
        agent = ForeignKeyField(Agent, on_delete="CASCADE", index=False)
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        assigned_at = BigIntegerField()
        assigned_by = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "agent_campaign"
            primary_key = CompositeKey("agent", "campaign")

    db.create_tables([AgentCampaign])

    class AgentTime(Model):
        agent = ForeignKeyField(Agent, on_delete="CASCADE", index=False)
        state = CharField(max_length=32)
        reason = CharField(max_length=64, default="")
        campaign = IntegerField(default=0)
        attempt = CharField(max_length=36, default="")
        at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "agent_time"
            indexes = ((("agent", "at"), False), (("attempt",), False))

    db.create_tables([AgentTime])

    class Note(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        attempt = CharField(max_length=36, default="")
        at = BigIntegerField()
        by = CharField(max_length=64)
        text = TextField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "note"

    db.create_tables([Note])

    class PauseReason(Model):
        name = CharField(max_length=64)
        name_key = CharField(unique=True, max_length=256)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "pause_reason"

    db.create_tables([PauseReason])

    wrap_up = IntegerField(default=30, constraints=[SQL("DEFAULT '30'")])
    migrator.migrate(migrator.add_column("campaign", "wrap_up", wrap_up, allow_not_null=True))
    db.execute_sql(ROLE)
    for permission, roles in GRANTED.items():
        db.execute_sql(MAY.format(permission=permission, roles=roles))


def down(migrator: Any, db: Any) -> None:
    """Agents and their times are lost; their users stay, without a role."""
    for permission in GRANTED:
        db.execute_sql(TAKEN.format(mark=db.param), (permission,))
    db.execute_sql('DELETE FROM "role" WHERE "name" = \'agent\'')
    for table in ("pause_reason", "note", "agent_time", "agent_campaign", "agent"):
        migrator.migrate(migrator.drop_table(table))
    migrator.migrate(migrator.drop_column("campaign", "wrap_up"))
