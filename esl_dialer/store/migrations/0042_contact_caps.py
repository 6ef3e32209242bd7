"""Calls are counted by number, person and debt, for the contact caps of the law.

No table is copied and no row written: of calls that were placed before, the account and the
creditor are not known, and they count as the person's. With 1,000,000 calls the three indexes take
some seconds. One transaction: it is done whole or not at all.
"""

from typing import Any

from peewee import SQL, CharField

INDEXED = ("number", "person_key", "account")


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(*(_key(migrator, name) for name in ("account", "creditor")))
    for name in INDEXED:
        migrator.migrate(migrator.add_index("attempt", (name, "claimed_at")))


def _key(migrator: Any, name: str) -> Any:
    """With a default that the database keeps."""
    field = CharField(max_length=64, default="", constraints=[SQL("DEFAULT ''")])
    return migrator.add_column("attempt", name, field, allow_not_null=True)


def down(migrator: Any, db: Any) -> None:
    """Which debts were called for is lost."""
    for name in INDEXED:
        migrator.migrate(migrator.drop_index("attempt", f"attempt_{name}_claimed_at"))
    migrator.migrate(*(migrator.drop_column("attempt", name) for name in ("account", "creditor")))
