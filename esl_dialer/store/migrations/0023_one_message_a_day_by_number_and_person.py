"""Who heard a message is found by number and by person; who is the same person, by the accounts'
keys and by the phones of a number.

No table is copied, and rows are found by an index: half a minute with 1,000,000 records, most of
it the index of their phones. One transaction: it is done whole or not at all.
"""

import time
from typing import Any

from peewee import SQL, BigIntegerField, CharField, IntegerField

A_DAY_MS = 24 * 60 * 60 * 1000

INDEXES = {
    "attempt_number_heard": '"attempt" ("number", "heard_at") WHERE ("heard_at" IS NOT NULL)',
    "attempt_person_heard": '"attempt" ("person_key", "heard_at") WHERE ("heard_at" IS NOT NULL)',
    "record_held": '"record" ("campaign_id", "held_by", "not_before") WHERE held_by <> \'\'',
    "record_account_key": '"record" ("campaign_id", "account_key") WHERE account_key <> \'\'',
}

LATELY_HEARD = """
UPDATE attempt SET heard_at = ended_at
WHERE settled_at > {since} AND ended_at IS NOT NULL AND (
    outcome IN ('transferred', 'transfer_failed')
    OR (outcome <> 'wrong_person' AND audio_ms > 0 AND answered_at IS NOT NULL
        AND COALESCE(bridged_at, ended_at) - answered_at >= audio_ms)
)
"""
"""Of the last day: what was heard before holds nobody back."""

WHOSE = """
UPDATE attempt SET person_key =
    COALESCE((SELECT person_key FROM record WHERE record.id = attempt.record_id), '')
WHERE {which}
"""

ACCOUNTS = """
SELECT id, campaign_id, account FROM record WHERE (campaign_id, account) > ({mark}, {mark})
AND (SUBSTR(account, 1, 1) = '0' OR REPLACE(account, '.', '') <> account)
ORDER BY campaign_id, account LIMIT {rows}
"""
"""Those that may have a key which is not themselves; whether they do is decided in Python."""

ROWS = 1000


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        _text(migrator, "attempt", "person_key", 64),
        migrator.add_column("attempt", "heard_at", BigIntegerField(null=True)),
        _text(migrator, "record", "held_by", 32),
        _text(migrator, "record", "account_key", 64),
        _text(migrator, "list", "same_person", 16, "keep"),
        _text(migrator, "list", "account_zeros", 16, "ignore"),
        _count(migrator, "rows_same_person"),
        _count(migrator, "rows_alike"),
    )
    migrator.migrate(migrator.add_index("phone", ("number", "record_id")))
    migrator.migrate(migrator.drop_index("phone", "phone_number"))
    since = int(time.time() * 1000) - A_DAY_MS
    db.execute_sql(LATELY_HEARD.format(since=since))
    db.execute_sql(WHOSE.format(which=f"settled_at > {since}"))
    db.execute_sql(WHOSE.format(which="state IN ('claimed', 'dialing', 'ringing', 'answered')"))
    _key_accounts(db)
    for name, of in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON {of}')


def _text(migrator: Any, table: str, name: str, length: int, default: str = "") -> Any:
    """With a default that the database keeps: no row is written."""
    constraints = [SQL(f"DEFAULT '{default}'")]
    field = CharField(max_length=length, default=default, constraints=constraints)
    return migrator.add_column(table, name, field, allow_not_null=True)


def _count(migrator: Any, name: str) -> Any:
    field = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    return migrator.add_column("list", name, field, allow_not_null=True)


def _key_accounts(db: Any) -> None:
    """By their index, which holds the accounts: records are read where they change."""
    last: tuple[int, str] = (0, "")
    some = ACCOUNTS.format(mark=db.param, rows=ROWS)
    keyed = f"UPDATE record SET account_key = {db.param} WHERE id = {db.param}"  # noqa: S608
    while found := db.execute_sql(some, last).fetchall():
        last = found[-1][1:]
        for number, _, account in found:
            if (key := _key(account)) != account:
                db.execute_sql(keyed, (key, number))


def _key(account: str) -> str:
    """As ``core.people.identity.account_key`` said when this was written."""
    whole, point, decimals = account.partition(".")
    if not whole.isascii() or not whole.isdigit() or (point and set(decimals) != {"0"}):
        return account
    return whole.lstrip("0") or "0"


def down(migrator: Any, db: Any) -> None:
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')
    migrator.migrate(migrator.add_index("phone", ("number",)))
    migrator.migrate(migrator.drop_index("phone", "phone_number_record_id"))
    columns = {
        "attempt": ("person_key", "heard_at"),
        "record": ("held_by", "account_key"),
        "list": ("same_person", "account_zeros", "rows_same_person", "rows_alike"),
    }
    for table, names in columns.items():
        migrator.migrate(*(migrator.drop_column(table, name) for name in names))
