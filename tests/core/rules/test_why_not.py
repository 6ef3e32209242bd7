"""Each rule that holds a record back; the first that does is the one that is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.law.caps import PastCall, cap_of
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import Effect
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.people.clocks import stale, stale_zones
from esl_dialer.core.people.contact_cap import HEARD_WAIT, Contact
from esl_dialer.core.people.person_stops import Doubt, TimedStop
from esl_dialer.core.people.promises import promise
from esl_dialer.core.people.stops import by_list
from esl_dialer.core.rules.rule import NOBODY, Conditions, Load, ShownTo, Subject
from esl_dialer.core.rules.why_not import (
    CAMPAIGN_RULES,
    GATE_RULES,
    RECORD_RULES,
    Behind,
    open_gates,
    opens,
    why_not_campaign,
    why_not_record,
)
from esl_dialer.core.rules.windows import is_open
from esl_dialer.core.says import Says
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    Caller,
    CallKind,
    CampaignKind,
    Outcome,
    RecordAudio,
    RecordStatus,
    RunState,
    StopReason,
)
from tests.core.campaigns.made import a_campaign

OPEN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 10:00 in Toronto."""

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TORONTO = "America/Toronto"
REAL = Conditions(switch_simulated=False)
ACTIVE = a_campaign(run_state=RunState.ACTIVE)
DECEASED = by_list(StopReason.DECEASED, "may.csv", 12, "Phone 1", "deceased 416-555-0100")
DIALABLE = Subject(RecordStatus.PENDING, RecordAudio.READY, TORONTO, "+14165550100", None)

ENDED = Schedule(end=datetime.fromisoformat("2026-11-23T09:59"), zone=TORONTO)

CAMPAIGN_BROKEN = [
    ("not_active", {"run_state": RunState.PAUSED}, {}),
    ("schedule_ended", {"schedule": ENDED}, {}),
    ("new_run", {"renewing_at": NIGHT}, {}),
    ("engine_stopped", {}, {"engine_runs": False}),
    ("switch_down", {}, {"switch_up": False}),
    ("restored", {}, {"restored": {ACTIVE.id: Says("calls are unknown")}}),
    ("import_undone", {"undoing": 7}, {}),
    ("law_unreadable", {}, {"unfit_packs": ("a.toml",), "switch_simulated": False}),
    ("no_gateway", {}, {"no_gateway": "carrier is down"}),
    ("audio_lost", {}, {"lost_audio": {ACTIVE.id: Says("it is away")}}),
    ("was_simulated", {"simulated": True}, {"switch_simulated": False}),
    ("speed_zero", {"cpm": 0.0}, {}),
    ("global_speed_zero", {}, {"global_cpm": 0.0}),
    ("no_agent_free", {"kind": CampaignKind.AG}, {}),
    ("max_transfers", {"max_transfers": 2}, {}),
    ("max_live", {"max_live": 3}, {}),
]
"""In the order in which they are asked: what breaks the campaign, what the conditions."""

WRITTEN_ONLY = TimedStop(StopReason.WRITTEN_ONLY, Says("a letter"), OPEN + timedelta(days=90))
ONE_A_WEEK = cap_of(shipped_law().rule("us.reg-f-conversation"))
SALES = shipped_law().rule("ca-crtc.recorded-sales")
TALKED = PastCall("a", NOBODY, NIGHT, NIGHT, Outcome.TRANSFERRED, answered=True)

