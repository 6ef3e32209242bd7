"""What became of open calls, written: a batch of changes in one transaction."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.calls.call import Call, advance, outcome_of
from esl_dialer.core.calls.events import Created, Ended, KeyPressed
from esl_dialer.core.words import LegRole, Outcome
from esl_dialer.engine import settling
from esl_dialer.engine.changes import Change
from esl_dialer.engine.claiming import Claimed
from esl_dialer.engine.settling import Ending
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import attempts
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.database import transaction
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)


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
