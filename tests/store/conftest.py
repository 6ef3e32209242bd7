"""Every store test runs on SQLite, and on PostgreSQL where a server can be started."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from esl_dialer.store import models
from esl_dialer.store.database import open_database

settings.register_profile(
    "store", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("store")


@pytest.fixture
def db(migrated_url: str) -> Iterator[str]:
    """A migrated database, open."""
    opened = open_database(migrated_url)
    yield migrated_url
    opened.close()
    models.database.initialize(None)