RECORD_BROKEN = [
    ("in_progress", {"status": RecordStatus.QUEUED}),
    ("previewed", {"shown_to": ShownTo("ann", OPEN)}),
    ("final", {"status": RecordStatus.COMPLETED}),
    ("stopped", {"stopped": "dnc"}),
    ("person_stopped", {"timed_stop": WRITTEN_ONLY}),
    ("perhaps_stopped", {"doubt": Doubt(1, StopReason.CEASE, Says("a letter"), "ANN ROY")}),
    ("list_inactive", {"inactive_list": "Spring"}),
    ("source_status", {"source_status": "Cold"}),
    ("filtered_out", {"filtered_by": "debts of May"}),
    ("audio_missing", {"audio": RecordAudio.NONE}),
    ("phone_type", {"other_types": True}),
    ("no_phone", {"number": ""}),
    ("number_spent", {"spent": frozenset((DIALABLE.number,))}),
    ("no_transfer_number", {"has_transfer": False}),
    ("number_heard", {"contact": Contact(number_heard_at=NIGHT)}),
    ("person_heard", {"contact": Contact(person_heard_at=NIGHT)}),
    ("promised", {"promise": promise(100, NIGHT.date(), UTC)}),
    ("consent_missing", {"needs": (SALES,)}),
    ("contact_cap", {"caps": (ONE_A_WEEK,), "calls": (TALKED,)}),
    ("call_back", {"scheduled_for": NIGHT + timedelta(hours=1)}),
    ("not_yet", {"not_before": NIGHT + timedelta(days=1)}),
    ("phone_hours", {"kind": "work"}),
    ("number_in_progress", {"contact": Contact(number_live=True)}),
    ("person_in_progress", {"contact": Contact(person_live=True)}),
    ("zone_data_old", {"gate": "America/Regina"}),
    ("window", {}),
    ("law", {}),
]
"""In the order in which they are asked; the last two are broken by the hour."""
LAWFUL = Conditions(
    switch_simulated=False, law=shipped_law(), stale_zones=frozenset(("America/Regina",))
)
EARLY = replace(ACTIVE, window=Window((((0, 24 * 60),),) * 7))
"""At any hour, but for the law."""

FULL = Load(live=3, transferring=2, agents=0)
NO_NUMBER = replace(ACTIVE, transfer_number="", kind_hours="work=mon-fri 09:00-17:00")


def test_every_rule_is_broken_here_in_the_order_in_which_it_is_asked():
    assert [name for name, *_ in CAMPAIGN_BROKEN] == [rule.__name__ for rule in CAMPAIGN_RULES]
    of_records = [name for name, _ in RECORD_BROKEN]
    assert of_records[: len(RECORD_RULES)] == [rule.__name__ for rule in RECORD_RULES]
    assert len(of_records) == len(RECORD_RULES) + len(GATE_RULES)


def test_nothing_holds_back_what_can_be_dialed():
    assert why_not_campaign(ACTIVE, REAL, OPEN) is None
    assert why_not_record(DIALABLE, ACTIVE, REAL, OPEN) is None


@pytest.mark.parametrize("first", range(len(CAMPAIGN_BROKEN)))
def test_the_first_rule_of_a_campaign_wins(first):
    campaign, conditions = ACTIVE, REAL
    for _, changes, held in reversed(CAMPAIGN_BROKEN[first:]):
        campaign, conditions = replace(campaign, **changes), replace(conditions, **held)
    assert why_not_campaign(campaign, conditions, OPEN, FULL).rule == CAMPAIGN_BROKEN[first][0]


@pytest.mark.parametrize("first", range(len(RECORD_BROKEN)))
def test_the_first_rule_of_a_record_wins(first):
    subject = DIALABLE
    for _, changes in reversed(RECORD_BROKEN[first:]):
        subject = replace(subject, **changes)
    campaign = EARLY if RECORD_BROKEN[first][0] == "law" else NO_NUMBER
    assert why_not_record(subject, campaign, LAWFUL, NIGHT).rule == RECORD_BROKEN[first][0]


def test_the_law_is_told_with_its_rule_where_it_stands_and_when_it_clears():
    quebec = replace(DIALABLE, gate=f"{TORONTO}@CA-QC")
    reason = why_not_record(quebec, EARLY, LAWFUL, NIGHT)
    assert (reason.rule, reason.law, reason.citation) == ("law", "ca-qc.hours", "CQLR c R-2.2")
    assert str(reason.text).endswith("never on Sundays. (America/Toronto)")
    assert reason.clears_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert why_not_record(quebec, EARLY, LAWFUL, reason.clears_at) is None


