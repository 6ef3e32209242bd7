"""Lists that are fetched: what is wanted, who fetches it, how it ended."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.lists.addresses import FetchState
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Fetch:
    """``token`` names the file, once it is there, among those that were sent."""

    id: int
    token: str
    address: str
    state: FetchState
    error: Says
    owner: str
    until: datetime | None
    tries: int
    created_at: datetime
    created_by: str


def want(token: str, address: str, by: str, now: datetime) -> Fetch:
    made = models.ListFetch.create(token=token, address=address, created_at=now, created_by=by)
    return _fetch(models.ListFetch.get_by_id(made.id))


def get(number: int) -> Fetch | None:
    row = models.ListFetch.get_or_none(models.ListFetch.id == number)
    return _fetch(row) if row else None


def unfinished() -> list[Fetch]:
    """Oldest first."""
    table = models.ListFetch
    open_ = table.state.in_([FetchState.WAITING, FetchState.FETCHING])
    return [_fetch(row) for row in table.select().where(open_).order_by(table.id)]


def take(seen: Fetch, owner: str, until: datetime) -> bool:
    """Compare and swap; False when it is not as it was ``seen``: another was quicker."""
    table = models.ListFetch
    same = (table.id == seen.id) & (table.state == seen.state) & (table.tries == seen.tries)
    values = {"state": FetchState.FETCHING, "owner": owner, "until": until}
    return bool(table.update(**values, tries=seen.tries + 1).where(same).execute())


def end(number: int, owner: str, error: Says = NOTHING) -> bool:
    """False when another fetches it by now."""
    table = models.ListFetch
    state = FetchState.FAILED if error else FetchState.DONE
    mine = (table.id == number) & (table.owner == owner) & (table.state == FetchState.FETCHING)
    return bool(table.update(state=state, error=error).where(mine).execute())


def forget_before(instant: datetime) -> None:
    table = models.ListFetch
    table.delete().where(table.created_at < instant).execute()


def _fetch(row: models.ListFetch) -> Fetch:
    return Fetch(
        id=row.id,
        token=row.token,
        address=row.address,
        state=row.state,
        error=row.error,
        owner=row.owner,
        until=row.until,
        tries=row.tries,
        created_at=row.created_at,
        created_by=row.created_by,
    )
