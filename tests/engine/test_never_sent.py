"""A kill burns no attempt that never left the engine, whatever becomes of the switch meanwhile."""

from datetime import timedelta

import gevent
import pytest

from esl_dialer.core.words import CallState, Outcome, RecordStatus
from esl_dialer.engine.handing_over import HandingOver
from esl_dialer.runtime.owners import same_boot
from esl_dialer.store import models
from esl_dialer.store.calls import handing_over
from esl_dialer.store.database import StoreBusy
from tests.engine.account import assert_closed, assert_each_once, contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import PLACE, START, HandClock, Killed, Trap, World

LISTENER = "4165550178"


def claimed(world: World) -> models.Attempt:
    """Committed, and the engine ends before its instant comes."""
    active_campaign([[LISTENER]])
    assert world.engine.tick()
    return models.Attempt.get()


def settle(world: World) -> None:
    while world.engine.tracker.drain():
        pass


@pytest.mark.parametrize("switch_too", [False, True])
def test_a_claim_that_was_never_handed_over_is_free_again_at_once(
    world: World, switch_too: bool
) -> None:
    claimed(world)
    world.after_kill(switch_too=switch_too)
    settle(world)
    attempt, record = models.Attempt.get(), models.Record.get()
    assert (attempt.outcome, attempt.cause) == (Outcome.NOT_PLACED, "NEVER_SENT")
    assert (record.status, record.attempts) == (RecordStatus.PENDING, 0)
    assert record.not_before == world.clock.now() + timedelta(seconds=5)
    for _ in range(100):
        world.crank(timedelta(seconds=1))
    assert_closed(world)
    assert len(contact_invites(world)) == 1


def test_no_switch_is_needed_to_know_it(world: World) -> None:
    claimed(world)
    world.after_kill()
    world.switch.cut()
    settle(world)
    assert models.Attempt.get().outcome is Outcome.NOT_PLACED


def test_one_that_may_have_left_is_lost_with_its_switch(world: World) -> None:
    attempt = claimed(world)
    assert handing_over.note([attempt.id], attempt.owner, START) == {attempt.id}
    world.after_kill(switch_too=True)
    for _ in range(100):
        world.crank(timedelta(seconds=1))
    assert models.Attempt.get().outcome is Outcome.LOST
    assert models.Record.get().attempts == 1


@pytest.mark.parametrize("owner", ["host/0bad0b00/1:7", "engine", ""])
def test_after_the_machine_failed_a_missing_note_proves_nothing(world: World, owner: str) -> None:
    """The note may have been lost with the power, and the call not."""
    attempt = claimed(world)
    models.Attempt.update(owner=owner).execute()
    world.after_kill()
    settle(world)
    assert models.Attempt.get_by_id(attempt.id).state is CallState.CLAIMED


def test_an_engine_that_slept_through_it_writes_nothing(world: World) -> None:
    """The second one took its claim over: the note is a swap that the first one loses."""
    claimed(world)
    slept = world.engine
    world.start_engine()
    assert slept.sender.holds(models.Attempt.get().id)
    world.clock.instant += timedelta(seconds=1)
    slept.sender.send_due()
    assert not contact_invites(world)


@pytest.mark.parametrize("lost_to", ["settled", "noted", "taken over"])
def test_a_note_is_refused_when_another_was_quicker(world: World, lost_to: str) -> None:
    attempt = claimed(world)
    changes = {
        "settled": {"settled_at": START, "outcome": Outcome.LOST, "state": CallState.ENDED},
        "noted": {"handed_at": START},
        "taken over": {"owner": "another"},
    }
    models.Attempt.update(**changes[lost_to]).execute()
    assert handing_over.note([attempt.id], attempt.owner, START) == frozenset()


def test_a_claim_of_an_engine_that_was_killed_as_it_took_over_is_taken_over_again(
    world: World,
) -> None:
    attempt = claimed(world)
    first = handing_over.take_over(f"{PLACE}:second", same_boot)
    again = handing_over.take_over(f"{PLACE}:third", same_boot)
    assert first == again == [attempt.id]


def test_killed_at_every_point_what_never_left_is_never_lost(tmp_path) -> None:
    """The switch is killed too: only what may have been written counts as lost."""
    point, reached = 0, True
    while reached:
        point += 1
        directory = tmp_path / f"at-{point}"
        directory.mkdir()
        reached = _never_lost(World(directory, Trap(point)))


def _never_lost(world: World) -> bool:
    """Whether the point was come to while the call was placed."""
    active_campaign([[LISTENER]], max_attempts=1)
    killed = False
    try:
        for _ in range(25):
            world.crank()
    except Killed:
        killed = True
        world.after_kill(switch_too=True)
    world.trap.at = None
    for _ in range(90):
        world.crank(timedelta(seconds=1))
    assert_each_once(world)
    lost = models.Attempt.select().where(models.Attempt.outcome == Outcome.LOST)
    assert all(row.handed_at is not None for row in lost)
    world.close()
    return killed


class Commits:
    """Holds every commit until it is let go."""

    def __init__(self, error: Exception | None = None) -> None:
        self.batches: list[list[str]] = []
        self.error, self.go = error, gevent.event.Event()

    def __call__(self, work: object, batch: list[str], *_: object) -> frozenset[str]:
        self.batches.append(batch)
        self.go.wait()
        if self.error:
            raise self.error
        return frozenset(one for one in batch if one != "lost")


def test_who_asks_while_a_note_is_committed_shares_the_next() -> None:
    commits = Commits()
    notes = HandingOver(commits, HandClock(), "me")  # type: ignore[arg-type]
    asking = [gevent.spawn(notes.note, turn) for turn in (["a"], ["b", "lost"], ["c"])]
    gevent.idle()
    commits.go.set()
    gevent.joinall(asking)
    assert commits.batches == [["a"], ["b", "lost", "c"]]
    assert [one.value for one in asking] == [{"a"}, {"b"}, {"c"}]


def test_while_nothing_can_be_noted_nothing_is_sent() -> None:
    commits = Commits(StoreBusy("locked"))
    notes = HandingOver(commits, HandClock(), "me")  # type: ignore[arg-type]
    asking = [gevent.spawn(notes.note, [one]) for one in ("a", "b", "c")]
    gevent.idle()
    commits.go.set()
    gevent.joinall(asking)
    assert [one.value for one in asking] == [frozenset()] * 3
