"""Counts that are kept are the counts of the rows, whatever happened to them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from esl_dialer.core.words import Outcome, RecordAudio, RecordStatus
from esl_dialer.engine import settling
from esl_dialer.store import models
from esl_dialer.store.calls import attempts, claims, selection
from esl_dialer.store.campaigns import campaigns, resetting
from esl_dialer.store.database import let_go, transaction
from esl_dialer.store.reports import recounting
from tests.patience import PATIENCE_S
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call, writers

RECORDS = 4
MINUTE = timedelta(minutes=1)


class Life:
    """Records that are claimed, settled, corrected, reset and taken out, in any order."""

    def __init__(self) -> None:
        self.campaign = a_campaign(transfer_number="4165559999")
        self.records = [a_record(self.campaign, f"+1416555010{n}") for n in range(RECORDS)]
        self.now, self.calls = NOW, 0
        self.settled: list[str] = []
        self.open: dict[int, str] = {}

    def claim(self, which: int) -> None:
        record, self.calls = self.records[which], self.calls + 1
        name = f"call {self.campaign} {self.calls}"
        if an_attempt(record, name, now=self.now, province="ON"):
            self.open[record] = name

    def settle(self, which: int, how: Outcome, seconds: float) -> None:
        if (name := self.open.pop(self.records[which], "")) == "":
            return
        settling.settle(ended_call(name, seconds=seconds), how, "NORMAL_CLEARING", self.now)
        settling.settle(ended_call(name, seconds=9), how, "NORMAL_CLEARING", self.now + MINUTE)
        self.settled.append(name)

    def correct(self, which: int, how: Outcome, seconds: float) -> None:
        for name in self.settled[which:]:
            settling.hear_wrong_person(ended_call(name, seconds=seconds, key="2"), self.now)
            settling.note_stray(ended_call(name), self.now)

    def wait(self, which: int, how: Outcome, seconds: float) -> None:
        self.now += timedelta(minutes=7 * (which + 1), seconds=seconds)
        selection.promote_due(self.campaign, self.now, 2, which)

    def hold(self, which: int, how: Outcome, seconds: float) -> None:
        claims.hold_until(self.records[which], self.now + timedelta(seconds=seconds))

    def silence(self, which: int, how: Outcome, seconds: float) -> None:
        claims.lose_audio(self.records[which], self.campaign)

    def stop(self, which: int, how: Outcome, seconds: float) -> None:
        claims.set_aside(self.records[which], RecordStatus.DNC, self.now)

    def reset(self, which: int, how: Outcome, seconds: float) -> None:
        resetting.begin_run(campaigns.get(self.campaign), self.now)
        resetting.requeue(self.campaign, 0, RECORDS, self.now)

    def remove(self, which: int, how: Outcome, seconds: float) -> None:
        attempt = models.Attempt
        models.Record.delete().where(
            (models.Record.id == self.records[which])
            & models.Record.id.not_in(attempt.select(attempt.record))
        ).execute()
        if not models.Record.get_or_none(models.Record.id == self.records[which]):
            self.records[which] = a_record(self.campaign, "+14165550199", fields={"did": "1"})


ACTS = ("settle", "correct", "wait", "hold", "silence", "stop", "reset", "remove")
steps = st.lists(
    st.tuples(
        st.sampled_from(["claim", "claim", *ACTS, "settle"]),
        st.integers(0, RECORDS - 1),
        st.sampled_from(Outcome),
        st.sampled_from([0.0, 31.5]),
    ),
    min_size=10,
    max_size=40,
)


@settings(max_examples=40)
@given(steps)
def test_the_counts_are_those_of_the_rows(db, steps):
    life = Life()
    for act, which, how, seconds in steps:
        with transaction():
            if act == "claim":
                life.claim(which)
            else:
                getattr(life, act)(which, how, seconds)
    assert recounting.differences() == []
    recounting.fold()
    assert recounting.differences() == []
    assert not models.RecordTally.select().where(models.RecordTally.slot != 0).count()


def test_a_count_that_went_wrong_is_found_and_mended(db):
    a_record(a_campaign(), "+14165550100")
    models.RecordTally.update(records=7).execute()
    assert recounting.differences() == [recounting.Difference("record_tally", 1)]
    with transaction():
        recounting.recount(models.database.obj)
    assert recounting.differences() == []


WRONG = (
    "UPDATE record_tally SET records = records + 2 WHERE status = 'pending'",
    "DELETE FROM record_tally",
    "DELETE FROM result_tally",
    "UPDATE result_day_tally SET talk_ms = talk_ms - 7",
    "INSERT INTO result_hour_tally VALUES (9, 1, 'busy', FALSE, 0, 5, 0)",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_counts_are_mended_by_what_they_differ(db, wrong):
    """Whatever they were: too many, too few, none, of nothing."""
    for number in range(3):
        record = a_record(a_campaign(name=f"C{number}"), f"+1416555010{number}")
        assert an_attempt(record, f"call {number}")
        if number:
            settling.settle(ended_call(f"call {number}", seconds=9), Outcome.HUNG_UP, "", NOW)
    models.database.execute_sql(wrong)
    assert recounting.differences()
    for table in recounting.tables():
        recounting.mend(table)
    assert recounting.differences() == []
    models.Record.update(status="completed").execute()
    assert recounting.differences() == []


def test_a_count_is_mended_beside_those_who_count_on(db, request):
    """What another writes, before and after, is counted once."""
    if "sqlite" in request.node.name:
        pytest.skip("SQLite has one writer at a time")
    campaign = a_campaign()
    first, second = (a_record(campaign, f"+1416555010{n}") for n in range(2))
    models.RecordTally.update(records=70).execute()
    silence = models.Record.update(audio=RecordAudio.NONE)
    with writers(1) as (other,):
        with transaction():
            silence.where(models.Record.id == first).execute()
            other.spawn(lambda: recounting.mend("record_tally")).get(timeout=PATIENCE_S)
        silence.where(models.Record.id == second).execute()
    assert recounting.differences() == []


def test_what_nobody_counted_is_found(db):
    let_go(models.database.obj)
    a_record(a_campaign(), "+14165550100")
    assert recounting.differences() == [recounting.Difference("record_tally", 1)]


def _settle_and_fail(seconds: float) -> None:
    with transaction():
        settling.settle(ended_call("one", seconds=seconds), Outcome.LOST, "X", NOW)
        raise ZeroDivisionError


@pytest.mark.parametrize("seconds", [0, 30])
def test_an_undone_change_is_not_counted(db, seconds):
    record = a_record(a_campaign(), "+14165550100")
    an_attempt(record, "one")
    with pytest.raises(ZeroDivisionError):
        _settle_and_fail(seconds)
    assert not models.ResultTally.select().count()
    assert recounting.differences() == []


def test_writers_that_count_alike_do_not_wait_for_each_other(db, request):
    """A transaction that stays open holds nobody up, nor does it deadlock with the other."""
    if "sqlite" in request.node.name:
        pytest.skip("SQLite has one writer at a time")
    campaign = a_campaign()
    first, second = (a_record(campaign, f"+1416555010{n}") for n in range(2))
    with writers(1) as (other,), transaction():
        models.Record.update(audio=RecordAudio.NONE).where(models.Record.id == first).execute()
        change = models.Record.update(audio=RecordAudio.NONE).where(models.Record.id == second)
        assert other.spawn(change.execute).get(timeout=PATIENCE_S) == 1
    assert recounting.differences() == []


def test_records_that_come_and_go_together_are_counted_together(db, request):
    """On PostgreSQL a statement changes each count once, whatever the number of its records."""
    together = [] if "sqlite" in request.node.name else [[2, 0], [2, 0]]
    campaign, table = a_campaign(), models.Record
    one = table.get_by_id(a_record(campaign, "+14165550100")).__data__
    whose = models.Person.get().__data__
    models.Person.insert_many([whose | {"id": 100 + n} for n in range(50)]).execute()
    own = ({"id": 100 + n, "person": 100 + n} for n in range(50))
    crowd = [one | its | {"account": f"{n}", "gate": f"gate {n % 2}"} for n, its in enumerate(own)]
    changed = []
    for change in (table.insert_many(crowd), table.delete().where(table.id >= 110)):
        with transaction():
            before = _count_changes()
            change.execute()
            changed += [[b - a for a, b in zip(before, _count_changes(), strict=True)]]
        assert recounting.differences() == []
    assert [one for one in changed if one] == together


def _count_changes() -> list[int]:
    """Counts of records that PostgreSQL says were made and changed here of late."""
    if isinstance(models.database.obj, SqliteDatabase):
        return []
    sql = "SELECT n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'record_tally'"
    return list(models.database.execute_sql(sql).fetchone())


def test_the_first_answer_says_at_which_attempt_a_person_was_reached(db):
    record = a_record(a_campaign(), "+14165550100")
    told = (("refused", 0, Outcome.REFUSED), ("busy", 0, Outcome.BUSY),
            ("heard", 9, Outcome.HUNG_UP), ("again", 9, Outcome.HUNG_UP))  # fmt: skip
    for minute, (name, seconds, how) in enumerate(told):
        models.Record.update(status="pending", ready=True).execute()
        assert an_attempt(record, name, now=NOW + minute * MINUTE)
        settling.settle(ended_call(name, seconds=seconds), how, "", NOW + minute * MINUTE)
    reached = {row.id: row.contact for row in models.Attempt.select()}
    assert reached == {"refused": 0, "busy": 0, "heard": 2, "again": 0}
    assert attempts.outcome("heard") is Outcome.HUNG_UP
