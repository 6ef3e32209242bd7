"""Dispositions and their sets: the system's own are code, what a floor makes of them are rows."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from peewee import SqliteDatabase, fn

from esl_dialer.core.calls.dispositions import ALL, SYSTEM, Disposition
from esl_dialer.core.campaigns.campaign import name_key
from esl_dialer.store import models

_NAMES = [one.name for one in fields(Disposition)]


@dataclass(frozen=True, slots=True)
class Kept:
    """A disposition under its key. ``system``: it is there from the beginning."""

    key: str
    disposition: Disposition
    system: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """``keys`` of its dispositions, in their order; ``ALL`` has none of its own."""

    id: int
    name: str
    keys: tuple[str, ...]


def every(*, deleted: bool = False) -> list[Kept]:
    """The system's, in their order, then the others by title; ``deleted`` ones too."""
    table = models.DispositionRow
    rows = {row.key: row for row in table.select().order_by(table.title_key, table.key)}
    known = [
        Kept(key, _of(rows[key]) if key in rows else one, system=True)
        for key, one in SYSTEM.items()
    ]
    own = [
        Kept(key, _of(row), deleted=_gone(row)) for key, row in rows.items() if key not in SYSTEM
    ]
    return known + [one for one in own if deleted or not one.deleted]


def _of(row: models.DispositionRow) -> Disposition:
    return Disposition(**{name: getattr(row, name) for name in _NAMES})


def _gone(row: models.DispositionRow) -> bool:
    return row.deleted_at is not None


def keys() -> list[str]:
    """All that were ever given."""
    table = models.DispositionRow
    return [*SYSTEM, *(key for (key,) in table.select(table.key).tuples())]


def create(key: str, made: Disposition, by: str, now: datetime) -> None:
    """Raises Duplicate (from the transaction) on a title in use."""
    models.DispositionRow.create(key=key, **_values(made), created_by=by, created_at=now)


def change(key: str, to: Disposition, by: str, now: datetime) -> bool:
    """False when it is gone. Raises Duplicate (from the transaction) on a title in use."""
    table = models.DispositionRow
    mine = (table.key == key) & table.deleted_at.is_null()
    if table.update(**_values(to)).where(mine).execute():
        return True
    if key not in SYSTEM:
        return False
    create(key, to, by, now)
    return True


def _values(one: Disposition) -> dict[str, object]:
    return asdict(one) | {"title_key": name_key(one.title)}


def delete(key: str, now: datetime) -> bool:
    """It is in no set any more; calls keep it. False when it is gone already."""
    table, choice = models.DispositionRow, models.DispositionChoice
    mine = (table.key == key) & table.deleted_at.is_null()
    if not table.update(deleted_at=now).where(mine).execute():
        return False
    choice.delete().where(choice.key == key).execute()
    return True


# --- sets --------------------------------------------------------------------------------------


def sets() -> list[Set]:
    """By name."""
    table = models.DispositionSet
    chosen = _chosen()
    rows = table.select().order_by(table.name_key)
    return [Set(row.id, row.name, chosen.get(row.id, ())) for row in rows]


def get_set(number: int) -> Set | None:
    row = models.DispositionSet.get_or_none(models.DispositionSet.id == number)
    return Set(row.id, row.name, _chosen().get(row.id, ())) if row else None


def _chosen() -> dict[int, tuple[str, ...]]:
    table = models.DispositionChoice
    found: dict[int, list[str]] = {}
    rows = table.select(table.set, table.key).order_by(table.set, table.position, table.key)
    for number, key in rows.tuples():
        found.setdefault(number, []).append(key)
    return {number: tuple(its) for number, its in found.items()}


def hold_set(number: int) -> bool:
    """Whether there is one; it is not deleted before the transaction ends."""
    table = models.DispositionSet
    query = table.select(table.id).where(table.id == number)
    if not isinstance(models.database.obj, SqliteDatabase):
        query = query.for_update("FOR SHARE")
    return bool(list(query))


def create_set(name: str, chosen: Sequence[str], by: str, now: datetime) -> int:
    """Raises Duplicate (from the transaction) on a name in use."""
    table = models.DispositionSet
    made = table.create(name=name, name_key=name_key(name), created_by=by, created_at=now)
    _choose(made.id, chosen)
    return int(made.id)


def change_set(number: int, name: str, chosen: Sequence[str]) -> bool:
    """False when it is gone. Raises Duplicate (from the transaction) on a name in use."""
    table, choice = models.DispositionSet, models.DispositionChoice
    named = table.update(name=name, name_key=name_key(name)).where(table.id == number)
    if not named.execute():
        return False
    choice.delete().where(choice.set == number).execute()
    _choose(number, chosen)
    return True


def _choose(number: int, chosen: Iterable[str]) -> None:
    for place, key in enumerate(chosen):
        models.DispositionChoice.create(set=number, key=key, position=place)


def delete_set(number: int) -> bool:
    """False when it is gone already."""
    table = models.DispositionSet
    return bool(table.delete().where(table.id == number).execute())


def users() -> dict[int, int]:
    """By set, how many campaigns chose it; those that are deleted are not counted."""
    table = models.Campaign
    rows = (
        table.select(table.disposition_set, fn.COUNT(table.id))
        .where(table.deleted_at.is_null() & (table.disposition_set != ALL))
        .group_by(table.disposition_set)
        .tuples()
    )
    return {int(number): int(count) for number, count in rows}


def let_go(number: int) -> None:
    """Campaigns that chose it choose from all."""
    table = models.Campaign
    table.update(disposition_set=ALL).where(table.disposition_set == number).execute()


def of_set(number: int) -> list[Kept]:
    """What agents of a campaign with this set choose from, in its order. One that is gone is all
    of them."""
    known = every()
    chosen = get_set(number) if number != ALL else None
    if chosen is None:
        return known
    by_key = {one.key: one for one in known}
    return [by_key[key] for key in chosen.keys if key in by_key]