def test_who_calls_and_what_speaks_decide_which_rules_bind():
    quebec = replace(DIALABLE, gate=f"{TORONTO}@CA-QC")
    late = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert why_not_record(quebec, EARLY, LAWFUL, late).law == "ca-qc.hours"
    creditor = replace(EARLY, caller=Caller.CREDITOR)
    assert why_not_record(quebec, creditor, LAWFUL, late) is None
    night = late + timedelta(hours=3)
    assert why_not_record(quebec, creditor, LAWFUL, night).law == "ca-crtc.recorded-hours"
    assert why_not_record(quebec, replace(creditor, call_kind=CallKind.LIVE), LAWFUL, night) is None


def test_a_simulated_call_asks_no_law_where_its_hours_do_not_count():
    simulated = Conditions(hours_count=False, law=shipped_law())
    assert why_not_record(DIALABLE, ACTIVE, simulated, NIGHT) is None


def test_nobody_is_called_by_clocks_that_are_told_wrong():
    old = Conditions(switch_simulated=False, stale_zones=stale("2025b"))
    gate = f"{TORONTO}|America/Vancouver@CA-ON"
    assert open_gates([gate, f"{TORONTO}@CA-ON"], ACTIVE, old, OPEN) == [f"{TORONTO}@CA-ON"]
    reason = why_not_record(replace(DIALABLE, gate=gate), ACTIVE, old, OPEN)
    assert (reason.rule, reason.clears_at) == ("zone_data_old", None)
    assert "too old for America/Vancouver" in str(reason.text)
    nobody = replace(old, switch_simulated=True, hours_count=False)
    assert why_not_record(replace(DIALABLE, gate=gate), ACTIVE, nobody, OPEN) is None
    assert stale_zones() == stale("2026f") == frozenset()


DOUBTED = "America/Winnipeg@CA-ON"
"""Kenora: its clock is taken for Manitoba's, and may be an hour behind in winter."""

SEVEN = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
"""7:30 by Manitoba's clock: 6:30 by the other."""

NINE = datetime(2026, 12, 2, 2, 30, tzinfo=UTC)
"""21:30 by Manitoba's clock: 20:30 by the other."""


def test_nobody_is_dialed_in_an_hour_that_one_of_two_possible_clocks_closes():
    live = replace(EARLY, call_kind=CallKind.LIVE)
    kenora = replace(DIALABLE, gate=DOUBTED)
    noon = SEVEN + timedelta(hours=5)
    assert why_not_record(kenora, live, LAWFUL, noon) is None
    assert why_not_record(kenora, live, LAWFUL, NINE).rule == "law"
    early = why_not_record(kenora, live, LAWFUL, SEVEN)
    assert (early.law, early.clears_at) == ("ca-on.north-west", SEVEN + timedelta(minutes=30))


def test_who_lets_the_doubt_only_warn_goes_by_the_places_own_clock():
    live = replace(EARLY, call_kind=CallKind.LIVE)
    kenora = replace(DIALABLE, gate=DOUBTED)
    told = Law(shipped_packs(), {"ca-on.north-west": Effect.WARN})
    warns = replace(LAWFUL, law=told)
    assert why_not_record(kenora, live, warns, SEVEN) is None
    late = why_not_record(kenora, live, warns, NINE)
    assert (late.rule, late.law) == ("law", "ca-on.hours")
    off = replace(LAWFUL, law=Law(shipped_packs(), {"ca-on.north-west": Effect.OFF}))
    assert why_not_record(kenora, live, off, NINE).law == "ca-on.hours"


