"""Daily tasks and acts, on every database: counted, claimed once, let go stale."""

from datetime import UTC, date, datetime, timedelta

from esl_dialer.core.acts import PATIENCE, STALE, ActKind
from esl_dialer.store import acts, daily, models
from esl_dialer.store.database import open_database, transaction

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def test_tries_are_counted_and_the_last_word_counts(db):
    assert daily.last_day("export") is None
    for number in range(3):
        with transaction():
            daily.put("export", MONDAY, daily.PENDING, "", NOW)
            daily.fail("export", MONDAY, f"failure {number}", NOW)
    (run,) = daily.pending("export")
    assert (run.tries, run.detail, run.day) == (3, "failure 2", MONDAY)
    assert daily.failing() == [run]
    daily.put("export", MONDAY, daily.DONE, "a file", NOW)
    assert daily.status_of("export", MONDAY) == daily.DONE
    assert daily.pending("export") == daily.failing() == []


def test_the_last_day_is_of_the_task_alone_done_or_not(db):
    daily.put("export", MONDAY, daily.SKIPPED, "", NOW)
    daily.put("export", MONDAY - timedelta(days=1), daily.DONE, "", NOW)
    daily.put("cleanup", MONDAY + timedelta(days=1), daily.DONE, "", NOW)
    assert daily.last_day("export") == MONDAY


def test_the_last_instant_is_the_newest_of_the_tasks_days(db):
    assert daily.last_instant("auto-stop") is None
    daily.put("auto-stop", MONDAY, daily.DONE, "", NOW)
    daily.put("auto-stop", MONDAY - timedelta(days=1), daily.DONE, "", NOW - timedelta(days=1))
    assert daily.last_instant("auto-stop") == NOW


def test_an_act_is_taken_once(db):
    act = acts.add(ActKind.TEST_CALL, {"a": 1}, NOW, "ann")
    assert acts.waiting([ActKind.TEST_CALL]) == [act]
    assert acts.waiting([ActKind.SPEAK]) == []
    taken = acts.claim(act, "engine", NOW)
    assert taken is not None
    assert (taken.payload, taken.created_by, taken.taken) == ({"a": 1}, "ann", True)
    assert acts.claim(act, "another", NOW) is None
    assert acts.waiting([ActKind.TEST_CALL]) == []


def test_a_stale_act_is_closed_and_not_taken(db):
    act = acts.add(ActKind.TEST_CALL, {}, NOW, "ann")
    assert acts.claim(act, "engine", NOW + PATIENCE) is None
    found = acts.get(act)
    assert found is not None
    assert found.done_at == NOW + PATIENCE
    assert found.answer == {"error": STALE}


def test_an_answer_that_is_done_is_the_last(db):
    act = acts.add(ActKind.HANG_UP, {}, NOW, "ann")
    acts.claim(act, "engine", NOW)
    acts.answer(act, {"hung_up": 1}, NOW, done=True)
    acts.answer(act, {"hung_up": 2}, NOW)
    found = acts.get(act)
    assert found is not None
    assert found.answer == {"hung_up": 1}


def test_what_was_passed_on_waits_for_another(db):
    act = acts.add(ActKind.SPEAK, {}, NOW, "ann")
    acts.claim(act, "voice", NOW)
    acts.pass_on(act, ActKind.TEST_CALL, {"b": 2}, {"steps": []}, NOW)
    assert acts.waiting([ActKind.TEST_CALL]) == [act]
    taken = acts.claim(act, "engine", NOW)
    assert taken is not None
    assert taken.payload == {"b": 2}


def test_what_a_dead_process_took_is_closed_with_what_it_had_said(db):
    act, free = (acts.add(ActKind.TEST_CALL, {}, NOW, "ann") for _ in range(2))
    acts.claim(act, "engine", NOW)
    acts.answer(act, {"steps": ["one"]}, NOW)
    assert acts.abandon([ActKind.TEST_CALL], NOW) == 1
    found = acts.get(act)
    assert found is not None
    assert found.answer == {"steps": ["one"], "error": acts.ABANDONED}
    assert acts.waiting([ActKind.TEST_CALL]) == [free]
    assert models.Outbox.select().where(models.Outbox.kind == "act").count() == 2


def test_what_waits_is_found_without_reading_what_was_ever_done(tmp_path):
    """The engine asks several times a second, for years."""
    opened = open_database(f"sqlite:///{tmp_path / 'dialer.db'}")
    few = steps_of(opened)
    for _ in range(300):
        acts.answer(acts.add(ActKind.HANG_UP, {}, NOW, "anna"), {}, NOW, done=True)
    assert steps_of(opened) <= few + 10
    opened.close()


def steps_of(opened) -> int:
    """Of SQLite's machine, to look for acts once."""
    steps: list[int] = []
    opened.connection().set_progress_handler(lambda: steps.append(1), 1)
    assert acts.waiting([ActKind.HANG_UP, ActKind.TEST_CALL]) == []
    assert not acts.channels_of_test_calls()
    opened.connection().set_progress_handler(None, 1)
    return len(steps)
