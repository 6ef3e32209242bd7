"""Calls to a number, in either order, and records among several statuses: on both databases."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import Outcome, RecordStatus
from esl_dialer.engine import settling
from esl_dialer.store.people import browsing
from esl_dialer.store.people.browsing import Among
from esl_dialer.store.reports.result_filter import ResultFilter
from esl_dialer.store.reports.results import rows
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, called, ended_call

HOUR = timedelta(hours=1)


@pytest.fixture
def campaign(db) -> int:
    made, other = a_campaign(), a_campaign()
    for n in range(4):
        _called(a_record(made, f"+1416555010{n % 2}"), f"call {n}", n)
    _called(a_record(other, "+14165550100"), "another", 1)
    return made


def _called(record: int, name: str, hours: int) -> None:
    at = NOW + hours * HOUR
    an_attempt(record, name, now=at)
    settling.settle(ended_call(name), Outcome.BUSY, "USER_BUSY", at)


@pytest.mark.parametrize("oldest_first", [False, True])
def test_calls_to_a_number_go_on_where_a_page_ended(campaign, oldest_first):
    whole = ["call 0", "call 2"] if oldest_first else ["call 2", "call 0"]
    wanted = {"campaign": campaign, "number": "+14165550100"}
    found = list(rows(ResultFilter(**wanted), oldest_first=oldest_first))
    assert [one.attempt for one in found] == whole
    place = (found[0].start_at, found[0].attempt)
    more = {"after" if oldest_first else "before": place}
    rest = rows(ResultFilter(**wanted, **more), oldest_first=oldest_first, limit=5)
    assert [one.attempt for one in rest] == whole[1:]


def test_all_calls_go_on_oldest_first(campaign):
    first = list(rows(ResultFilter(campaign=campaign), oldest_first=True, limit=2))
    last = (first[-1].start_at, first[-1].attempt)
    rest = rows(ResultFilter(campaign=campaign, after=last), oldest_first=True, limit=9)
    assert [one.attempt for one in rest] == ["call 2", "call 3"]


def test_records_of_several_statuses_in_the_order_of_their_numbers(db):
    campaign, other = a_campaign(), a_campaign()
    wanted = [RecordStatus.QUEUED, RecordStatus.DIALING] * 2
    made = [a_record(campaign, status=status) for status in wanted]
    a_record(campaign), a_record(other, status=RecordStatus.DIALING)
    called(made[1], 1)

    def found(among: Among, after: int = 0, limit: int = 9) -> list[int]:
        page = browsing.page(campaign, "", None, after, limit, among=among)
        return [row.id for row in page]

    live = frozenset(wanted)
    assert found(Among(live)) == made
    assert found(Among(live), after=made[0], limit=2) == made[1:3]
    assert found(Among(live, called_before=True)) == [made[1]]
    assert found(Among(live, called_before=False)) == [made[0], *made[2:]]
    assert found(Among(frozenset())) == []