def test_window_and_law_open_together():
    gate = f"{TORONTO}@CA-QC"
    sunday = datetime(2026, 12, 27, 17, 0, tzinfo=UTC)
    late = replace(ACTIVE, window=Window((((19 * 60, 22 * 60),),) * 7))
    assert opens(Behind(gate), late, LAWFUL, sunday) == datetime(2026, 12, 29, 0, 0, tzinfo=UTC)
    assert open_gates([gate], late, LAWFUL, sunday) == []


@pytest.mark.parametrize("status", set(RecordStatus) - CLAIMED_STATUSES)
def test_a_stop_by_a_list_is_told_with_its_line_whatever_the_record_is(status):
    reason = why_not_record(replace(DIALABLE, status=status, mark=DECEASED), ACTIVE, REAL, OPEN)
    assert str(reason.text) == "a stop protects it: deceased"
    assert str(reason.source) == "may.csv, line 12, Phone 1: 'deceased 416-555-0100'"


@pytest.mark.parametrize("status", RecordStatus)
def test_only_pending_and_retry_are_dialed(status):
    reason = why_not_record(replace(DIALABLE, status=status), ACTIVE, REAL, OPEN)
    assert (reason is None) == (status in {RecordStatus.PENDING, RecordStatus.RETRY})


def test_a_record_that_its_filter_left_out_is_told_so_by_name_or_as_it_was_applied_last():
    left = replace(DIALABLE, status=RecordStatus.FILTERED_OUT)
    by_name = why_not_record(replace(left, filtered_by="debts"), ACTIVE, REAL, OPEN)
    assert str(by_name.text) == "the filter 'debts' leaves it out"
    before = why_not_record(left, ACTIVE, REAL, OPEN)
    assert str(before.text) == "the filter left it out as it was applied last"
    assert {by_name.rule, before.rule} == {"filtered_out"}


def test_a_campaign_on_a_schedule_tells_when_it_starts_and_ends_at_its_instant():
    soon = Schedule(start=datetime.fromisoformat("2026-11-23T10:01"), zone=TORONTO)
    draft = replace(ACTIVE, run_state=RunState.DRAFT, schedule=soon)
    reason = why_not_campaign(draft, REAL, OPEN)
    assert (reason.rule, reason.clears_at) == ("not_active", OPEN + timedelta(minutes=1))
    waits = why_not_campaign(draft, REAL, OPEN + timedelta(minutes=1))
    assert "should have started" in str(waits.text)
    ends = replace(
        ACTIVE, schedule=Schedule(end=datetime.fromisoformat("2026-11-23T10:01"), zone=TORONTO)
    )
    assert why_not_campaign(ends, REAL, OPEN + timedelta(seconds=59)) is None
    assert why_not_campaign(ends, REAL, OPEN + timedelta(minutes=1)).rule == "schedule_ended"


def test_who_was_not_dialed_before_the_end_is_told_so():
    reason = why_not_record(replace(DIALABLE, status=RecordStatus.NO_ATTEMPT), ACTIVE, REAL, OPEN)
    assert str(reason.text) == "its campaign was completed before it was dialed"


@pytest.mark.parametrize("state", RunState)
def test_only_an_active_campaign_dials(state):
    reason = why_not_campaign(replace(ACTIVE, run_state=state), REAL, OPEN)
    assert (reason is None) == (state is RunState.ACTIVE)


def test_a_record_waits_until_its_instant_and_not_longer():
    waits = replace(DIALABLE, not_before=OPEN + timedelta(seconds=1))
    assert why_not_record(waits, ACTIVE, REAL, OPEN).clears_at == OPEN + timedelta(seconds=1)
    assert why_not_record(replace(waits, not_before=OPEN), ACTIVE, REAL, OPEN) is None


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_call_back_takes_precedence_over_the_retry_rule(hours):
    agreed = replace(DIALABLE, not_before=OPEN + timedelta(hours=hours), scheduled_for=OPEN)
    reason = why_not_record(agreed, ACTIVE, REAL, OPEN - timedelta(minutes=1))
    assert (reason.rule, reason.clears_at) == ("call_back", OPEN)
    assert why_not_record(agreed, ACTIVE, REAL, OPEN) is None


