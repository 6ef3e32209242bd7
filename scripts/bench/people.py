"""Records for the other benches, as the measured code keeps them: older ones had no table of
people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

TORONTO = "America/Toronto"


def put(models: Any, rows: Iterable[dict[str, Any]], phones: Iterable[dict[str, Any]]) -> None:
    """``rows``: by column, of person, record and message alike, with ``id``; ``phones``: theirs, by
    ``record``."""
    rows, phones = list(rows), list(phones)
    if not hasattr(models, "Person"):
        models.Record.insert_many(rows).execute()
        models.Phone.insert_many(phones).execute()
        return
    _put(models.Person, rows)
    _put(models.Record, [row | {"person": row["id"]} for row in rows])
    spoken = [{name.removeprefix("audio_"): value for name, value in row.items()} for row in rows]
    _put(models.Message, [row | {"record": row["id"]} for row in spoken])
    models.Phone.insert_many(
        [{"person" if name == "record" else name: value for name, value in one.items()}
         for one in phones]
    ).execute()  # fmt: skip


def _put(table: Any, rows: list[dict[str, Any]]) -> None:
    known = table._meta.fields
    table.insert_many(
        [{known[name]: value for name, value in row.items() if name in known} for row in rows]
    ).execute()


def put_ready(
    models: Any, campaign: int, numbers: Iterable[int], now: datetime, gate: str = TORONTO
) -> None:
    """People behind a gate who may be dialed at once, with two phones each; by their numbers."""
    numbers = list(numbers)
    phones = [_phone(number, at) for number in numbers for at in range(2)]
    put(models, [_ready(campaign, number, now, gate) for number in numbers], phones)


def _ready(campaign: int, number: int, now: datetime, gate: str) -> dict[str, Any]:
    return {
        "id": number, "campaign": campaign, "position": number, "account": f"A{number}",
        "full_name": f"Person {number}", "person_key": f"{number:032x}",
        "province": "ON", "gate": gate,
        "random_key": number * 7919 % 2**31, "audio": "ready", "audio_ms": 5000, "ready": True,
        "audio_path": "a.wav", "created_at": now,
    }  # fmt: skip


def _phone(number: int, position: int) -> dict[str, Any]:
    return {
        "record": number,
        "position": position,
        "number": f"+1{4_162_000_000 + 2 * number + position}",
    }
