"""Records for the other benches, as the measured code keeps them: older ones had no table of
people."""

from collections.abc import Iterable
from typing import Any


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
