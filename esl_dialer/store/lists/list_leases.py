"""Who reads which list: a lease for each list that is being read, or rests after a break."""

from dataclasses import asdict, dataclass
from datetime import datetime

from esl_dialer.core.lists.tries import NOT_BROKEN, Broken
from esl_dialer.store import models

NOBODY = ""


@dataclass(frozen=True, slots=True)
class ListLease:
    """``owner`` is the reader's process; ``NOBODY``: it rests until then."""

    owner: str
    until: datetime
    broken: Broken = NOT_BROKEN


def of(list_id: int) -> ListLease | None:
    row = models.Lease.get_or_none(models.Lease.name == _name(list_id))
    return ListLease(row.owner, row.expires_at, Broken(**row.detail)) if row else None


def take(list_id: int, lease: ListLease, seen: ListLease | None) -> bool:
    """Compare and swap; False when it is not as it was ``seen``: another was quicker."""
    table, values = models.Lease, _values(lease)
    if seen is None:
        table.insert(name=_name(list_id), **values).on_conflict_ignore().execute()
        return (made := of(list_id)) is not None and made.owner == lease.owner
    same = (table.owner == seen.owner) & (table.expires_at == seen.until)
    return bool(table.update(**values).where((table.name == _name(list_id)) & same).execute())


def renew(list_id: int, owner: str, until: datetime) -> None:
    """Say that the reader lives; without effect when another took the list over."""
    models.Lease.update(expires_at=until).where(_mine(list_id, owner)).execute()


def rest(list_id: int, owner: str, lease: ListLease) -> None:
    """In place of the owner's: nobody reads the list until the lease is over."""
    models.Lease.update(**_values(lease)).where(_mine(list_id, owner)).execute()


def release(list_id: int, owner: str) -> None:
    models.Lease.delete().where(_mine(list_id, owner)).execute()


def _name(list_id: int) -> str:
    return f"list {list_id}"


def _mine(list_id: int, owner: str) -> object:
    return (models.Lease.name == _name(list_id)) & (models.Lease.owner == owner)


def _values(lease: ListLease) -> dict[str, object]:
    return {"owner": lease.owner, "expires_at": lease.until, "detail": asdict(lease.broken)}
