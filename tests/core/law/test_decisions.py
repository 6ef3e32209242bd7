"""What is kept of the law with an attempt, and what a dialer asks more than a case is answered."""

from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.law.calendar import State
from esl_dialer.core.law.decisions import decision_of
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import Effect
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.people.clocks import edition
from esl_dialer.core.words import Caller, CallKind

KENORA, CRANBROOK = "America/Winnipeg@CA-ON", "America/Edmonton@CA-BC"
MONDAY = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
LIVE = (Caller.AGENCY, CallKind.LIVE)


def test_a_decision_names_all_that_was_asked():
    made = decision_of(
        shipped_law(), "America/Toronto@CA-QC", Caller.AGENCY, CallKind.RECORDED, MONDAY
    )
    assert made.rules == ("ca-qc.hours", "ca-crtc.recorded-hours", "ca-qc.holidays")
    assert dict(made.packs).keys() == {"ca-qc.toml", "ca-crtc.toml"}
    assert (made.clocks, made.warned) == (edition(), ())
    assert made.edition == shipped_law().edition
    assert edition().startswith("202")


def test_it_names_what_warned_then_and_is_another_one_for_that():
    boxing = datetime(2026, 12, 26, 20, 0, tzinfo=UTC)
    gate = "America/Vancouver@CA-BC"
    warned = decision_of(shipped_law(), gate, *LIVE, boxing)
    plain = decision_of(shipped_law(), gate, *LIVE, MONDAY)
    assert warned.warned == ("ca-bc.open-holidays",)
    assert warned.rules == plain.rules
    assert warned.digest != plain.digest


def test_the_same_decision_has_the_same_digest_and_any_difference_another():
    packs = shipped_packs()
    one = decision_of(Law(packs), KENORA, *LIVE, MONDAY)
    again = decision_of(Law(packs), KENORA, *LIVE, MONDAY + timedelta(hours=1))
    off = decision_of(Law(packs, {"ca-on.hours": Effect.OFF}), KENORA, *LIVE, MONDAY)
    other = decision_of(Law(packs), KENORA, Caller.BANK, CallKind.LIVE, MONDAY)
    assert one.digest == again.digest
    assert len({one.digest, off.digest, other.digest}) == 3
    assert "ca-on.hours" not in off.rules
    assert len(one.digest) == 32


@pytest.mark.parametrize(
    ("gate", "rule", "local", "offsets"),
    [
        (KENORA, "ca-on.north-west", "2026-12-01 07:30", (5, 6)),
        (KENORA, "ca-on.north-west", "2026-12-01 20:30", (5, 6)),
        (CRANBROOK, "ca-bc.east-kootenay", "2026-12-01 07:30", (6, 7)),
    ],
)
def test_where_a_clock_is_not_sure_a_case_warns_and_a_dialer_waits(gate, rule, local, offsets):
    """One of the two clocks is open, the other is not: 7:30 by the one is 6:30 by the other."""
    law = shipped_law()
    at = datetime.fromisoformat(local).replace(tzinfo=UTC)
    instants = [at + timedelta(hours=offset) for offset in offsets]
    states = [law.calendar(gate, *LIVE).state(one) for one in instants]
    dialing = [law.calendar(gate, *LIVE, dialing=True) for _ in instants]
    for instant, case, calendar in zip(instants, states, dialing, strict=True):
        if case is State.WARN:
            assert calendar.state(instant) is State.REFUSED
            assert calendar.obstacle(instant).rule.id in {rule, rule[:5] + ".hours"}
            opens = calendar.next_at(instant, State.WARN)
            assert law.calendar(gate, *LIVE).state(opens) is State.ALLOWED
        else:
            assert calendar.state(instant) is case
    assert State.WARN in states


def test_a_dialer_does_what_people_here_said_of_the_doubt():
    law = Law(shipped_packs(), {"ca-on.north-west": Effect.WARN})
    early = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
    assert law.calendar(KENORA, *LIVE, dialing=True).state(early) is State.WARN
    assert shipped_law().calendar(KENORA, *LIVE, dialing=True).state(early) is State.REFUSED
