from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store import models
from esl_dialer.store.lists import filter_functions
from tests.databases import empty_sqlite
from tests.store.rows import put_record

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class HandClock:
    """Moves when it is told to, and when somebody sleeps on it."""

    def __init__(self) -> None:
        self.instant = NOW
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.instant += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ctx(tmp_path: Path, clock: HandClock) -> Context:
    return Context(Config(data=tmp_path), clock, OPERATOR)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    empty_sqlite(tmp_path / "test.db")
    opened = SqliteDatabase(str(tmp_path / "test.db"), pragmas={"journal_mode": "wal"})
    filter_functions.install(opened)
    models.database.initialize(opened)
    yield opened
    opened.close()


def add_campaign(**values: Any) -> int:
    english, french = templates_of(CampaignKind.LB)
    given = {
        "name": "Winter",
        "kind": CampaignKind.LB,
        "language": Language.EN,
        "template_en": english,
        "template_fr": french,
        "created_at": NOW,
        "updated_at": NOW,
    } | values
    return int(models.Campaign.create(**given).id)


def add_record(campaign_id: int, number: int, **values: Any) -> int:
    fields = {"first_name": "JOHN", "last_name": "MUGLIA", "tfn": "8002709938"}
    given = {
        "campaign": campaign_id,
        "position": number,
        "account": f"A{number}",
        "full_name": "JOHN MUGLIA",
        "province": "ON",
        "gate": "America/Toronto",
        "random_key": number,
        "created_at": NOW,
    } | values
    given["fields"] = fields | values.get("fields", {})
    return put_record(given)
