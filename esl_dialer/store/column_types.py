"""Column types: instants as integer milliseconds, JSON as text, enumerations as their values."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from peewee import BigIntegerField, CharField, TextField


class InstantField(BigIntegerField):
    """An aware UTC datetime, stored as milliseconds since 1970 (exact, sortable)."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return value if value is None or isinstance(value, int) else to_ms(value)

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else from_ms(value)


class JsonField(TextField):
    """Any JSON value, stored as text with its keys sorted."""

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


class NumbersField(JsonField):
    """Several texts, in order: a tuple."""

    def python_value(self, value: str | None) -> tuple[str, ...]:
        return tuple(super().python_value(value) or ())


class WordField(CharField):
    """A StrEnum of ``core.words``; a word that the enumeration lacks is an error, not a string."""

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        self.words = words
        super().__init__(max_length=32, **kwargs)

    def db_value(self, value: StrEnum | str | None) -> str | None:
        return None if value is None else str(self.words(value))

    def python_value(self, value: str | None) -> StrEnum | None:
        return None if value is None else self.words(value)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970. Raises ValueError on an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return round(instant.timestamp() * 1000)


def from_ms(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
