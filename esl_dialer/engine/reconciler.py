"""Compares the open attempts with their switch: at start, on reconnect and every minute."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import gevent
from gevent.lock import BoundedSemaphore
from gevent.pool import Pool

from esl_dialer.core.calls.call import advance, outcome_of
from esl_dialer.core.calls.correcting import LATEST
from esl_dialer.core.calls.events import Ended
from esl_dialer.core.calls.reconcile import GRACE, Evidence, Verdict, judge, too_early
from esl_dialer.core.words import CallState, Outcome
from esl_dialer.engine import settling
from esl_dialer.engine.changes import Closed, News
from esl_dialer.engine.elsewhere import Elsewhere, SwitchAnswer
from esl_dialer.engine.tracker import Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import Recurring, line
from esl_dialer.store.calls import attempts
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.database import transaction

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Attempts that the switch is asked about at the same time."""

EVENT_WAIT = timedelta(seconds=5)
"""An event that is not here so long after the instant it tells of was lost."""

_CLOSES = {Verdict.NOT_PLACED: Outcome.NOT_PLACED, Verdict.LOST: Outcome.LOST}


class DetailRecords(Protocol):
    """Where the switch leaves its call detail records."""

    @property
    def at_once(self) -> bool:
        """Whether a record is there as soon as the switch has written it: none is no call then."""

    def find(self, attempt: str) -> Ended | None:
        """How that attempt's call ended; None while there is no record of it. SwitchError."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was found out about attempts of one switch: see ``Evidence``."""

    core: str | None
    living: frozenset[str]
    records: Mapping[str, Ended]
    keeps_records: bool | None


