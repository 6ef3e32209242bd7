"""Follows every open call: events in, one transaction per small batch, settled once.

The calls held in memory are copies of their rows, replaced only after the commit; a new engine
loads them again and goes on. An event leaves the queue only when what it changed is committed.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

import gevent
from gevent.event import Event

from esl_dialer.core.calls.correcting import POISONED
from esl_dialer.core.calls.events import Created, Ended
from esl_dialer.core.words import Outcome
from esl_dialer.engine.changes import Change, News, can_wait, digest, settled
from esl_dialer.engine.claiming import Claimed
from esl_dialer.engine.committing import (
    Committed,
    Late,
    Link,
    Watch,
    commit_changes,
    commit_late,
    never,
    unwatched,
)
from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import attempts
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.database import StoreBusy

log = logging.getLogger(__name__)

BATCH = 200
GATHER_S = 0.01
"""News of so many seconds (real time) share one commit."""

FEW = 300
"""Where fewer news a second come than these, a commit waits for company ..."""

COMPANY_S = 0.04
"""... so long after news that are pressing, ..."""

PATIENCE_S = 0.2
"""... and so long for such news, where all that waits can wait."""


class Tracker:
    """``on_stray`` is told of a channel whose attempt was closed as never placed, ``on_linked`` of
    the claims that ``link`` made in place of refused calls."""

    def __init__(
        self,
        *,
        sql: Sql,
        clock: Clock,
        on_stray: Callable[[str], None] = lambda _: None,
        link: Link = never,
        on_linked: Callable[[list[Claimed]], None] = lambda _: None,
        watch: Watch = unwatched,
    ) -> None:
        self._sql, self._clock = sql, clock
        self._on_stray, self._link, self._on_linked = on_stray, link, on_linked
        self._watch = watch
        self._linked: list[Claimed] = []
        self._news: deque[News] = deque()
        self._woken, self._pressing = Event(), Event()
        self.calls: dict[str, Tracked] = {}
        self._transfer_legs: dict[str, str] = {}

    def load(self) -> int:
        """Take up every attempt that is open in the database; returns how many."""
        self.adopt(self._sql(attempts.open_attempts))
        return len(self.calls)

    def adopt(self, tracked: Iterable[Tracked]) -> None:
        for one in tracked:
            self.calls.setdefault(one.call.attempt, one)
            if one.transfer_leg:
                self._transfer_legs[one.transfer_leg] = one.call.attempt

    def note_absence(self, absent: Iterable[str], present: Iterable[str]) -> None:
        """How often in a row the switch did not know these attempts' channels."""
        for attempt in absent:
            if held := self.calls.get(attempt):
                self.calls[attempt] = replace(held, absent_sweeps=held.absent_sweeps + 1)
        for attempt in present:
            if held := self.calls.get(attempt):
                self.calls[attempt] = replace(held, absent_sweeps=0)

    def was_absent(self, attempt: str) -> bool:
        """Whether the switch did not know its channel when it was asked last."""
        held = self.calls.get(attempt)
        return held is not None and held.absent_sweeps > 0

    @property
    def backlog(self) -> int:
        """News that are not committed yet."""
        return len(self._news)

    def put(self, news: News) -> None:
        """Take in news; never blocks, never loses."""
        self._news.append(news)
        if not can_wait(news) or news.leg not in self.calls:
            self._pressing.set()
        self._woken.set()

    def run(self) -> None:
        few = True
        while True:
            began = time.monotonic()
            self._woken.wait()
            self._gather(few)
            digested = 0
            while self._news:
                digested += self._drain_or_wait()
            few = digested < FEW * (time.monotonic() - began)

    def _gather(self, few: bool) -> None:
        """Let others come that share the commit: the fewer there are, the longer."""
        if few:
            self._pressing.wait(PATIENCE_S)
        gevent.sleep(COMPANY_S if few else GATHER_S)
        self._woken.clear()
        self._pressing.clear()

    def _drain_or_wait(self) -> int:
        try:
            return self.drain()
        except StoreBusy as error:
            gevent.sleep(error.AGAIN_S)
            return 0

    def drain(self) -> int:
        """Digest at most one batch of news; returns how many."""
        batch = [self._news[i] for i in range(min(BATCH, len(self._news)))]
        if batch:
            self._digest(batch)
            for _ in batch:
                self._news.popleft()
        return len(batch)

    def _digest(self, batch: list[News]) -> None:
        now = self._clock.now()
        # decide
        changes, late = self._changes(batch), self._late(batch)
        # commit: what is committed is taken in before the rest, which may have to be tried again
        for change in self._commit(changes, self._leg_news(batch), now):
            self._replace(change)
        self._hand_over()
        strays = self._sql(commit_late, late, now) if late else []
        # act
        for attempt in strays:
            self._on_stray(attempt)

    def _hand_over(self) -> None:
        if self._linked:
            linked, self._linked = self._linked, []
            self.adopt(one.tracked for one in linked)
            self._on_linked(linked)

    def _late(self, batch: list[News]) -> list[Late]:
        """News of attempts that are not open here: a key, or a channel."""
        return [n for n in batch if isinstance(n, Late) and n.leg not in self.calls]

    def _changes(self, batch: list[News]) -> list[Change]:
        changes: dict[str, Change] = {}
        for news in batch:
            held = changes.get(news.leg) or self._untouched(news.leg)
            if held is not None and (after := digest(held, news)) is not held:
                changes[news.leg] = after
        return list(changes.values())

    def _untouched(self, leg: str) -> Change | None:
        tracked = self.calls.get(leg)
        return Change(tracked) if tracked else None

    def _leg_news(self, batch: list[News]) -> list[tuple[str, Created | Ended]]:
        """News of representatives' legs, with the attempt each belongs to."""
        return [
            (self._transfer_legs[news.leg], news)
            for news in batch
            if isinstance(news, Created | Ended) and news.leg in self._transfer_legs
        ] + [("", news) for news in batch if isinstance(news, Ended) and self._unknown(news.leg)]

    def _unknown(self, leg: str) -> bool:
        return leg not in self.calls and leg not in self._transfer_legs

    def _commit(
        self, changes: list[Change], legs: list[tuple[str, Created | Ended]], now: datetime
    ) -> list[Change]:
        if not changes and not legs:
            return []
        try:
            return self._take_in(changes, legs, now, self._link, self._watch)
        except (ValueError, TypeError, LookupError):
            log.exception(line("events.poisoned", calls=len(changes)))
            self._commit_legs(legs, now)
            return [done for change in changes for done in self._commit_alone(change, now)]

    def _take_in(
        self,
        changes: list[Change],
        legs: list[tuple[str, Created | Ended]],
        now: datetime,
        link: Link,
        watch: Watch,
    ) -> list[Change]:
        done: Committed = self._sql(commit_changes, changes, legs, now, link, watch)
        self._linked += done.linked
        return done.changes

    def _commit_legs(self, legs: list[tuple[str, Created | Ended]], now: datetime) -> None:
        try:
            self._sql(commit_changes, [], legs, now)
        except (ValueError, TypeError, LookupError):
            log.exception(line("legs.set_aside", legs=len(legs)))

    def _commit_alone(self, change: Change, now: datetime) -> list[Change]:
        """As in a batch; and if that can't be, without what follows from it."""
        for link, watch in ((self._link, self._watch), (never, unwatched)):
            try:
                return self._take_in([change], [], now, link, watch)
            except (ValueError, TypeError, LookupError):
                log.exception(line("call.set_aside", attempt=change.tracked.call.attempt))
        return self._give_up(change, now)

    def _give_up(self, change: Change, now: datetime) -> list[Change]:
        """What can't be written as it is, is closed as lost: nothing stays open for ever."""
        attempt = change.tracked.call.attempt
        lost = settled(Change(self.calls[attempt]), now, Outcome.LOST, POISONED)
        try:
            return self._take_in([lost], [], now, never, unwatched)
        except (ValueError, TypeError, LookupError):
            log.exception(line("call.stays_open", attempt=attempt))
            return []

    def _replace(self, change: Change) -> None:
        attempt = change.tracked.call.attempt
        if change.by_another:
            log.warning(line("call.settled_by_another", attempt=attempt))
        elif change.settle is None:
            self.calls[attempt] = change.tracked
            return
        else:
            log.info(line("call.settled", attempt=attempt, outcome=change.settle[0]))
        self.calls.pop(attempt, None)
        self._transfer_legs.pop(change.tracked.transfer_leg, None)
