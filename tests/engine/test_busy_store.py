"""The engine while the database can't be written, full or away: it stays, sends nothing, says so
once, and goes on."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import gevent
import pytest

from esl_dialer.engine.changes import Withdrawn
from esl_dialer.engine.housekeeping import guarded
from esl_dialer.engine.refusal_log import OTHERS, PAGE, RefusalLog
from esl_dialer.engine.sender import last_look
from esl_dialer.engine.writer import Writer, store_trouble
from esl_dialer.store import models
from esl_dialer.store.database import StoreAway, StoreBusy, StoreFull
from esl_dialer.store.system import leases
from esl_dialer.wiring import engine_process
from tests.engine.campaigns import active_campaign
from tests.fakes import World, run_here

ANSWERS = "4165550101"


class Sql:
    """The engine's SQL, which fails while it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.fails: Callable[[Any], bool] = lambda _: True

    def __call__(self, work: Any, *args: Any) -> Any:
        if self.error is not None and self.fails(work):
            raise self.error
        return run_here(work, *args)


@pytest.fixture
def sql(world: World) -> Sql:
    made = Sql()
    for part in (world.engine, world.engine.sender, world.engine.tracker):
        part._sql = made
    return made


def passed(world: World, seconds: float) -> None:
    world.clock.instant += timedelta(seconds=seconds)


@pytest.mark.parametrize("error", [StoreBusy("database is locked"), StoreFull("no room")])
def test_in_a_database_that_nobody_can_write_nobody_takes_the_lease(world, sql, error):
    sql.error = error
    passed(world, 10 * leases.LEASE.total_seconds())
    assert world.engine.renew()
    sql.error = None
    assert world.engine.renew()


def test_and_once_it_has_run_out_nothing_is_sent(world, sql):
    active_campaign([[ANSWERS]])
    world.engine.tick()
    sql.error = StoreBusy("database is locked")
    passed(world, leases.LEASE.total_seconds())
    world.engine.renew()
    world.engine.sender.send_due()
    assert not world.entries("INVITE")


def test_a_lease_that_another_took_meanwhile_is_lost(world, sql):
    sql.error = StoreBusy("database is locked")
    assert world.engine.renew()
    sql.error = None
    models.Lease.update(owner="engine-2").where(models.Lease.name == leases.ENGINE).execute()
    assert not world.engine.renew()


def test_a_database_out_of_our_reach_is_in_others_and_the_lease_runs_out(world, sql):
    sql.error = StoreAway("the connection is closed")
    passed(world, leases.LEASE.total_seconds() - 1)
    assert world.engine.renew()
    passed(world, 1)
    assert not world.engine.renew()


def test_without_the_last_look_nothing_is_sent_and_the_record_waits_again(world, sql):
    active_campaign([[ANSWERS]])
    world.engine.tick()
    sql.error, sql.fails = StoreBusy("database is locked"), lambda work: work is last_look
    passed(world, 1)
    world.engine.sender.send_due()
    world.engine.tracker.drain()
    assert not world.entries("INVITE")
    attempt = models.Attempt.get()
    assert (str(attempt.outcome), attempt.cause) == ("not_placed", "STORE_BUSY")
    sql.error = None
    for _ in range(100):
        world.crank()
    assert len(world.entries("INVITE")) == 1


def test_an_engine_that_is_stopped_meanwhile_ends_without_a_traceback(world, sql, caplog):
    sql.error = StoreBusy("database is locked")
    world.engine._leave()
    assert "engine.left_unwritten reason='database is locked'" in caplog.text


# --- said once ---------------------------------------------------------------------------------


def test_what_all_loops_meet_is_said_once_and_its_end_once(caplog):
    """Many pieces of work, in the threads of several writers; another text is no news."""
    caplog.set_level(logging.INFO)
    trouble = store_trouble()
    first, second = Writer(trouble), Writer(trouble)

    def fails(error: Exception) -> None:
        raise error

    def fine() -> None:
        """Reads, say: that is no sign that others can write."""

    for number in range(3):
        for writer in (first, second):
            with pytest.raises(StoreBusy):
                writer(fails, StoreBusy(f"locked {number}"))
            writer(fine)
    with pytest.raises(StoreFull):
        first(fails, StoreFull("no room"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(leases, "renew", fine)
        first(leases.renew)
        first(leases.renew)
    first.close(), second.close()
    assert [one.getMessage() for one in caplog.records] == [
        "store.trouble reason='locked 0'",
        "store.trouble reason='no room'",
        "store.well_again",
    ]


def test_a_job_that_meets_it_has_its_next_turn():
    turns = iter([StoreBusy("locked"), None])

    def job() -> None:
        if error := next(turns):
            raise error

    run = guarded(job)
    run(), run()
    assert next(turns, "none") == "none"


def test_news_that_can_not_be_written_waits(world, sql):
    active_campaign([[ANSWERS]])
    [claimed] = world.engine.tick()
    sql.error = StoreBusy("locked")
    sql.error.AGAIN_S = 0.0
    tracker = world.engine.tracker
    tracker.put(Withdrawn(claimed.attempt.id, world.clock.now(), "TOO_LATE"))
    for _ in range(5):
        tracker._drain_or_wait()
    sql.error = None
    tracker._drain_or_wait()
    assert str(models.Attempt.get().outcome) == "not_placed"


def test_each_record_is_said_once_for_each_rule_however_many_there_are():
    told, count = RefusalLog(), 3 * PAGE
    assert all(told.is_news(record, "retry_later") for record in range(count))
    assert not any(told.is_news(record, "retry_later") for record in range(count))
    assert told.is_news(7, "stopped")
    assert told.is_news(7, "retry_later")
    told.forget(7)
    assert told.is_news(7, "retry_later")
    told.forget(10**9)


def test_a_million_records_cost_a_megabyte():
    told = RefusalLog()
    for record in range(0, 1_000_000, PAGE):
        told.is_news(record, "retry_later")
    assert sum(map(len, told._pages.values())) < 1_010_000


def test_more_rules_than_it_has_numbers_share_the_last():
    told = RefusalLog()
    assert all(told.is_news(1, f"rule {number}") for number in range(OTHERS))
    assert not told.is_news(1, f"rule {OTHERS + 1}")


def test_a_call_that_is_withdrawn_again_and_again_is_said_once(world, sql, caplog):
    """Where more is asked for than can be done, the same record comes at every tick."""
    caplog.set_level(logging.INFO)
    active_campaign([[ANSWERS]])
    sql.error, sql.fails = StoreBusy("locked"), lambda work: work is last_look
    for _ in range(10):
        world.engine.tick()
        passed(world, 6)
        world.engine.sender.send_due()
        world.engine.tracker.drain()
    assert models.Attempt.select().count() > 3
    assert caplog.text.count("call.withdrawn") == 1
    sql.error = None
    for _ in range(50):
        world.crank()
    assert caplog.text.count("call.placed") == 1


def test_waiting_for_the_lease_while_another_writes_ends_when_it_does(monkeypatch, caplog):
    class Engine:
        left = 3

        def take_up(self) -> None:
            self.left -= 1
            if self.left:
                raise StoreBusy("locked")

    monkeypatch.setattr(gevent, "sleep", lambda _: None)
    engine_process._take_up(Engine(), None)
    said = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert said == ["engine.waits_for_store reason=locked", "engine.store_is_back"]