class Reconciler:
    """Of an attempt that it ``doubts``, from before a restore, no silence proves that it was never
    placed."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        tracker: Tracker,
        clock: Clock,
        records: DetailRecords | None,
        in_hand: Callable[[str], bool],
        elsewhere: Elsewhere | None = None,
        doubts: Callable[[Tracked], bool] = lambda _: False,
    ) -> None:
        self._sql, self._switch, self._tracker, self._clock = sql, switch, tracker, clock
        self._records, self._in_hand, self._elsewhere = records, in_hand, elsewhere
        self._doubts = doubts
        self._heard_since = clock.now()
        self._sweeping = BoundedSemaphore()
        self._unasked = Recurring(log, "sweep.impossible", "sweep.possible")
        self._unread = Recurring(log, "late_records.impossible", "late_records.possible")
        self.missed = 0
        """Calls whose end was not heard although the link stood: events were lost on the way."""

    def link_came_up(self) -> None:
        """From now on the switch's answers can be believed, after a grace."""
        self._heard_since = self._clock.now()

    def sweep(self) -> dict[str, Verdict]:
        """Judge every open attempt; while the switch can't be asked, none. One at a time."""
        self.read_late()
        if not self._switch.up:
            return {}
        with self._sweeping:
            try:
                verdicts = self._judge_all()
            except SwitchError as error:
                self._unasked.met(error)
                return {}
            self._unasked.gone()
            self._remember(verdicts)
        return verdicts

    def read_late(self) -> list[str]:
        """Detail records of lost attempts that have come since: each corrects its attempt, once."""
        if self._records is None:
            return []
        lost = self._sql(attempts.lost_since, self._clock.now() - LATEST)
        try:
            found = gevent.get_hub().threadpool.apply(_find_all, (self._records, lost))
        except SwitchError as error:
            self._unread.met(error)
            return []
        self._unread.gone()
        return [ended.leg for ended in found if self._sql(correct, ended, self._clock.now())]

    def _judge_all(self) -> dict[str, Verdict]:
        """The database is asked too: what is open there and not in hand is taken up here."""
        self._tracker.adopt(
            one for one in self._sql(attempts.open_attempts) if not self._in_hand(one.call.attempt)
        )
        own = SwitchAnswer(
            self._switch.info().core,
            frozenset(channel.uuid for channel in self._switch.channels()),
            self._switch.exists,
        )
        held = [t for t in self._tracker.calls.values() if not self._in_hand(t.call.attempt)]
        verdicts: dict[str, Verdict] = {}
        for core in {one.switch_core for one in held}:
            given = [one for one in held if one.switch_core == core]
            verdicts |= self._judge_given(given, self._asked(core, given, own))
        return verdicts

    def _asked(self, core: str, given: list[Tracked], own: SwitchAnswer) -> SwitchAnswer:
        """The word of the switch that these were given to; our own's where it is no other's."""
        if core == own.core or self._elsewhere is None:
            return own
        attempts = frozenset(one.call.attempt for one in given)
        return self._elsewhere.ask(core, attempts) or own

    def _judge_given(self, given: list[Tracked], asked: SwitchAnswer) -> dict[str, Verdict]:
        living = asked.living | self._found(given, asked)
        missing = [one.call.attempt for one in given if one.call.attempt not in living]
        keeps = self._keeps_records(asked.core) if missing and asked.core else None
        records = self._recorded(missing)
        told = Told(asked.core, living, records, keeps)
        return {one.call.attempt: self._judge(one, told) for one in given}

    def _found(self, given: list[Tracked], asked: SwitchAnswer) -> frozenset[str]:
        """Those that the switch knows although its list lacks them: a list lags. Not asked where it
        is too early to conclude anything from it, unless the channel was missing before."""
        now = self._clock.now()
        doubtful = [
            one.call.attempt
            for one in given
            if one.call.attempt not in asked.living
            if one.absent_sweeps or not too_early(one.as_open(), asked.core, self._heard_since, now)
        ]
        answers = Pool(AT_ONCE).map(partial(_exists, asked), doubtful)
        for answer in answers:
            if isinstance(answer, SwitchError):
                raise answer
        return frozenset(one for one, there in zip(doubtful, answers, strict=True) if there)

    def _keeps_records(self, core: str) -> bool | None:
        """Whether a call of this switch whose end was heard left a record that we can read; None
        while there is no such call."""
        if self._records is None or not self._records.at_once:
            return False
        heard = self._sql(attempts.ended_lately, core, self._clock.now() - GRACE)
        return bool(self._recorded(heard)) if heard else None

    def _recorded(self, attempts: list[str]) -> dict[str, Ended]:
        """By attempt, its detail record. Read in a thread: a slow disk must not stop the event
        socket's reader."""
        if self._records is None or not attempts:
            return {}
        found = gevent.get_hub().threadpool.apply(_find_all, (self._records, attempts))
        return {ended.leg: ended for ended in found}

    def _judge(self, one: Tracked, told: "Told") -> Verdict:
        attempt = one.call.attempt
        channel, record = attempt in told.living, told.records.get(attempt)
        keeps = False if self._doubts(one) else told.keeps_records
        evidence = Evidence(told.core, channel, record, keeps, self._heard_since)
        verdict = judge(one.as_open(), evidence, self._clock.now())
        if (news := self._news(attempt, verdict, record)) is not None:
            log.info(line("call.reconciled", attempt=attempt, verdict=verdict))
            self._note_missed(one, record)
            self._tracker.put(news)
        return verdict

    def _note_missed(self, one: Tracked, record: Ended | None) -> None:
        """Not a call during which the link came up, nor an end that may still be on its way."""
        if record is None or one.start_at < self._heard_since:
            return
        if self._clock.now() - record.at > EVENT_WAIT:
            self.missed += 1
            log.warning(line("events.missed", attempt=one.call.attempt, ended=record.at))

    def _news(self, attempt: str, verdict: Verdict, record: Ended | None) -> News | None:
        if verdict in _CLOSES:
            return Closed(attempt, self._clock.now(), _CLOSES[verdict])
        return record if verdict is Verdict.RECORDED else None

    def _remember(self, verdicts: dict[str, Verdict]) -> None:
        absent = [attempt for attempt, verdict in verdicts.items() if verdict is Verdict.ABSENT]
        present = [
            attempt
            for attempt, verdict in verdicts.items()
            if verdict is Verdict.LIVE and self._tracker.was_absent(attempt)
        ]
        if absent or present:
            self._sql(_count, absent, present)
        self._tracker.note_absence(absent, present)


def _exists(asked: SwitchAnswer, attempt: str) -> bool | SwitchError:
    """An error is brought back as a value: the pool tells the log what is raised."""
    try:
        return asked.exists(attempt)
    except SwitchError as error:
        return error


def _find_all(records: DetailRecords, lost: list[str]) -> list[Ended]:
    return [ended for attempt in lost if (ended := records.find(attempt)) is not None]


def correct(ended: Ended, now: datetime) -> bool:
    """The lost attempt's true outcome, in one transaction; False when it is not lost any more."""
    tracked = attempts.find(ended.leg)
    if tracked is None:
        return False
    call = advance(replace(tracked.call, state=CallState.CLAIMED), ended)
    with transaction():
        corrected = settling.find_lost(call, now)
    if corrected:
        log.info(line("call.revised", attempt=call.attempt, outcome=outcome_of(call)))
    return corrected


def _count(absent: list[str], present: list[str]) -> None:
    with transaction():
        attempts.count_absent(absent)
        attempts.forget_absent(present)
