"""What is noted of people: kept, and asked for by whose it is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from esl_dialer.core.people.identity import creditor_of
from esl_dialer.core.people.noted import Noted, Notes, Who
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.store import models
from esl_dialer.store.statements import Select

T = TypeVar("T", bound=Noted)

_ANY = Select(
    "FROM person_stop WHERE whose IN (??) AND removed_at IS NULL"
    " UNION ALL SELECT whose FROM person_stop WHERE account_key IN (??) AND removed_at IS NULL"
    " UNION ALL SELECT whose FROM consent WHERE whose IN (??) AND revoked_at IS NULL LIMIT 1",
    (models.PersonStop, ["whose"]),
)


def any_of(people: Iterable[Who]) -> bool:
    """Whether anything that stands is noted of one of these people, or a stop of their accounts."""
    keys, accounts = _keys(people)
    return any(_ANY.rows(keys, accounts, keys))


def _keys(people: Iterable[Who]) -> tuple[list[str], list[str]]:
    """Whose they are, and their accounts' keys."""
    asked = list(people)
    return sorted({one.whose for one in asked}), sorted({one.account_key for one in asked} - {""})


@dataclass(frozen=True, slots=True)
class Whose:
    """A record, its campaign and list, and whose it is."""

    record: int
    campaign: int
    list: int | None
    who: Who
    gate: str

    @property
    def account(self) -> str:
        return self.who.account


def whose_of(record_id: int) -> Whose | None:
    """None: there is no such record."""
    row = models.Record.get_or_none(models.Record.id == record_id)
    return Whose(row.id, row.campaign_id, row.list_id, who_is(row), row.gate) if row else None


def who_is(row: models.Record) -> Who:
    """Of a record's row, with its person's."""
    its = row.person
    return Who(its.person_key, row.account, its.full_name, creditor_of(its.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What is to be kept, as ``Noted``, of ``who``; ``import_id``: the import that said so, 0:
    none."""

    who: Who
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
        of_these = f"FROM {table._meta.table_name} WHERE (whose IN (??) OR account_key IN (??))"
        self._standing = Select(f"{of_these} AND {gone} IS NULL", (table, self._names))
        self._ever = Select(of_these, (table, self._names))

    def standing(self, people: Iterable[Who]) -> Notes[T]:
        """Of these people and their accounts, what is not withdrawn."""
        return self._found(self._standing, people)

    def ever(self, people: Iterable[Who]) -> Notes[T]:
        """Of these people and their accounts, all that there ever was."""
        return self._found(self._ever, people)

    def _found(self, read: Select, people: Iterable[Who]) -> Notes[T]:
        keys, accounts = _keys(people)
        return Notes(map(self._value, read.rows(keys, accounts) if keys else ()))

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
        who: Who = values.pop("who")
        values |= {field.name: getattr(who, field.name) for field in fields(who)}
        del values["person_key"]
        its = {"whose": who.whose, "account_key": who.account_key}
        return int(self._table.create(set_at=now, **its, **values).id)

    def withdraw(self, number: int, why: str, by: str, now: datetime, **more: Any) -> bool:
        """False when it was withdrawn already. ``more``: other columns that it sets."""
        table = self._table
        gone = table.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=why, **more)
        return bool(gone.where((table.id == number) & table.withdrawn_at.is_null()).execute())

    def count_of(self, import_id: int) -> int:
        """How much of what an import noted is not withdrawn."""
        return int(self._table.select().where(self._of_import(import_id)).count())

    def withdraw_some(
        self, import_id: int, most: int, why: str, by: str, now: datetime, **more: Any
    ) -> int:
        """Of what an import noted, so many at most; how many."""
        table = self._table
        ids = [
            row.id for row in table.select(table.id).where(self._of_import(import_id)).limit(most)
        ]
        gone = table.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=why, **more)
        return int(gone.where(table.id.in_(ids)).execute()) if ids else 0

    def _of_import(self, import_id: int) -> Any:
        table = self._table
        return (table.import_id == import_id) & table.withdrawn_at.is_null()
