"""Column types: instants as integer milliseconds, JSON as text, enumerations as their values,
sentences with their places."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from peewee import BigIntegerField, CharField, TextField

from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule, read_wall_time, write_wall_time
from esl_dialer.core.says import Says, unpacked


class InstantField(BigIntegerField):
    """An aware UTC datetime, stored as milliseconds since 1970 (exact, sortable)."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return value if value is None or isinstance(value, int) else to_ms(value)

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else from_ms(value)


_chunks: Callable[[Any, int], Iterable[str]] = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
    *(None, json.JSONEncoder().default, json.encoder.encode_basestring, None),
    *(":", ",", True, False, True),
)
"""What ``json.JSONEncoder``, with ``ensure_ascii=False, sort_keys=True, separators=(",", ":")``,
makes anew for each value: that takes as long as a record's fields themselves."""


def _json(value: Any) -> str:
    return "".join(_chunks(value, 0))


class JsonField(TextField):
    """Any JSON value, stored as text with its keys sorted."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else _json(value)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


class NumbersField(JsonField):
    """Several texts, in order: a tuple."""

    def python_value(self, value: str | None) -> tuple[str, ...]:
        return tuple(super().python_value(value) or ())


class IdsField(JsonField):
    """Numbers of rows, in order: a tuple."""

    def python_value(self, value: str | None) -> tuple[int, ...]:
        return NO_IDS if value == "[]" else tuple(super().python_value(value) or ())


NO_IDS: tuple[int, ...] = ()


class WindowField(TextField):
    """A dialing window as JSON: by weekday, Monday first, its spans in minutes after midnight; one
    of a named zone as an object of both."""

    def db_value(self, value: Window | None) -> str | None:
        if value is None:
            return None
        told = {"days": value.days, "zone": value.zone} if value.zone else value.days
        return json.dumps(told, separators=(",", ":"))

    def python_value(self, value: str | None) -> Window | None:
        return None if value is None else _window(value)


@lru_cache(maxsize=256)
def _window(text: str) -> Window:
    """Read once: a tick asks for every campaign's, and few differ."""
    read = json.loads(text)
    days, zone = (read["days"], read["zone"]) if isinstance(read, dict) else (read, "")
    return Window(tuple(tuple((start, end) for start, end in spans) for spans in days), zone)


class ScheduleField(TextField):
    """A campaign's schedule as JSON; empty: it has none."""

    def db_value(self, value: Schedule | None) -> str | None:
        if value is None:
            return None
        times = {"start": write_wall_time(value.start), "end": write_wall_time(value.end)}
        often = {"recurrence": _recurrence_told(value.recurrence)} if value.recurrence else {}
        return _json(times | {"zone": value.zone} | often) if value else ""

    def python_value(self, value: str | None) -> Schedule:
        return _schedule(value) if value else UNPLANNED


UNPLANNED = Schedule()


@lru_cache(maxsize=256)
def _schedule(text: str) -> Schedule:
    """Read once, as a window."""
    read = json.loads(text)
    often = _recurrence(read["recurrence"]) if "recurrence" in read else None
    return Schedule(read_wall_time(read["start"]), read_wall_time(read["end"]), read["zone"], often)


def _recurrence_told(value: Recurrence) -> dict[str, Any]:
    until = value.until.isoformat() if value.until else ""
    return asdict(value) | {"until": until}


def _recurrence(read: dict[str, Any]) -> Recurrence:
    return Recurrence(
        every=Every(read["every"]),
        interval=read["interval"],
        days=tuple(read["days"]),
        month_days=tuple(read["month_days"]),
        until=date.fromisoformat(read["until"]) if read["until"] else None,
        count=read["count"],
    )


class WordField(CharField):
    """A StrEnum of ``core.words``; a word that the enumeration lacks is an error, not a string."""

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        self.words = words
        self._known = {word.value: word for word in words}
        super().__init__(max_length=32, **kwargs)

    def db_value(self, value: StrEnum | str | None) -> str | None:
        if type(value) is self.words:
            return value.value
        return None if value is None else str(self.words(value))

    def python_value(self, value: str | None) -> StrEnum | None:
        return None if value is None else self._known.get(value) or self.words(value)


class SaysField(TextField):
    """A sentence that keeps its places (``Says.packed``); a text of an older dialer is one too."""

    def db_value(self, value: Says | str | None) -> str | None:
        return value.packed() if isinstance(value, Says) else value

    def python_value(self, value: str) -> Says:
        return unpacked(value)


class ShortSaysField(CharField):
    """The same in so many letters: a sentence that needs more stands there in English, cut."""

    def db_value(self, value: Says | str | None) -> str | None:
        packed = value.packed() if isinstance(value, Says) else value
        fits = packed is None or len(packed) <= self.max_length
        return packed if fits else str(value)[: self.max_length]

    def python_value(self, value: str) -> Says:
        return unpacked(value)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970. Raises ValueError on an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return round(instant.timestamp() * 1000)


def from_ms(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
