"""Conversions: positive dispositions, those that a person's key says among them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from esl_dialer.core.reports.arithmetic import Hour, Rate
from esl_dialer.core.reports.conversions import Said, by_key, conversions, counted, unsaid
from esl_dialer.core.words import Outcome

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""23:00 of the 23rd in Toronto."""
HOUR = timedelta(hours=1)
SALES = Said(AT, "sale_made", Outcome.TRANSFERRED, 2)
LATER = Said(AT + HOUR, "later", Outcome.HUNG_UP, 3)


def test_what_nobody_said_is_what_is_left_of_an_outcome():
    assert unsaid(5, Outcome.TRANSFERRED, [SALES, LATER]) == 3
    assert unsaid(1, Outcome.TRANSFERRED, [SALES]) == 0


def test_a_key_says_it_of_calls_of_which_nobody_says_anything():
    hours = [Hour(AT, 5, 5), Hour(AT + HOUR, 1, 1)]
    said = by_key(hours, Outcome.TRANSFERRED, "call_transferred", [SALES, LATER])
    assert [(one.at, one.count) for one in said] == [(AT, 3), (AT + HOUR, 1)]


def test_positive_ones_are_counted_by_the_day_there():
    found = conversions([SALES, LATER], {"sale_made"}, 10, ZoneInfo("America/Toronto"))
    assert found.by_day == {"2026-11-23": 2}
    assert found.dispositions == {"later": 3, "sale_made": 2}
    assert found.rate == Rate(2, 10)


def test_counts_have_zeros_and_what_is_no_part_of_the_set():
    titles = {"busy": "Busy", "sale_made": "Sale made"}
    assert counted([SALES, LATER], titles) == [
        ("busy", "Busy", 0), ("sale_made", "Sale made", 2), ("later", "later", 3),
    ]  # fmt: skip
