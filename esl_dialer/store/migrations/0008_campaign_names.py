"""Campaign names are one whatever their case and spaces; two that were alike get a number."""

import unicodedata
from typing import Any

from peewee import CharField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.add_column(
            "campaign", "name_key", CharField(unique=True, null=True, max_length=400)
        )
    )

    class Campaign(Model):
        id = IntegerField(primary_key=True)
        name = CharField()
        name_key = CharField(null=True)

        class Meta:
            database = db
            table_name = "campaign"

    names: set[str] = set()
    keys: set[str] = set()
    for row in Campaign.select().order_by(Campaign.id):
        name = _tidy(row.name)
        if name in names or _key(name) in keys:
            name = f"{name[:110]} ({row.id})"
        names.add(name)
        keys.add(_key(name))
        mine = Campaign.id == row.id
        Campaign.update(name=name, name_key=_key(name)).where(mine).execute()


def _tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_index("campaign", "campaign_name_key"))
    migrator.migrate(migrator.drop_column("campaign", "name_key"))
