"""What is noted of people: kept, and asked for by whose it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.noted import Noted, whose
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.store import models
from esl_dialer.store.statements import Select

T = TypeVar("T", bound=Noted)

_ANY = Select(
    "FROM person_stop WHERE whose IN (??) AND removed_at IS NULL"
    " UNION ALL SELECT whose FROM consent WHERE whose IN (??) AND revoked_at IS NULL LIMIT 1",
    (models.PersonStop, ["whose"]),
)


def any_of(whose: Collection[str]) -> bool:
    """Whether anything that stands is noted of one of these people."""
    keys = sorted(set(whose))
    return any(_ANY.rows(keys, keys))


@dataclass(frozen=True, slots=True)
class Whose:
    """A record, its campaign and list, and whose it is."""

    record: int
    campaign: int
    list: int | None
    whose: str
    account: str
    gate: str


def whose_of(record_id: int) -> Whose | None:
    """None: there is no such record."""
    return _of_row(models.Record.get_or_none(models.Record.id == record_id))


def whose_in(campaign_id: int, account: str) -> Whose | None:
    """The same by the account of a campaign."""
    table = models.Record
    mine = (table.campaign == campaign_id) & (table.account == account)
    return _of_row(table.get_or_none(mine))


def _of_row(row: models.Record | None) -> Whose | None:
    if row is None:
        return None
    return Whose(row.id, row.campaign_id, row.list_id, whose_is(row), row.account, row.gate)


def whose_is(row: models.Record) -> str:
    """Of a record's row."""
    return whose(row.person.person_key, account_key(row.account))


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What is to be kept, as ``Noted``; ``account``: of the record it is noted from;
    ``import_id``: the import that said so, 0: none."""

    whose: str
    account: str
    why: str
    set_by: str
    campaign: int = 0
    list: int = 0
    until: datetime | None = None
    source: Says = NOTHING
    import_id: int = 0


class Kept(Generic[T]):
    """A table of what is noted, and what its rows are made."""

    def __init__(self, table: type[Any], made: type[T]) -> None:
        self._table, self._made = table, made
        self._names = [field.name for field in fields(made)]
        gone = table.withdrawn_at.column_name
        self._standing = Select(
            f"FROM {table._meta.table_name} WHERE whose IN (??) AND {gone} IS NULL ORDER BY id",
            (table, ["whose"]),
            (table, self._names),
        )

    def standing(self, whose: Collection[str]) -> dict[str, list[T]]:
        """Of these people, what is not withdrawn."""
        found: dict[str, list[T]] = {}
        for (of,), row in self._standing.groups(sorted(set(whose))):
            found.setdefault(of, []).append(self._value(row))
        return found

    def of(self, whose: str) -> list[T]:
        """All that there ever was, the newest first."""
        table = self._table
        rows = table.select(*self._columns()).where(table.whose == whose)
        return [self._value(row) for row in rows.order_by(table.id.desc()).tuples()]

    def _columns(self) -> list[Any]:
        return [getattr(self._table, name) for name in self._names]

    def _value(self, row: Collection[Any]) -> T:
        return self._made(**dict(zip(self._names, row, strict=True)))

    def numbered(self, numbers: Iterable[int]) -> dict[int, T]:
        """By number, those that there are."""
        table, ids = self._table, sorted(set(numbers))
        if not ids:
            return {}
        rows = table.select(*self._columns()).where(table.id.in_(ids)).tuples()
        return {one.id: one for one in map(self._value, rows)}

    def put(self, new: New, now: datetime) -> int:
        """Its number."""
        values = {field.name: getattr(new, field.name) for field in fields(new)}
        return int(self._table.create(set_at=now, **values).id)

    def withdraw(self, number: int, why: str, by: str, now: datetime) -> bool:
        """False when it was withdrawn already."""
        table = self._table
        gone = table.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=why)
        return bool(gone.where((table.id == number) & table.withdrawn_at.is_null()).execute())

    def count_of(self, import_id: int) -> int:
        """How much of what an import noted is not withdrawn."""
        return int(self._table.select().where(self._of_import(import_id)).count())

    def withdraw_some(self, import_id: int, most: int, why: str, by: str, now: datetime) -> int:
        """Of what an import noted, so many at most; how many."""
        table = self._table
        ids = [
            row.id for row in table.select(table.id).where(self._of_import(import_id)).limit(most)
        ]
        gone = table.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=why)
        return int(gone.where(table.id.in_(ids)).execute()) if ids else 0

    def _of_import(self, import_id: int) -> Any:
        table = self._table
        return (table.import_id == import_id) & table.withdrawn_at.is_null()
