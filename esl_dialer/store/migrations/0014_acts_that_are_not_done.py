"""Acts that are not done."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_index("act", ("done_at",)))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_index("act", "act_done_at"))
