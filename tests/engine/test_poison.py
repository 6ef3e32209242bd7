"""What can't be written does not stop the rest, and does not stay open."""

from collections.abc import Callable
from typing import Any

from esl_dialer.core.words import Outcome
from esl_dialer.engine.changes import Change
from esl_dialer.engine.committing import commit_changes
from esl_dialer.store import models
from esl_dialer.store.calls import attempts
from esl_dialer.store.reports import results
from tests.engine.campaigns import active_campaign
from tests.fakes import World

LISTENERS = [["4165550178"], ["4165550179"]]


def poisoned(sql: Callable[..., Any], attempt: str) -> Callable[..., Any]:
    """As ``sql``, but that how this call ended can't be written; that it is lost can."""

    def is_poison(change: Change) -> bool:
        settle = change.settle
        mine = change.tracked.call.attempt == attempt
        return mine and settle is not None and settle[0] is not Outcome.LOST

    def run(work: Callable[..., Any], *args: Any) -> Any:
        if work is commit_changes and any(map(is_poison, args[0])):
            raise ValueError("poison")
        return sql(work, *args)

    return run


def test_an_end_that_cannot_be_written_is_lost_and_no_other_with_it(world: World) -> None:
    active_campaign(LISTENERS)
    while models.Attempt.select().where(models.Attempt.answered_at.is_null(False)).count() < 2:
        world.crank()
    bad, good = (row.id for row in models.Attempt.select().order_by(models.Attempt.start_at))
    tracker = world.engine.tracker
    tracker._sql = poisoned(tracker._sql, bad)
    while tracker.calls:
        world.crank()
    lost = models.Attempt.get_by_id(bad)
    assert (lost.outcome, lost.cause) == (Outcome.LOST, attempts.POISONED)
    assert attempts.outcome(good) is Outcome.COMPLETED
    shown = {row.attempt: row.duration for row in results.rows()}
    assert set(shown) == {bad, good}
    assert all(seconds > 0 for seconds in shown.values())
