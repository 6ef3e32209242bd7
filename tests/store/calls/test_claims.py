"""Claiming: what may be dialed, in which order, once."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from esl_dialer.core.calls.dialing import phone_to_dial
from esl_dialer.core.rules.rule import Conditions, Subject
from esl_dialer.core.rules.why_not import why_not_record
from esl_dialer.core.words import (
    DIALABLE_STATUSES,
    CallState,
    DialOrder,
    RecordAudio,
    RecordStatus,
    StopReason,
    StopScope,
)
from esl_dialer.store import models
from esl_dialer.store.calls import claims, selection
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import StoreBusy, transaction
from esl_dialer.store.people import stops
from tests.patience import PATIENCE_S
from tests.store.rows import NOW, TORONTO, a_campaign, a_record, an_attempt, status_of, writers

MANY = 1000
IN_ORDER = DialOrder.SEQUENTIAL
HALIFAX = "America/Halifax"


def picked(campaign: int, *gates: str, limit: int = MANY, order: DialOrder = IN_ORDER) -> list[int]:
    return [c.record for c in selection.candidates(campaign, gates, limit, order)]


# --- taking ------------------------------------------------------------------------------------


def test_a_claim_takes_the_record_and_writes_its_attempt(db):
    record = a_record(a_campaign(), "+14165550100")
    assert an_attempt(record, "one")
    attempt = models.Attempt.get_by_id("one")
    assert (attempt.state, attempt.number, attempt.start_at) == (
        CallState.CLAIMED,
        "+14165550100",
        NOW,
    )
    row = models.Record.get_by_id(record)
    assert (row.status, row.ready) == (RecordStatus.QUEUED, False)
    assert models.Claim.get_by_id(record).attempt_id == "one"


def test_a_record_is_claimed_once(db):
    record = a_record(a_campaign(), "+14165550100")
    assert an_attempt(record, "one")
    models.Record.update(status=RecordStatus.PENDING).where(models.Record.id == record).execute()
    assert not an_attempt(record, "two")
    assert models.Attempt.get_or_none(models.Attempt.id == "two") is None


def test_two_writers_never_take_the_same_record(db):
    """Each in a native thread of its own, as two engines would be."""
    campaign = a_campaign()
    records = [a_record(campaign, f"+1416555{n:04}") for n in range(60)]
    with writers(2) as two:
        works = [w.spawn(_take_all, records, name) for w, name in zip(two, "ab", strict=True)]
        taken = [set(work.get(timeout=PATIENCE_S)) for work in works]
    assert taken[0] | taken[1] == set(records)
    assert not taken[0] & taken[1]
    assert models.Attempt.select().count() == len(records)


def _take_all(records: list[int], name: str) -> list[int]:
    return [record for record in records if _take(record, f"{name}{record}")]


def _take(record: int, attempt: str) -> bool:
    while True:
        try:
            with transaction():
                return models.Record.get_by_id(record).ready and an_attempt(record, attempt)
        except StoreBusy:
            continue


# --- choosing ----------------------------------------------------------------------------------


def test_sequential_is_the_order_of_the_list_over_all_open_gates(db):
    campaign = a_campaign()
    records = [a_record(campaign, "+1", gate=gate) for gate in [TORONTO, HALIFAX] * 4]
    assert picked(campaign, TORONTO, HALIFAX) == records
    assert picked(campaign, HALIFAX, TORONTO, limit=3) == records[:3]
    assert picked(campaign, HALIFAX) == records[1::2]
    assert picked(campaign) == []


def test_random_is_the_order_of_the_random_keys(db):
    campaign = a_campaign()
    keys = {a_record(campaign, "+1", random_key=key): key for key in (5, 1, 4, 2, 3)}
    in_order = sorted(keys, key=lambda record: keys[record])
    assert picked(campaign, TORONTO, order=DialOrder.RANDOM) == in_order
    assert picked(campaign, TORONTO, order=DialOrder.RANDOM, limit=2) == in_order[:2]


@pytest.mark.parametrize("order", DialOrder)
def test_urgent_records_come_first(db, order):
    campaign = a_campaign()
    plain = [a_record(campaign, "+1") for _ in range(3)]
    waits = [
        a_record(campaign, "+1", random_key=999, gate=gate, **values)
        for gate, values in (
            (TORONTO, {"priority": 1}),
            (HALIFAX, {"priority": 7}),
            (TORONTO, {"urgent": True}),
            (HALIFAX, {"urgent": True}),
            (TORONTO, {"urgent": True, "priority": 3}),
        )
    ]
    one, seven, urgent, as_urgent, first = waits
    a_record(campaign, "+1", urgent=True, ready=False)
    in_line = [first, urgent, as_urgent, seven, one]
    every = picked(campaign, TORONTO, HALIFAX, order=order)
    assert (every[:5], set(every[5:])) == (in_line, set(plain))
    assert picked(campaign, TORONTO, HALIFAX, order=order, limit=3) == in_line[:3]
    assert picked(campaign, HALIFAX, order=order) == [as_urgent, seven]


@pytest.mark.parametrize(
    ("index", "asked_for", "order"),
    [
        ("record_first_in_line", "urgent DESC", DialOrder.RANDOM),
        ("record_ready_by_chance", "ORDER BY random_key", DialOrder.RANDOM),
        ("record_ready_by_position", "ORDER BY position", DialOrder.SEQUENTIAL),
        ("record_ready_by", "MIN(gate)", DialOrder.RANDOM),
    ],
)
def test_what_is_next_is_found_in_an_index_of_few(db, monkeypatch, index, asked_for, order):
    campaign, asked = a_campaign(), []
    for number in range(40):
        a_record(campaign, "+1", gate=f"{TORONTO}@{number}", ready=bool(number % 4 == 0))
    real = models.database.obj
    execute = real.execute_sql
    monkeypatch.setattr(real, "execute_sql", lambda *sql: asked.append(sql) or execute(*sql))
    selection.gates(campaign)
    picked(campaign, TORONTO, order=order)
    ((sql, values),) = [one for one in asked if asked_for in one[0]]
    if isinstance(real, SqliteDatabase):
        plan = execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    else:
        execute("ANALYZE record")
        execute("SET enable_seqscan = off")
        plan = execute(f"EXPLAIN {sql}", values).fetchall()
    assert index in str(plan)


def test_gates_are_those_of_the_campaigns_ready_records(db):
    campaign, other = a_campaign(), a_campaign()
    for gate in (TORONTO, HALIFAX, TORONTO, f"{HALIFAX}|{TORONTO}"):
        a_record(campaign, "+1", gate=gate)
    a_record(campaign, "+1", gate="America/Winnipeg", ready=False)
    a_record(other, "+1", gate="America/Regina")
    assert selection.gates(campaign) == sorted([TORONTO, HALIFAX, f"{HALIFAX}|{TORONTO}"])


def test_a_record_comes_with_its_good_phones(db):
    record = a_record(a_campaign(), "+14165550100", "+14165550101", "+14165550102", next_phone=1)
    bad = (models.Phone.record == record) & (models.Phone.position == 1)
    models.Phone.update(invalid=True).where(bad).execute()
    (candidate,) = claims.load([record])
    assert candidate.number == "+14165550102"
    assert [position for position, _, _ in candidate.phones] == [0, 2]


# --- waiting -----------------------------------------------------------------------------------


def test_what_is_due_becomes_ready_oldest_first(db):
    campaign = a_campaign()
    waits = {"status": RecordStatus.RETRY, "ready": False}
    minutes = (-3, -1, 0, 1)
    due = [
        a_record(campaign, "+1", not_before=NOW + timedelta(minutes=m), **waits) for m in minutes
    ]
    assert selection.promote_due(campaign, NOW, 2, 17) == 2
    assert picked(campaign, TORONTO) == due[:2]
    assert selection.any_due(campaign, NOW)
    assert selection.promote_due(campaign, NOW, 200, 17) == 1
    assert not selection.any_due(campaign, NOW)
    assert picked(campaign, TORONTO) == due[:3]


@pytest.mark.parametrize(
    "values",
    [
        {"audio": RecordAudio.NONE},
        {"status": RecordStatus.COMPLETED},
        {"status": RecordStatus.QUEUED},
        {"not_before": NOW + timedelta(milliseconds=1)},
    ],
)
def test_what_is_not_due_stays(db, values):
    campaign = a_campaign()
    plain = {"status": RecordStatus.RETRY, "ready": False, "not_before": NOW}
    a_record(campaign, "+1", **plain | values)
    assert selection.promote_due(campaign, NOW, 200, 17) == 0
    assert not selection.any_due(campaign, NOW)


def test_promotion_keeps_random_keys_apart_and_in_range(db):
    campaign = a_campaign()
    keys = [1, 2, 2**31 - 2, 1_234_567_890]
    for key in keys:
        a_record(campaign, "+1", ready=False, not_before=NOW, random_key=key)
    selection.promote_due(campaign, NOW, 200, 2**31 - 1)
    found = [row.random_key for row in models.Record.select()]
    assert len(set(found)) == len(keys)
    assert all(0 <= key < 2**31 for key in found)


def test_what_was_read_before_it_changed_sets_nothing_aside(db):
    record = a_record(a_campaign(), "+14165550100", ready=False, audio=RecordAudio.NONE)
    claims.set_aside(record, RecordStatus.DNC, NOW)
    claims.lose_audio(record, 1)
    row = models.Record.get_by_id(record)
    assert (row.status, row.audio) == (RecordStatus.PENDING, RecordAudio.NONE)


def test_a_record_that_is_set_aside_or_held_is_not_picked(db):
    campaign = a_campaign()
    aside, held = a_record(campaign, "+1"), a_record(campaign, "+1")
    claims.set_aside(aside, RecordStatus.DNC, NOW)
    claims.hold_until(held, NOW + timedelta(hours=1))
    assert picked(campaign, TORONTO) == []
    assert status_of(aside) is RecordStatus.DNC
    assert selection.promote_due(campaign, NOW + timedelta(hours=1), 200, 17) == 1


# --- against a slow model ----------------------------------------------------------------------


@st.composite
def records(draw: st.DrawFn) -> dict[str, object]:
    """A record as production leaves it: ready is set when nothing but the clock holds it back."""
    status, audio = draw(st.sampled_from(RecordStatus)), draw(st.sampled_from(RecordAudio))
    waits = draw(st.sampled_from([None, -60, -1, 0, 1, 3600]))
    not_before = None if waits is None else NOW + timedelta(seconds=waits)
    could = status in DIALABLE_STATUSES and audio is RecordAudio.READY
    ready = could and (not_before is None or (not_before <= NOW and draw(st.booleans())))
    return {
        "status": status,
        "audio": audio,
        "not_before": not_before,
        "ready": ready,
        "gate": draw(st.sampled_from([TORONTO, HALIFAX, f"{HALIFAX}|{TORONTO}"])),
        "priority": draw(st.sampled_from([0, 0, 0, 1])),
        "urgent": draw(st.booleans()),
        "next_phone": draw(st.integers(0, 2)),
        "phones": draw(st.lists(st.tuples(st.integers(100, 104), st.booleans()), max_size=3)),
    }


def stored(campaign: int, made: dict[str, object]) -> int:
    values = {key: value for key, value in made.items() if key != "phones"}
    record = a_record(campaign, *(f"+1416555{n:04}" for n, _ in made["phones"]), **values)
    bad = [position for position, (_, invalid) in enumerate(made["phones"]) if invalid]
    phone = models.Phone
    phone.update(invalid=True).where((phone.record == record) & phone.position.in_(bad)).execute()
    return record


def slow_subject(made: dict[str, object], stopped: set[int]) -> Subject:
    good = tuple((i, n, str(n)) for i, (n, bad) in enumerate(made["phones"]) if not bad)
    _, number = phone_to_dial(good, made["next_phone"])
    return Subject(
        made["status"],
        made["audio"],
        made["gate"],
        number,
        made["not_before"],
        "dnc" if number and int(number) in stopped else "",
    )


@settings(max_examples=60)
@given(
    st.lists(records(), max_size=12),
    st.sets(st.integers(100, 104), max_size=2),
    st.sampled_from([0, -1, 8, 12]),
)
def test_what_is_dialed_is_what_the_rules_allow(db, made, stopped, hours):
    """The indexed queries and the rules together pick what a look at every record picks."""
    with transaction():
        campaign, now = a_campaign(transfer_number="4165559999"), NOW + timedelta(hours=hours)
        ids = [stored(campaign, one) for one in made]
        for number in stopped:
            models.Stop.insert(
                scope=StopScope.NUMBER,
                value=f"416555{number:04}",
                reason=StopReason.DNC,
                created_at=NOW,
            ).on_conflict_ignore().execute()
        found = _by_the_tick(campaign, now)
        models.Stop.delete().execute()
    plan, conditions = campaigns.get(campaign), Conditions(switch_simulated=False)
    slow = {
        record
        for record, one in zip(ids, made, strict=True)
        if why_not_record(slow_subject(one, stopped), plan, conditions, now) is None
    }
    assert found == slow


def _by_the_tick(campaign: int, now: object) -> set[int]:
    plan, conditions = campaigns.get(campaign), Conditions(switch_simulated=False)
    selection.promote_due(campaign, now, 200, 17)
    read = selection.candidates(campaign, selection.gates(campaign), MANY, IN_ORDER)
    protected = stops.matching(c.number for c in read if c.number)
    return {
        c.record
        for c in read
        if why_not_record(claims.subject_of(c, protected.get(c.number, "")), plan, conditions, now)
        is None
    }
