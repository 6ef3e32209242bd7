"""Stops and consents know the account, the name and the creditor of whom they are.

Who has a row in ``person_stop`` or ``consent`` gets the name that their person has; the table of
people is read once, and only where there is such a row. Where no person has the key any more the
name stays unknown: others of the account are held until somebody says who they are. One
transaction: it is done whole or not at all.
"""

import json
import re
import unicodedata
from typing import Any

from peewee import SQL, BooleanField, CharField, TextField


def _text(longest: int) -> CharField:
    return CharField(max_length=longest, default="", constraints=[SQL("DEFAULT ''")])


NOTED = ("person_stop", "consent")
OF_BOTH = {"account_key": 64, "full_name": 255, "creditor": 64}
COLUMNS = (
    ("person_stop", "apart", TextField(default="[]", constraints=[SQL("DEFAULT '[]'")])),
    ("consent", "renewable", BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])),
)
_PEOPLE = (
    "SELECT person_key, full_name, fields FROM person WHERE person_key <> '' AND person_key IN"
    " (SELECT whose FROM person_stop UNION SELECT whose FROM consent) ORDER BY id"
)


_NUMBER = re.compile(r"0*(\d+?)(?:\.0+)?", re.ASCII)


def _account_key(account: str) -> str:
    """``1234`` of ``001234`` and ``1234.0``."""
    found = _NUMBER.fullmatch(account)
    return found[1] if found else account


def _creditor(fields: dict[str, str]) -> str:
    """The letters of its name, without accents."""
    name = fields.get("client_name") or fields.get("original_creditor") or ""
    apart = unicodedata.normalize("NFKD", str(name))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "", plain.casefold())[:64]


def up(migrator: Any, db: Any) -> None:
    for table in NOTED:
        for name, longest in OF_BOTH.items():
            column = migrator.add_column(table, name, _text(longest), allow_not_null=True)
            migrator.migrate(column)
        migrator.migrate(migrator.add_index(table, ("account_key",)))
    for table, name, column in COLUMNS:
        migrator.migrate(migrator.add_column(table, name, column, allow_not_null=True))
    if any(_accounts(db, table) for table in NOTED):
        _name(db)


def _accounts(db: Any, table: str) -> bool:
    """Whether there are any; each with its key."""
    mark = db.param
    asked = f"SELECT DISTINCT account FROM {table}"  # noqa: S608
    keyed = f"UPDATE {table} SET account_key = {mark} WHERE account = {mark}"  # noqa: S608
    db.execute_sql(f"UPDATE {table} SET account_key = account")  # noqa: S608
    accounts = [account for (account,) in db.execute_sql(asked).fetchall()]
    for account in accounts:
        if (key := _account_key(account)) != account:
            db.execute_sql(keyed, (key, account))
    return bool(accounts)


def _name(db: Any) -> None:
    mark = db.param
    named = {
        key: (name, _creditor(json.loads(fields or "{}")))
        for key, name, fields in db.execute_sql(_PEOPLE).fetchall()
    }
    for table in NOTED:
        known = f"UPDATE {table} SET full_name = {mark}, creditor = {mark} WHERE whose = {mark}"  # noqa: S608
        for key, (name, creditor) in named.items():
            db.execute_sql(known, (name, creditor, key))


def down(migrator: Any, db: Any) -> None:
    """Which accounts and names they are of is forgotten."""
    for table, name, _ in COLUMNS:
        migrator.migrate(migrator.drop_column(table, name))
    for table in NOTED:
        migrator.migrate(migrator.drop_index(table, f"{table}_account_key"))
        for name in OF_BOTH:
            migrator.migrate(migrator.drop_column(table, name))
