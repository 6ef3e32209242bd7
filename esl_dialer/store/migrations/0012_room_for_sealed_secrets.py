"""Room for sealed secrets."""

from typing import Any

from peewee import CharField


def up(migrator: Any, db: Any) -> None:
    _widen(migrator, 255)


def down(migrator: Any, db: Any) -> None:
    _widen(migrator, 64)


def _widen(migrator: Any, letters: int) -> None:
    migrator.migrate(
        migrator.alter_column_type(
            "user_account", "second_factor_secret", CharField(max_length=letters, default="")
        )
    )
