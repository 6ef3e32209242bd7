"""Daily tasks and acts, on every database: counted, claimed once, let go stale."""

from datetime import UTC, date, datetime, timedelta

from esl_dialer.core.calls.orders import PATIENCE, STALE, ActKind
from esl_dialer.store import models
from esl_dialer.store.calls import orders
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.system import daily_runs

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def test_tries_are_counted_and_the_last_word_counts(db):
    assert daily_runs.last_day("export") is None
    for number in range(3):
        with transaction():
            daily_runs.put("export", MONDAY, daily_runs.PENDING, "", NOW)
            daily_runs.fail("export", MONDAY, f"failure {number}", NOW)
    (run,) = daily_runs.pending("export")
    assert (run.tries, run.detail, run.day) == (3, "failure 2", MONDAY)
    assert daily_runs.failing() == [run]
    daily_runs.put("export", MONDAY, daily_runs.DONE, "a file", NOW)
    assert daily_runs.status_of("export", MONDAY) == daily_runs.DONE
    assert daily_runs.pending("export") == daily_runs.failing() == []


def test_the_last_day_is_of_the_task_alone_done_or_not(db):
    daily_runs.put("export", MONDAY, daily_runs.SKIPPED, "", NOW)
    daily_runs.put("export", MONDAY - timedelta(days=1), daily_runs.DONE, "", NOW)
    daily_runs.put("cleanup", MONDAY + timedelta(days=1), daily_runs.DONE, "", NOW)
    assert daily_runs.last_day("export") == MONDAY


def test_the_last_instant_is_the_newest_of_the_tasks_days(db):
    assert daily_runs.last_instant("auto-stop") is None
    daily_runs.put("auto-stop", MONDAY, daily_runs.DONE, "", NOW)
    daily_runs.put(
        "auto-stop", MONDAY - timedelta(days=1), daily_runs.DONE, "", NOW - timedelta(days=1)
    )
    assert daily_runs.last_instant("auto-stop") == NOW


def test_an_act_is_taken_once(db):
    act = orders.add(ActKind.TEST_CALL, {"a": 1}, NOW, "ann")
    assert orders.waiting([ActKind.TEST_CALL]) == [act]
    assert orders.waiting([ActKind.SPEAK]) == []
    taken = orders.claim(act, "engine", NOW)
    assert taken is not None
    assert (taken.payload, taken.created_by, taken.taken) == ({"a": 1}, "ann", True)
    assert orders.claim(act, "another", NOW) is None
    assert orders.waiting([ActKind.TEST_CALL]) == []


def test_a_stale_act_is_closed_and_not_taken(db):
    act = orders.add(ActKind.TEST_CALL, {}, NOW, "ann")
    assert orders.claim(act, "engine", NOW + PATIENCE) is None
    found = orders.get(act)
    assert found is not None
    assert found.done_at == NOW + PATIENCE
    assert found.answer == {"error": STALE.packed()}


def test_an_answer_that_is_done_is_the_last(db):
    act = orders.add(ActKind.HANG_UP, {}, NOW, "ann")
    orders.claim(act, "engine", NOW)
    orders.answer(act, {"hung_up": 1}, NOW, done=True)
    orders.answer(act, {"hung_up": 2}, NOW)
    found = orders.get(act)
    assert found is not None
    assert found.answer == {"hung_up": 1}


def test_what_was_passed_on_waits_for_another(db):
    act = orders.add(ActKind.SPEAK, {}, NOW, "ann")
    orders.claim(act, "voice", NOW)
    orders.pass_on(act, ActKind.TEST_CALL, {"b": 2}, {"steps": []}, NOW)
    assert orders.waiting([ActKind.TEST_CALL]) == [act]
    taken = orders.claim(act, "engine", NOW)
    assert taken is not None
    assert taken.payload == {"b": 2}


def test_what_a_dead_process_took_is_closed_with_what_it_had_said(db):
    act, free = (orders.add(ActKind.TEST_CALL, {}, NOW, "ann") for _ in range(2))
    orders.claim(act, "engine", NOW)
    orders.answer(act, {"steps": ["one"]}, NOW)
    assert orders.abandon([ActKind.TEST_CALL], NOW) == 1
    found = orders.get(act)
    assert found is not None
    assert found.answer == {"steps": ["one"], "error": orders.ABANDONED.packed()}
    assert orders.waiting([ActKind.TEST_CALL]) == [free]
    assert models.Outbox.select().where(models.Outbox.kind == "act").count() == 2


def test_what_waits_is_found_without_reading_what_was_ever_done(tmp_path):
    """The engine asks several times a second, for years."""
    opened = open_database(f"sqlite:///{tmp_path / 'dialer.db'}")
    few = steps_of(opened)
    for _ in range(300):
        orders.answer(orders.add(ActKind.HANG_UP, {}, NOW, "anna"), {}, NOW, done=True)
    assert steps_of(opened) <= few + 10
    opened.close()


def steps_of(opened) -> int:
    """Of SQLite's machine, to look for acts once."""
    steps: list[int] = []
    opened.connection().set_progress_handler(lambda: steps.append(1), 1)
    assert orders.waiting([ActKind.HANG_UP, ActKind.TEST_CALL]) == []
    assert not orders.channels_of_test_calls()
    opened.connection().set_progress_handler(None, 1)
    return len(steps)
