"""What is said to who waits for an act."""

from datetime import datetime
from typing import Any

from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.store.calls import orders
from esl_dialer.store.database import transaction


class Answers:
    def __init__(self, sql: Sql, clock: Clock) -> None:
        self._sql, self._clock = sql, clock

    def write(self, act: int, told: dict[str, Any], *, done: bool = False) -> None:
        """How far it is; ``done``: this is all."""
        self._sql(_write, act, told, self._clock.now(), done)


def _write(act_id: int, told: dict[str, Any], now: datetime, done: bool) -> None:
    with transaction():
        orders.answer(act_id, told, now, done=done)
