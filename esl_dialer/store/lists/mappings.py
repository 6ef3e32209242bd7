"""Mappings of columns: kept under their names, found by the header row."""

from datetime import datetime

from peewee import fn

from esl_dialer.core.lists.mappings import KeptMapping, NewMapping
from esl_dialer.store import models


def every() -> list[KeptMapping]:
    """By name."""
    table = models.ColumnMapping
    return [_kept(row) for row in table.select().order_by(fn.LOWER(table.name), table.id)]


def of_shape(shape: str) -> KeptMapping | None:
    row = models.ColumnMapping.get_or_none(models.ColumnMapping.shape == shape)
    return _kept(row) if row else None


def by_name(name: str) -> KeptMapping | None:
    row = models.ColumnMapping.get_or_none(models.ColumnMapping.name == name)
    return _kept(row) if row else None


def get(number: int) -> KeptMapping | None:
    row = models.ColumnMapping.get_or_none(models.ColumnMapping.id == number)
    return _kept(row) if row else None


def keep(mapping: NewMapping, by: str, now: datetime) -> None:
    """In place of the one of the same header row, if there is one; inside a transaction."""
    table = models.ColumnMapping
    table.delete().where(table.shape == mapping.shape).execute()
    table.create(
        name=mapping.name,
        shape=mapping.shape,
        columns=mapping.columns,
        date_order=mapping.date_order,
        needs=mapping.needs,
        created_at=now,
        created_by=by,
    )


def forget(number: int) -> bool:
    """Whether it was there."""
    table = models.ColumnMapping
    return bool(table.delete().where(table.id == number).execute())


def _kept(row: models.ColumnMapping) -> KeptMapping:
    return KeptMapping(
        id=row.id,
        name=row.name,
        shape=row.shape,
        columns=tuple((header, choice) for header, choice in row.columns),
        date_order=row.date_order,
        needs=row.needs,
        created_at=row.created_at,
        created_by=row.created_by,
    )
