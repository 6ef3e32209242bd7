"""Compares the open attempts with the switch: at start, on reconnect and every minute."""

import logging
from collections.abc import Callable
from typing import Protocol

import gevent
from gevent.lock import BoundedSemaphore

from esl_dialer.clock import Clock
from esl_dialer.core.events import Ended
from esl_dialer.core.reconcile import GRACE, Evidence, Verdict, judge
from esl_dialer.core.words import Outcome
from esl_dialer.engine.tracker import Closed, News, Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.logs import line
from esl_dialer.store import attempts
from esl_dialer.store.attempts import Tracked

log = logging.getLogger(__name__)

_CLOSES = {Verdict.NOT_PLACED: Outcome.NOT_PLACED, Verdict.LOST: Outcome.LOST}


class DetailRecords(Protocol):
    """Where the switch leaves its call detail records."""

    def find(self, attempt: str) -> Ended | None:
        """How that attempt's call ended; None while there is no record of it. SwitchError."""


class Reconciler:
    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        tracker: Tracker,
        clock: Clock,
        records: DetailRecords | None,
        in_hand: Callable[[str], bool],
    ) -> None:
        self._sql, self._switch, self._tracker, self._clock = sql, switch, tracker, clock
        self._records, self._in_hand = records, in_hand
        self._heard_since = clock.now()
        self._sweeping = BoundedSemaphore()

    def link_came_up(self) -> None:
        """From now on the switch's answers can be believed, after a grace."""
        self._heard_since = self._clock.now()

    def sweep(self) -> dict[str, Verdict]:
        """Judge every open attempt; while the switch can't be asked, none. One at a time."""
        if not self._switch.up:
            return {}
        with self._sweeping:
            try:
                verdicts = self._judge_all()
            except SwitchError as error:
                log.warning(line("sweep.impossible", error=error))
                return {}
            self._remember(verdicts)
        return verdicts

    def _judge_all(self) -> dict[str, Verdict]:
        """The database is asked too: what is open there and not in hand is taken up here."""
        self._tracker.adopt(
            one for one in self._sql(attempts.open_attempts) if not self._in_hand(one.call.attempt)
        )
        core = self._switch.info().core
        living = {channel.uuid for channel in self._switch.channels()}
        held = [t for t in self._tracker.calls.values() if not self._in_hand(t.call.attempt)]
        missing = {t.call.attempt for t in held} - living
        keeps = bool(missing) and self._keeps_records(core)
        return {one.call.attempt: self._judge(one, core, living, keeps) for one in held}

    def _keeps_records(self, core: str) -> bool:
        """Whether a call of this switch whose end was heard left a record that we can read."""
        if self._records is None:
            return False
        heard = self._sql(attempts.ended_lately, core, self._clock.now() - GRACE)
        return any(self._record(attempt) is not None for attempt in heard)

    def _record(self, attempt: str) -> Ended | None:
        """Read in a thread: a slow disk must not stop the event socket's reader."""
        if self._records is None:
            return None
        return gevent.get_hub().threadpool.apply(  # type: ignore[no-any-return]
            self._records.find, (attempt,)
        )

    def _judge(self, one: Tracked, core: str, living: set[str], keeps: bool) -> Verdict:
        attempt = one.call.attempt
        channel = attempt in living or self._switch.exists(attempt)
        record = None if channel else self._record(attempt)
        evidence = Evidence(core, channel, record, keeps, self._heard_since)
        verdict = judge(one.as_open(), evidence, self._clock.now())
        if (news := self._news(attempt, verdict, record)) is not None:
            log.info(line("call.reconciled", attempt=attempt, verdict=verdict))
            self._tracker.put(news)
        return verdict

    def _news(self, attempt: str, verdict: Verdict, record: Ended | None) -> News | None:
        if verdict in _CLOSES:
            return Closed(attempt, self._clock.now(), _CLOSES[verdict])
        return record if verdict is Verdict.RECORDED else None

    def _remember(self, verdicts: dict[str, Verdict]) -> None:
        absent = [attempt for attempt, verdict in verdicts.items() if verdict is Verdict.ABSENT]
        present = [attempt for attempt, verdict in verdicts.items() if verdict is Verdict.LIVE]
        self._sql(_count, absent, present)
        self._tracker.note_absence(absent, present)


def _count(absent: list[str], present: list[str]) -> None:
    if absent:
        attempts.count_absent(absent)
    if present:
        attempts.forget_absent(present)
