"""Follows every open call: events in, one transaction per small batch, settled once.

The calls held in memory are copies of their rows, replaced only after the commit; a new engine
loads them again and goes on. An event leaves the queue only when what it changed is committed.
"""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import gevent
from gevent.event import Event

from esl_dialer.core.calls.call import Call, advance, outcome_of, sent
from esl_dialer.core.calls.correcting import POISONED
from esl_dialer.core.calls.events import CallEvent, Created, Ended, KeyPressed
from esl_dialer.core.words import LegRole, Outcome
from esl_dialer.engine import settling
from esl_dialer.engine.claiming import Claimed
from esl_dialer.engine.settling import Ending
from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import attempts
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.database import StoreBusy, transaction
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

BATCH = 200
GATHER_S = 0.02
"""Events of so many seconds (real time) share one commit."""

FEW = 8
"""Where the last commit had no more, the next waits as long again for company."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The switch has taken the command."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Never sent, for a reason: the record is free again."""

    leg: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The reconciler's verdict on an attempt of which the switch knows nothing any more."""

    leg: str
    at: datetime
    outcome: Outcome


News = CallEvent | Sent | Withdrawn | Closed


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch of news did to one call. ``settle`` is None while the call goes on.

    ``channel``: its channel was not known before. ``by_another``: it was settled already, by
    another hand, and nothing of this was written.
    """

    tracked: Tracked
    sent_at: datetime | None = None
    settle: tuple[Outcome, str] | None = None
    channel: bool = False
    by_another: bool = False


@dataclass(frozen=True, slots=True)
class Committed:
    """The changes with what really became of them, and the claims that follow refused calls."""

    changes: list[Change]
    linked: list[Claimed]


Late = Created | KeyPressed

Link = Callable[[Tracked, datetime], Claimed | None]
"""Places a refused call again, inside the transaction: the claim that follows, or None."""


Watch = Callable[[list[Tracked]], None]
"""Told of every call that changed, inside the transaction, before any is placed again."""


def never(tracked: Tracked, now: datetime) -> None:
    """For who has one gateway."""


def unwatched(changed: list[Tracked]) -> None:
    """For who has no gateways of people's own."""


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
        self._woken = Event()
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
        self._woken.set()

    def run(self) -> None:
        digested = 0
        while True:
            self._woken.wait()
            gevent.sleep(GATHER_S if digested > FEW else 2 * GATHER_S)
            self._woken.clear()
            while self._news:
                digested = self._drain_or_wait()

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
        lost = _settled(Change(self.calls[attempt]), now, Outcome.LOST, POISONED)
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


def digest(held: Change, news: News) -> Change:
    """The change after the news; the same object when it says nothing new. Pure."""
    if held.settle is not None and not isinstance(news, KeyPressed):
        return held
    match news:
        case Sent():
            return held if held.sent_at else _sent(held, news.at)
        case Withdrawn():
            return _settled(held, news.at, Outcome.NOT_PLACED, news.why)
        case Closed() if news.outcome is Outcome.NOT_PLACED and held.tracked.seen:
            return held
        case Closed():
            return _settled(held, news.at, news.outcome, held.tracked.call.cause)
        case _:
            return _advanced(held, news)


def _sent(held: Change, at: datetime) -> Change:
    tracked = replace(held.tracked, call=sent(held.tracked.call))
    return replace(held, tracked=tracked, sent_at=at)


def _advanced(held: Change, event: CallEvent) -> Change:
    call = advance(held.tracked.call, event)
    if call is held.tracked.call:
        return held
    settle = (outcome_of(call), call.cause) if call.ended else None
    tracked = replace(held.tracked, call=call)
    channel = held.channel or (tracked.seen and not held.tracked.seen)
    return replace(held, tracked=tracked, settle=settle, channel=channel)


def _settled(held: Change, at: datetime, how: Outcome, cause: str) -> Change:
    call = replace(held.tracked.call, ended_at=held.tracked.call.ended_at or at)
    return replace(held, tracked=replace(held.tracked, call=call), settle=(how, cause))


def commit_changes(
    changes: list[Change],
    legs: list[tuple[str, Created | Ended]],
    now: datetime,
    link: Link = never,
    watch: Watch = unwatched,
) -> Committed:
    """Write a batch in one transaction; returns what really happened."""
    with transaction(durable=any(_refused(change) for change in changes)):
        watch([change.tracked for change in changes])
        for change in changes:
            if change.settle is not None and change.sent_at is not None:
                attempts.mark_sent(change.tracked.call.attempt, change.sent_at)
        linked = {
            change.tracked.call.attempt: claimed
            for change in changes
            if _refused(change) and (claimed := link(change.tracked, now)) is not None
        }
        left = [change for change in changes if change.tracked.call.attempt not in linked]
        written = _settle(left, now) | _save(left, now) | linked.keys()
        for attempt, news in legs:
            _write_leg(attempt, news)
    return Committed([_known(change, written) for change in changes], list(linked.values()))


def _refused(change: Change) -> bool:
    return change.settle is not None and change.settle[0] is Outcome.REFUSED


def _known(change: Change, written: Collection[str]) -> Change:
    """With what became of it."""
    mine = change.tracked.call.attempt in written
    return change if mine else replace(change, by_another=True)


def _settle(changes: list[Change], now: datetime) -> frozenset[str]:
    """Of those that end; returns the attempts that this closed."""
    ends = [Ending(c.tracked.call, *c.settle) for c in changes if c.settle is not None]
    return settling.settle_all(ends, now) if ends else frozenset()


def _save(changes: list[Change], now: datetime) -> frozenset[str]:
    """Of those that go on; returns the attempts that no other hand had settled: of these alone
    anything is written and told."""
    going = [change for change in changes if change.settle is None]
    if not going:
        return frozenset()
    saved = attempts.save_all([(change.tracked.call, change.sent_at) for change in going])
    mine = [change for change in going if change.tracked.call.attempt in saved]
    attempts.add_own_legs(
        (one.call.attempt, one.switch_core, one.call.created_at)
        for one in (change.tracked for change in mine if change.channel)
        if one.call.created_at is not None
    )
    outbox.put_all(
        outbox.of_attempt(one.call.attempt, one.record, one.campaign, one.call.state, now)
        for one in (change.tracked for change in mine)
    )
    return saved


def _write_leg(attempt: str, news: Created | Ended) -> None:
    if isinstance(news, Created):
        attempts.add_leg(news.leg, attempt, LegRole.TRANSFER, "", news.at)
    else:
        attempts.end_leg(news.leg, news.cause, news.at)


def commit_late(late: list[Late], now: datetime) -> list[str]:
    """News of attempts that were settled: a key still means what it means, a channel that nobody
    expected is a stray. Returns the attempts of strays, which are to be hung up."""
    with transaction():
        return [news.leg for news in late if _correct(news, now)]


def _correct(news: Late, now: datetime) -> bool:
    """Whether the news is of a stray: closed as never placed, and alive all the same."""
    tracked = attempts.find(news.leg)
    if tracked is None:
        return False
    if isinstance(news, Created):
        stray = settling.note_stray(tracked.call, now)
        if stray:
            log.error(line("call.stray", attempt=news.leg))
        return stray
    call = advance(tracked.call, news)
    if _says_wrong_person(call) and settling.hear_wrong_person(call, now):
        log.info(line("call.revised", attempt=news.leg, outcome=Outcome.WRONG_PERSON))
    return False


def _says_wrong_person(call: Call) -> bool:
    return outcome_of(call) is Outcome.WRONG_PERSON
