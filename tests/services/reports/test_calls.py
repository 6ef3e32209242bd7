"""Calls looked for by number, in either order, a page at a time."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import Outcome
from esl_dialer.engine import settling
from esl_dialer.services.errors import Invalid
from esl_dialer.services.reports import reports
from esl_dialer.services.reports.reports import Filter
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call

HOUR = timedelta(hours=1)


@pytest.fixture
def campaign(ctx) -> int:
    """Six people of a campaign with two numbers, called in turn over six hours, and a stranger."""
    made, other = a_campaign(), a_campaign()
    for n in range(6):
        _called(a_record(made, f"+1416555010{n % 2}"), f"call {n}", n)
    _called(a_record(other, "+14165550100"), "another", 2)
    return made


def _called(record: int, name: str, hours: int) -> None:
    at = NOW + hours * HOUR
    an_attempt(record, name, now=at)
    settling.settle(ended_call(name), Outcome.BUSY, "USER_BUSY", at + timedelta(minutes=1))


def calls(ctx, wanted: Filter, **more) -> list[str]:
    return [one.attempt for one in reports.page(ctx, wanted, **more).results]


@pytest.mark.parametrize("written", ["4165550100", "(416) 555-0100", "+1 416 555 0100"])
def test_calls_to_a_number_however_it_is_written(ctx, campaign, written):
    wanted = Filter(campaign=campaign, number=written)
    assert calls(ctx, wanted) == ["call 4", "call 2", "call 0"]
    assert calls(ctx, wanted, oldest_first=True) == ["call 0", "call 2", "call 4"]
    assert len(calls(ctx, Filter(number=written))) == 4
    assert calls(ctx, Filter(number="4165550199")) == []
    assert calls(ctx, Filter(number=written, outcome="no_answer")) == []


@pytest.mark.parametrize("number", ["", "4165550100"])
@pytest.mark.parametrize("oldest_first", [False, True])
def test_page_by_page_in_either_order(ctx, campaign, number, oldest_first):
    wanted = Filter(campaign=campaign, number=number)
    whole = calls(ctx, wanted, oldest_first=oldest_first)
    seen, begin, more = [], "", True
    while more:
        page = reports.page(ctx, wanted, begin, 2, oldest_first=oldest_first)
        seen += [one.attempt for one in page.results]
        begin, more = page.next, bool(page.next)
    assert seen == whole
    assert whole == sorted(whole, reverse=not oldest_first)


@pytest.mark.parametrize("number", ["nonsense", "12", "4165550100 4165550101"])
def test_what_is_no_number(ctx, number):
    with pytest.raises(Invalid) as refused:
        reports.page(ctx, Filter(number=number))
    assert set(refused.value.problems) == {"number"}


def test_an_export_is_of_the_number_too(ctx, campaign):
    found = reports.export(ctx, Filter(campaign=campaign, number="4165550101"))
    assert [one.attempt for one in found] == ["call 1", "call 3", "call 5"]


def test_a_call_tells_when_it_was_answered_and_ended_and_its_direction(ctx, campaign):
    [call] = reports.page(ctx, Filter(campaign=campaign), limit=1).results
    assert (call.answered_at, call.direction) == (None, "outbound")
    assert call.ended_at is not None
