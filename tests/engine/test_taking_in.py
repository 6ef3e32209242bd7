"""What the switch knows of the time before a restore is taken in, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.core.calls.events import Ended
from esl_dialer.core.calls.restored import Because, Gap, OnSwitch
from esl_dialer.core.words import CallState, Outcome, RecordStatus, Step
from esl_dialer.engine.restoring import notice, notice_calls, take_in
from esl_dialer.store import models
from esl_dialer.store.calls import handing_over
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.system import epochs, restorations
from esl_dialer.store.system.epochs import Outside
from tests.store.rows import NOW, a_campaign, a_record, an_attempt

LATER = NOW + timedelta(minutes=30)
NUMBER = "14165550100"


@pytest.fixture
def db(migrated_url: str) -> Iterator[str]:
    opened = open_database(migrated_url)
    yield migrated_url
    opened.close()
    models.database.initialize(None)


@pytest.fixture
def record(db: str) -> models.Record:
    """Of a campaign, to be called; an engine has worked with its database."""
    made = a_record(a_campaign(name="Spring"), f"+{NUMBER}", audio_ms=5000)
    beat(NOW)
    return models.Record.get_by_id(made)


def beat(at: datetime) -> None:
    with transaction():
        epochs.beat(at)


def a_call(of: models.Record, **values: object) -> OnSwitch:
    """Heard to its end, ten minutes after what the database knows last."""
    began = NOW + timedelta(minutes=10)
    ended = Ended(
        "call",
        began + timedelta(seconds=20),
        "NORMAL_CLEARING",
        answered_at=began + timedelta(seconds=5),
        step=Step.HEARD,
        from_record=True,
    )
    mark = epochs.mark()
    plain = OnSwitch(
        "call", of.campaign_id, of.id, NUMBER, began, mark.identity, "core", "1800", ended
    )
    return replace(plain, **values)


def restore(since: datetime = NOW) -> None:
    with transaction():
        restorations.begin(Because.BEHIND, Gap(since, LATER, None), "", LATER)


def test_a_call_that_ended_is_an_attempt_and_moves_its_record_on(record: models.Record) -> None:
    restore()
    assert take_in([a_call(record)], "engine-1", simulated=True) == []
    (row,) = models.Attempt.select()
    assert (row.id, row.outcome, row.state) == ("call", Outcome.COMPLETED, CallState.ENDED)
    assert (row.number, row.switch_core, row.caller_id) == (f"+{NUMBER}", "core", "1800")
    assert row.heard_at == row.ended_at
    moved = models.Record.get_by_id(record.id)
    assert (moved.status, moved.attempts, moved.ready) == (RecordStatus.RETRY, 1, False)
    assert moved.not_before > LATER
    assert not models.Claim.select().count()


def test_it_is_taken_in_once(record: models.Record) -> None:
    restore()
    for _ in range(3):
        take_in([a_call(record)], "engine-1", simulated=True)
    assert models.Attempt.select().count() == 1
    last = restorations.last()
    assert last is not None
    assert (last.taken, last.strangers) == (1, 0)


def test_one_that_goes_on_holds_its_record_and_is_followed(record: models.Record) -> None:
    restore()
    (tracked,) = take_in([a_call(record, ended=None)], "engine-1", simulated=True)
    assert (tracked.call.attempt, tracked.record) == ("call", record.id)
    assert models.Record.get_by_id(record.id).status is RecordStatus.DIALING
    assert models.Claim.get().attempt_id == "call"


def test_what_was_found_never_counts_as_not_sent(record: models.Record) -> None:
    restore()
    take_in([a_call(record, ended=None)], "engine-1", simulated=True)
    assert handing_over.take_over("engine-2", lambda _: True) == []


@pytest.mark.parametrize("other", [{"number": "14165550199"}, {"record": 999}, {"campaign": 999}])
def test_it_is_a_strangers_unless_record_and_number_fit(
    record: models.Record, other: dict[str, object]
) -> None:
    restore()
    take_in([a_call(record, **other)], "engine-1", simulated=True)
    assert not models.Attempt.select().count()
    last = restorations.last()
    assert last is not None
    assert (last.taken, last.strangers) == (0, 1)


@pytest.mark.parametrize("where", ["the same campaign", "one made again"])
def test_it_is_known_by_its_number_once_its_list_was_imported_again(
    record: models.Record, where: str
) -> None:
    """The record has another number, and so may its campaign."""
    other = replace(a_call(record), record=999, number="14165550177", campaign=record.campaign_id)
    if where == "one made again":
        other = replace(other, campaign=999)
    restore()
    take_in([other], "engine-1", simulated=True)
    take_in([other], "engine-1", simulated=True)
    before = restorations.last()
    home = record.campaign_id if where == "the same campaign" else a_campaign(name="Again")
    again = a_record(home, "+14165550177", audio_ms=5000, created_at=LATER + timedelta(minutes=1))
    for _ in range(2):
        take_in([other], "engine-1", simulated=True)
    (row,) = models.Attempt.select()
    assert (row.record_id, row.campaign_id, row.outcome) == (again, home, Outcome.COMPLETED)
    assert not models.Record.get_by_id(again).ready
    after = restorations.last()
    assert before is not None
    assert after is not None
    assert (before.taken, before.strangers, after.taken, after.strangers) == (0, 1, 1, 0)


def test_a_wrong_person_of_that_time_is_stopped(record: models.Record) -> None:
    call = a_call(record)
    assert call.ended is not None
    pressed = replace(call.ended, step=Step.WRONG_PERSON, terminator="2", keys="2")
    restore()
    take_in([replace(call, ended=pressed)], "engine-1", simulated=False)
    assert models.Record.get_by_id(record.id).status is RecordStatus.WRONG_PERSON
    assert models.Stop.get().value == NUMBER[1:]


def test_a_record_that_another_call_holds_stays_with_that(record: models.Record) -> None:
    an_attempt(record.id, "known")
    restore()
    take_in([a_call(record)], "engine-1", simulated=True)
    assert models.Claim.get().attempt_id == "known"
    assert models.Attempt.get_by_id("call").outcome is Outcome.COMPLETED


def test_a_call_that_it_does_not_know_means_restored(record: models.Record) -> None:
    beat(NOW)
    assert notice_calls([], LATER) is None
    assert notice_calls([a_call(record)], LATER) is Because.SWITCH
    assert notice_calls([a_call(record)], LATER) is None
    last = restorations.last()
    assert last is not None
    assert last.gap == Gap(NOW, LATER, None)


def test_one_of_an_earlier_release_does_only_where_it_fits(record: models.Record) -> None:
    plain = a_call(record, identity="")
    assert notice_calls([replace(plain, number="14165550199")], LATER) is None
    assert notice_calls([plain], LATER) is Because.SWITCH


def test_a_call_after_the_restore_means_another_one(record: models.Record) -> None:
    restore()
    late = a_call(record, began_at=LATER + timedelta(hours=1))
    assert notice_calls([late], LATER + timedelta(hours=2)) is Because.SWITCH


def test_the_mark_of_the_directory_tells(record: models.Record, tmp_path: Path) -> None:
    outside = Outside(tmp_path)
    beat(NOW)
    mark = epochs.mark()
    assert notice(mark, outside, LATER) is Because.MOVED
    outside.write(epochs.mark())
    assert notice(epochs.mark(), outside, LATER) is None
    outside.write(replace(epochs.mark(), claims=7, at=LATER))
    assert notice(epochs.mark(), outside, LATER) is Because.BEHIND
    last = restorations.last()
    assert last is not None
    assert last.gap.until == LATER


def test_a_mark_that_can_not_be_read_is_none(tmp_path: Path, db: str) -> None:
    outside = Outside(tmp_path)
    outside.write(epochs.mark())
    (path,) = (tmp_path / "epochs").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == epochs.LENGTH
    for spoiled in (bytes(epochs.LENGTH), b"x" * 3 * epochs.LENGTH, b"", b"[]"):
        path.write_bytes(spoiled)
        assert outside.read(epochs.mark().identity) is None
        outside.write(epochs.mark())
        assert outside.read(epochs.mark().identity) == epochs.mark()


def test_each_attempt_counts_as_a_claim(record: models.Record) -> None:
    before = epochs.mark().claims
    an_attempt(record.id, "one")
    assert epochs.mark().claims == before + 1


def test_a_beat_begins_the_first_epoch_and_keeps_it(db: str) -> None:
    assert epochs.mark().epoch == ""
    beat(NOW)
    first = epochs.mark()
    beat(datetime(2026, 11, 24, tzinfo=UTC))
    second = epochs.mark()
    assert first.epoch
    assert (second.epoch, second.beats) == (first.epoch, first.beats + 1)
