"""Lists made for tests."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from esl_dialer.core.lists.chunk_size import ChunkSize
from esl_dialer.core.lists.layout import HEADERS, KEYS
from esl_dialer.core.lists.likeness import chosen
from esl_dialer.services.lists import importing
from esl_dialer.services.lists.importing import Begun, continue_import
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from tests.store.rows import phones_of

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
GOOD = {
    "account_number": "1000000",
    "first_name": "John",
    "last_name": "Muglia",
    "province": "ON",
    "balance": "628.63",
    "full_name": "JOHN MUGLIA",
    "city": "Markham",
    "postal_code": "L3S 4V6",
    "tfn": "8002709938",
    "did": "4169013704",
    "phone_1": "4165550111",
}


def now() -> datetime:
    return NOW


def row(**changes: str) -> list[str]:
    """A good row in the guide's order, with some cells changed."""
    values = GOOD | changes
    return [values.get(key, "") for key in KEYS]


def rows(count: int, first: int = 1) -> list[list[str]]:
    return [
        row(account_number=f"A{n}", phone_1=f"416555{n:04}") for n in range(first, first + count)
    ]


def write_list(path: Path, body: Iterable[list[str]], header: Iterable[str] = HEADERS) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([list(header), *body])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def begin_import(campaign: int, path: Path, name: str, *, now: datetime, **more: Any) -> Begun:
    """Keep the file and write down how it will be read."""
    ready = importing.take(campaign, path, name, **more)
    with transaction():
        return importing.begin(ready, now)


def import_all(
    campaign: int,
    path: Path,
    data_dir: Path,
    duplicates: str = "skip",
    chunk_rows: int = 50,
    *,
    account_zeros: str = "ignore",
    same_person: str = "keep",
) -> int:
    """Begin and finish an import; the list's id."""
    choices = chosen(duplicates, account_zeros, same_person)
    begun = begin_import(campaign, path, "a list", data_dir=data_dir, now=NOW, choices=choices)
    continue_import(begun.list_id, data_dir, now, chunk=fixed(chunk_rows))
    return begun.list_id


def stored(campaign: int) -> list[tuple[object, ...]]:
    """All that an import decides of a campaign's records (random keys apart), in order."""
    record = models.Record
    query = record.select().where(record.campaign == campaign).order_by(record.position)
    return [(*_own(r), *_phones(r)) for r in query]


def _own(r: models.Record) -> tuple[object, ...]:
    person = r.person
    return (
        *(r.position, r.account, person.full_name, person.province, r.gate, person.person_key),
        *(person.fields, person.custom, r.status, r.ready, r.own_transfer),
        *(person.account, person.gate),
    )


def _phones(r: models.Record) -> list[tuple[object, ...]]:
    return [(p.position, p.number, p.extension, p.kind) for p in phones_of(r)]


def fixed(rows: int) -> ChunkSize:
    """Always so many rows in a chunk, so that a test knows where it is cut."""
    return ChunkSize(rows, rows, rows)
