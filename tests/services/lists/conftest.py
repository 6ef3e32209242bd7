from collections.abc import Iterator
from pathlib import Path

import pytest

from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import open_database
from tests.databases import empty_sqlite
from tests.services.lists.helpers import NOW


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory with an open, migrated database."""
    opened = open_database(empty_sqlite(tmp_path / "data" / "dialer.db"))
    yield tmp_path / "data"
    opened.close()
    models.database.initialize(None)


@pytest.fixture
def campaign(data_dir: Path) -> int:
    return campaigns.create({"name": "January", "kind": "LB"}, NOW).id
