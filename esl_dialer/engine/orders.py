"""Orders: one-shot acts, wishes that are rows, claimed once and given to who does them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from esl_dialer.core.calls.orders import Act, ActKind
from esl_dialer.engine.answers import Answers
from esl_dialer.engine.hang_ups import HangUps
from esl_dialer.engine.key_presses import KeyPresses
from esl_dialer.engine.looks import Look, Version
from esl_dialer.engine.placement import Dialing, Placement
from esl_dialer.engine.test_calls import TestCalls
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch
from esl_dialer.runtime.clock import Clock
from esl_dialer.store.calls import orders
from esl_dialer.store.database import StoreBusy, transaction

LOOK_EVERY_S = 0.3


class Orders:
    """``look`` takes what waits; ``test_calls`` get every event before the tracker does."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        dialing: Dialing,
        owner: str,
        placement: Placement,
        version: Version = lambda: None,
    ) -> None:
        self._sql, self._switch, self._clock, self._owner = sql, switch, clock, owner
        answers = Answers(sql, clock)
        self.hang_ups = HangUps(switch, answers)
        self.test_calls = TestCalls(
            sql=sql, clock=clock, dialing=dialing, placement=placement, answers=answers
        )
        self._takes: dict[ActKind, Callable[[Act], None]] = {
            ActKind.HANG_UP: self.hang_ups.take,
            ActKind.PRESS: KeyPresses(switch, answers).take,
            ActKind.TEST_CALL: self.test_calls.place,
        }
        self._waiting = Look(version, self._ask)

    def take_up(self) -> None:
        """Close what an earlier engine left open: its test calls are nobody's."""
        self._sql(_abandon, list(self._takes), self._clock.now())

    def run(self) -> None:
        while True:
            with suppress(StoreBusy):
                self.look()
            self._clock.sleep(LOOK_EVERY_S)

    def _ask(self) -> list[int] | None:
        return self._sql(orders.waiting, tuple(self._takes)) or None

    def look(self) -> None:
        """Write what test calls came to; do what waits, while the switch can be reached."""
        self.test_calls.write()
        if not self._switch.up:
            return
        self.hang_ups.look()
        self.test_calls.send_due()
        for act_id in self._waiting() or []:
            act = self._sql(_claim, act_id, self._owner, self._clock.now())
            if act is not None:
                self._takes[act.kind](act)


def _claim(act_id: int, owner: str, now: datetime) -> Act | None:
    with transaction():
        return orders.claim(act_id, owner, now)


def _abandon(kinds: list[ActKind], now: datetime) -> None:
    with transaction():
        orders.abandon(kinds, now)
