"""One engine per database: a lock with a lease, renewed while its holder lives."""

from datetime import datetime, timedelta
from typing import Any

from esl_dialer.store import models
from esl_dialer.store.statements import Select, Update

ENGINE = "engine"
_RENEW = Update(models.Lease, ("expires_at", "detail"), "name = ? AND owner = ?")
_OWNER = Select("FROM lease WHERE name = ?", (models.Lease, ["owner"]))
LEASE = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=5)


def acquire(owner: str, now: datetime, *, dead: frozenset[str] = frozenset()) -> str:
    """Take the lease, by compare and swap; returns who holds it after this.

    ``dead`` names holders that are known not to live any more (same host, process gone).
    """
    table, until = models.Lease, now + LEASE
    table.insert(name=ENGINE, owner=owner, expires_at=until).on_conflict_ignore().execute()
    free = table.owner.in_([owner, *dead]) | (table.expires_at <= now)
    taking = table.update(owner=owner, expires_at=until, detail={})
    taking.where((table.name == ENGINE) & free).execute()
    return current_owner()


def renew(owner: str, now: datetime, detail: dict[str, Any]) -> bool:
    """Keep the lease; False when another took it: then stop at once."""
    return bool(_RENEW((now + LEASE, detail), ENGINE, owner))


def holder(now: datetime) -> tuple[str, dict[str, Any]] | None:
    """The engine that lives, and what it last said of itself."""
    table = models.Lease
    row = table.get_or_none(table.name == ENGINE)
    return (row.owner, row.detail) if row and row.expires_at > now else None


def current_owner() -> str:
    (owner,) = next(_OWNER.rows(ENGINE), ("",))
    return str(owner)


def forget() -> None:
    """Of a database that was put back: who held it then holds it no more."""
    models.Lease.delete().execute()


def release(owner: str) -> None:
    table = models.Lease
    table.delete().where((table.name == ENGINE) & (table.owner == owner)).execute()
