"""First in line is a column, and so is since when a campaign is deleted: it keeps its name."""

import unicodedata
from typing import Any

from peewee import SQL, BigIntegerField, BooleanField, CharField, IntegerField, Model

URGENT = 1000
"""Was added to the priority of a record that is first in line."""

FIRST_IN_LINE = (
    'CREATE INDEX "record_first_in_line" ON "record"'
    ' ("campaign_id", "gate", "ready", "urgent" DESC, "priority" DESC, "id")'
    " WHERE (urgent OR priority > 0)"
)
NAME_IN_USE = (
    'CREATE UNIQUE INDEX "campaign_name_in_use" ON "campaign" ("name_key")'
    ' WHERE ("deleted_at" IS NULL)'
)


def up(migrator: Any, db: Any) -> None:
    """Adds columns without a copy of their tables, and finds what changes by an index."""
    urgent = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(migrator.add_column("record", "urgent", urgent, allow_not_null=True))
    db.execute_sql(
        f"UPDATE record SET urgent = TRUE, priority = priority - {URGENT}"  # noqa: S608
        f" WHERE campaign_id IN (SELECT id FROM campaign) AND priority >= {URGENT}"
    )
    migrator.migrate(migrator.drop_index("record", "record_campaign_id_priority_ready"))
    db.execute_sql(FIRST_IN_LINE)
    migrator.migrate(migrator.add_column("campaign", "deleted_at", BigIntegerField(null=True)))
    migrator.migrate(migrator.drop_index("campaign", "campaign_name"))
    migrator.migrate(migrator.drop_index("campaign", "campaign_name_key"))
    _keep_names(_campaigns(db))
    db.execute_sql(NAME_IN_USE)


def _campaigns(db: Any) -> type[Model]:
    class Campaign(Model):
        id = IntegerField(primary_key=True)
        name = CharField()
        name_key = CharField(null=True)
        archived_at = BigIntegerField(null=True)
        deleted_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "campaign"

    return Campaign


def _keep_names(table: Any) -> None:
    """A deleted campaign was archived, and called ``NAME (deleted, ID)``."""
    for row in table.select().where(table.archived_at.is_null(False)):
        name = row.name.removesuffix(f" (deleted, {row.id})")
        if name != row.name:
            kept = {"name": name, "name_key": _key(name), "deleted_at": row.archived_at}
            table.update(**kept).where(table.id == row.id).execute()


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def down(migrator: Any, db: Any) -> None:
    db.execute_sql('DROP INDEX "campaign_name_in_use"')
    table: Any = _campaigns(db)
    for row in table.select().where(table.deleted_at.is_null(False)):
        name = f"{row.name[:100]} (deleted, {row.id})"
        table.update(name=name, name_key=_key(name)).where(table.id == row.id).execute()
    migrator.migrate(migrator.add_index("campaign", ("name_key",), True))
    migrator.migrate(migrator.add_index("campaign", ("name",), True))
    migrator.migrate(migrator.drop_column("campaign", "deleted_at"))
    db.execute_sql('DROP INDEX "record_first_in_line"')
    migrator.migrate(migrator.add_index("record", ("campaign_id", "priority", "ready")))
    db.execute_sql(f"UPDATE record SET priority = priority + {URGENT} WHERE urgent")  # noqa: S608
    migrator.migrate(migrator.drop_column("record", "urgent"))