@pytest.mark.parametrize(
    ("gate", "told"),
    [
        (f"{TORONTO}@CA-ON", "2026-11-23 10:00 (America/Toronto)"),
        ("America/Edmonton|America/Vancouver@CA-BC", "2026-11-23 08:00 (America/Vancouver)"),
        ("Europe/Paris|America/Toronto", "2026-11-23 10:00 (America/Toronto)"),
        ("", "2026-11-23 15:00 (UTC)"),
    ],
)
def test_a_call_back_is_told_in_the_callees_time(gate, told):
    agreed = replace(DIALABLE, gate=gate, scheduled_for=OPEN)
    assert str(why_not_record(agreed, ACTIVE, REAL, NIGHT).text) == f"call-back at {told}"


def test_the_hours_of_the_day_hold_a_call_back_too():
    due = replace(DIALABLE, scheduled_for=NIGHT - timedelta(hours=1), urgent=True)
    assert why_not_record(due, ACTIVE, REAL, NIGHT).rule == "window"


def test_a_tick_asks_of_gates_what_the_reason_would_say():
    vancouver = "America/Vancouver@CA-BC"
    in_the_east = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    both, at_noon = [TORONTO, vancouver], OPEN + timedelta(hours=3)
    for now, opened in ((in_the_east, [TORONTO]), (NIGHT, []), (at_noon, both)):
        found = open_gates(both, ACTIVE, REAL, now)
        assert found == opened
        for gate in both:
            reason = why_not_record(replace(DIALABLE, gate=gate), ACTIVE, REAL, now)
            assert (reason is None) == (gate in found)


def test_the_window_says_when_it_opens():
    reason = why_not_record(DIALABLE, ACTIVE, REAL, NIGHT)
    assert reason.clears_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_a_record_without_a_zone_is_never_dialed():
    reason = why_not_record(replace(DIALABLE, gate=""), ACTIVE, REAL, OPEN)
    assert (reason.rule, reason.clears_at) == ("window", None)


@pytest.mark.parametrize(
    ("simulated", "hours_count", "holds"),
    [(True, True, True), (True, False, False), (False, True, True), (False, False, True)],
)
def test_hours_always_count_on_a_real_switch(simulated, hours_count, holds):
    conditions = Conditions(switch_simulated=simulated, hours_count=hours_count)
    assert (why_not_record(DIALABLE, ACTIVE, conditions, NIGHT) is not None) == holds


@pytest.mark.parametrize("which", ["number_heard_at", "person_heard_at"])
def test_number_and_person_hear_one_message_a_day(which):
    heard = OPEN - HEARD_WAIT + timedelta(minutes=1)
    held = replace(DIALABLE, contact=Contact(**{which: heard}))
    reason = why_not_record(held, ACTIVE, REAL, OPEN)
    assert (reason.rule, reason.clears_at) == (which.removesuffix("_at"), heard + HEARD_WAIT)
    assert why_not_record(held, ACTIVE, REAL, reason.clears_at) is None
    before = reason.clears_at - timedelta(milliseconds=1)
    assert why_not_record(held, ACTIVE, REAL, before).rule == reason.rule


def test_who_asked_for_a_representative_is_called_back_on_the_same_day():
    heard = Contact(number_heard_at=OPEN, person_heard_at=OPEN)
    assert why_not_record(replace(DIALABLE, contact=heard, urgent=True), ACTIVE, REAL, OPEN) is None


def test_nobody_is_called_twice_at_once_not_even_who_asked_for_it():
    called = replace(DIALABLE, contact=Contact(person_live=True), urgent=True)
    assert why_not_record(called, ACTIVE, REAL, OPEN).rule == "person_in_progress"


