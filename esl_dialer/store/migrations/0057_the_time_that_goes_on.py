"""An agent's time that goes on is found among years of times that ended.

One index on a table of few rows yet, in one transaction.
"""

from typing import Any

INDEX = "agent_time_agent_id_ended_at"


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_index("agent_time", ("agent_id", "ended_at"), unique=False))


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_index("agent_time", INDEX))
