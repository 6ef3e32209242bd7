"""Saved views of the list of campaigns, and which one a user's list opens with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.campaigns.campaign import name_key
from esl_dialer.core.campaigns.listing import Wanted, read
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class View:
    """``owner``: a user's number, None: nobody's alone. ``owner_name``: how they sign in."""

    id: int
    name: str
    owner: int | None
    owner_name: str
    shared: bool
    wanted: Wanted
    updated_at: datetime


def seen_by(user: int | None) -> list[View]:
    """Their own and the shared ones, by name."""
    table = models.CampaignView
    mine = table.owner.is_null() if user is None else table.owner == user
    query = table.select(table, models.User).left_outer_join(models.User)
    return [
        _view(row) for row in query.where(mine | table.shared).order_by(table.name_key, table.id)
    ]


def create(owner: int | None, name: str, wanted: dict[str, Any], now: datetime, **more: Any) -> int:
    """Raises Duplicate (from the transaction) when the owner has one of that name."""
    values = {"owner": owner, "wanted": wanted, "created_at": now, "updated_at": now}
    return int(models.CampaignView.create(**_named(name), **values, **more).id)


def change(view: int, name: str, wanted: dict[str, Any], now: datetime, *, shared: bool) -> bool:
    """False when it is gone. Raises Duplicate (from the transaction) on a name in use."""
    table = models.CampaignView
    changed = table.update(**_named(name), wanted=wanted, shared=shared, updated_at=now)
    return bool(changed.where(table.id == view).execute())


def delete(view: int) -> bool:
    """False when it is gone already. Whose list opened with it sees all campaigns then."""
    table = models.CampaignView
    return bool(table.delete().where(table.id == view).execute())


def keep_shared(user: int) -> None:
    """The shared views of a user who goes are everybody's."""
    table = models.CampaignView
    table.update(owner=None).where((table.owner == user) & table.shared).execute()


def default_of(user: int) -> int | None:
    table = models.DefaultView
    row = table.get_or_none(table.user == user)
    return row.view_id if row else None


def set_default(user: int, view: int | None) -> None:
    table = models.DefaultView
    table.delete().where(table.user == user).execute()
    if view is not None:
        table.create(user=user, view=view)


def forget_defaults(view: int, but: int | None) -> None:
    """A view that is shared no more opens nobody's list but its owner's."""
    table = models.DefaultView
    others = table.view == view
    if but is not None:
        others &= table.user != but
    table.delete().where(others).execute()


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "name_key": name_key(name)}


def _view(row: models.CampaignView) -> View:
    """A word that is known no more asks for nothing."""
    kept: dict[str, Any] = row.wanted or {}
    given = {name: [value] if isinstance(value, str) else value for name, value in kept.items()}
    return View(
        id=row.id,
        name=row.name,
        owner=row.owner_id,
        owner_name=row.owner.username if row.owner_id else "",
        shared=row.shared,
        wanted=read(given)[0],
        updated_at=row.updated_at,
    )
