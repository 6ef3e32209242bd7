"""The first schema."""

from typing import Any

from esl_dialer.store.models import TABLES


def up(_migrator: Any, db: Any) -> None:
    db.create_tables(TABLES)


def down(_migrator: Any, db: Any) -> None:
    db.drop_tables(TABLES)