subjects = st.builds(
    Subject,
    st.sampled_from(RecordStatus),
    st.sampled_from(RecordAudio),
    st.sampled_from(["", TORONTO, f"America/St_Johns|{TORONTO}"]),
    st.sampled_from(["", "+14165550100"]),
    st.sampled_from([None, NIGHT, OPEN, OPEN + timedelta(hours=1)]),
    st.sampled_from(["", "dnc"]),
    st.sampled_from([None, NIGHT, OPEN + timedelta(hours=2)]),
    st.builds(
        Contact,
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, NIGHT - timedelta(days=2), NIGHT]),
        st.sampled_from([None, NIGHT, OPEN - timedelta(hours=1)]),
    ),
    st.booleans(),
)


@given(subjects, st.sampled_from([NIGHT, OPEN]))
def test_when_the_instant_has_come_that_rule_holds_nothing_back(subject, now):
    """A call that was in progress has ended by then."""
    reason = why_not_record(subject, ACTIVE, REAL, now)
    if reason is not None and reason.clears_at is not None:
        assert reason.clears_at > now
        ended = replace(subject.contact, number_live=False, person_live=False)
        then = replace(subject, contact=ended)
        later = why_not_record(then, ACTIVE, REAL, reason.clears_at)
        assert later is None or later.rule != reason.rule


@given(subjects, st.sampled_from([NIGHT, OPEN]))
def test_what_is_dialed_has_all_that_a_call_needs(subject, now):
    if why_not_record(subject, ACTIVE, REAL, now) is None:
        assert subject.number
        assert subject.audio is RecordAudio.READY
        assert not subject.stopped
        assert is_open(ACTIVE.window, subject.gate, now)


@given(subjects)
def test_every_reason_says_what_and_where(subject):
    reason = why_not_record(subject, ACTIVE, REAL, NIGHT)
    assert reason is None or (reason.rule and reason.text and reason.source)


DAILY_AT_SEVEN = Schedule(
    datetime.fromisoformat("2026-11-20T07:00"),
    datetime.fromisoformat("2026-11-20T21:00"),
    TORONTO,
    Recurrence(Every.DAY),
)


def test_a_recurrence_goes_before_the_window_where_it_is_chosen_and_never_before_the_law():
    first = replace(ACTIVE, schedule=DAILY_AT_SEVEN, recurrence_first=True)
    seven, six = OPEN - timedelta(hours=2, minutes=30), OPEN - timedelta(hours=3, minutes=30)
    assert why_not_record(DIALABLE, replace(first, recurrence_first=False), REAL, seven)
    assert why_not_record(DIALABLE, first, REAL, seven) is None
    closed = why_not_record(DIALABLE, first, REAL, six)
    assert (closed.rule, closed.clears_at) == ("window", OPEN - timedelta(hours=3))
    lawful = replace(DIALABLE, gate=f"{TORONTO}@CA-QC")
    assert why_not_record(lawful, first, LAWFUL, seven).rule == "law"
    no_law_known = replace(DIALABLE, gate="America/Jamaica")
    assert why_not_record(no_law_known, first, LAWFUL, seven).rule == "window"


def test_a_type_of_phone_waits_for_its_hours_in_every_zone_of_the_person():
    hours = replace(ACTIVE, kind_hours="work=mon 12:00-17:00")
    work = replace(DIALABLE, kind="work", gate=f"{TORONTO}|America/Vancouver")
    waits = why_not_record(work, hours, REAL, OPEN + timedelta(hours=3))
    assert (waits.rule, waits.clears_at) == ("phone_hours", OPEN + timedelta(hours=4))
    assert (
        why_not_record(replace(work, kind="mobile"), hours, REAL, OPEN + timedelta(hours=3)) is None
    )
    nobody = replace(REAL, switch_simulated=True, hours_count=False)
    assert why_not_record(work, hours, nobody, OPEN + timedelta(hours=3)) is None
