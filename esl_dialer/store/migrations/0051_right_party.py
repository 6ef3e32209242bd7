"""Who answers confirms who they are; which import noted a stop or a consent.

No table is copied: the database keeps the new columns' defaults. The two indexes are of stops and
consents, which few people have. One transaction: it is done whole
or not at all.
"""

from typing import Any

from peewee import SQL, BooleanField, CharField, IntegerField

_NONE = [SQL("DEFAULT 0")]
COLUMNS = (
    ("campaign", "right_party", BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])),
    (
        "message",
        "confirmation_path",
        CharField(default="", max_length=255, constraints=[SQL("DEFAULT ''")]),
    ),
    ("person_stop", "import_id", IntegerField(default=0, constraints=_NONE)),
    ("consent", "import_id", IntegerField(default=0, constraints=_NONE)),
)
NOTED = ("person_stop", "consent")


def up(migrator: Any, db: Any) -> None:
    for table, name, column in COLUMNS:
        migrator.migrate(migrator.add_column(table, name, column, allow_not_null=True))
    for table in NOTED:
        migrator.migrate(migrator.add_index(table, ("import_id",)))


def down(migrator: Any, db: Any) -> None:
    for table in NOTED:
        migrator.migrate(migrator.drop_index(table, f"{table}_import_id"))
    for table, name, _ in COLUMNS:
        migrator.migrate(migrator.drop_column(table, name))
