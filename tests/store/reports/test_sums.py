"""Sums and pages of results are those of the rows, with days and hours cut or whole."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import islice, product

from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.core.reports.arithmetic import outcomes_of
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome
from esl_dialer.engine import settling
from esl_dialer.store import models
from esl_dialer.store.campaigns.runs import Run
from esl_dialer.store.reports import by_campaign, results
from esl_dialer.store.reports import sums as reporting
from esl_dialer.store.reports.results import ResultFilter
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call

MINUTE = timedelta(minutes=1)
CASES = list(product(["ON", "NU"], [Outcome.BUSY, Outcome.LOST, Outcome.COMPLETED]))
STEP = 187 * MINUTE
instants = st.none() | st.one_of(
    st.integers(-90, 3500).map(lambda m: NOW + m * MINUTE),
    st.integers(-1, 3).map(lambda d: NOW.replace(hour=0, minute=0) + timedelta(days=d)),
)
wishes = st.builds(
    ResultFilter,
    campaign=st.none() | st.sampled_from([0, 1]),
    outcome=st.none() | st.sampled_from([Outcome.FAILED, Outcome.BUSY, Outcome.WRONG_PERSON]),
    province=st.sampled_from(["", "ON", "QC"]),
    since=instants,
    until=instants,
    real_only=st.booleans(),
    run=st.none() | st.sampled_from([0, 1, 2, 3]),
)
RUNS = (
    Run(1, NOW - MINUTE, NOW + 5 * STEP + 20 * MINUTE),
    Run(2, NOW + 5 * STEP + 20 * MINUTE, NOW + 5 * STEP + 80 * MINUTE),
    Run(3, NOW + 5 * STEP + 80 * MINUTE, NOW + 12 * STEP),
    Run(4, NOW + 12 * STEP, None),
)
"""Of each campaign. Two are within an hour or two, the last begins with a call."""


def run_at(at: datetime) -> int:
    return next(run.number for run in RUNS if run.ended_at is None or at < run.ended_at)


def some_results() -> list[int]:
    """A call every three hours or so over two days, of two campaigns; the campaigns' numbers."""
    made = [a_campaign(), a_campaign()]
    for n, (province, how) in enumerate(CASES * 3):
        record = a_record(made[n % 2], "+14165550100", province=province)
        at = NOW + n * STEP
        its = {"province": province, "simulated": n % 5 == 0, "run": run_at(at)}
        assert an_attempt(record, f"{n:02}", now=at, **its)
        settling.settle(ended_call(f"{n:02}", seconds=n % 3 * 10), how, "", at + 90 * MINUTE)
    an_attempt(a_record(made[0], "+14165550100"), "open")
    return made


def brute(wanted: ResultFilter) -> list[models.Attempt]:
    shown = {Outcome.FAILED: {Outcome.FAILED, Outcome.LOST}}
    return [
        row
        for row in models.Attempt.select().order_by(models.Attempt.start_at, models.Attempt.id)
        if row.settled_at
        and row.outcome not in NOT_IN_RESULTS
        and wanted.campaign in (None, row.campaign_id)
        and (not wanted.outcome or row.outcome in shown.get(wanted.outcome, {wanted.outcome}))
        and wanted.province in ("", row.province)
        and (not wanted.since or row.start_at >= wanted.since)
        and (not wanted.until or row.start_at < wanted.until)
        and not (wanted.real_only and row.simulated)
        and wanted.run in (None, RUNS[row.run - 1])
    ]


@settings(max_examples=60)
@given(wish=wishes, page=st.integers(1, 7))
def test_sums_and_pages_are_those_of_the_rows(db, wish, page):
    if not models.Attempt.select().count():
        some_results()
    made = sorted({row.campaign_id for row in models.Attempt.select()})
    wanted = ResultFilter(**{n: getattr(wish, n) for n in ("outcome", "province", "since", "until",
                       "real_only")}, campaign=None if wish.campaign is None
                    else made[wish.campaign],
                    run=None if None in (wish.campaign, wish.run) else RUNS[wish.run])  # fmt: skip
    rows = brute(wanted)
    sums = reporting.sums(wanted)
    assert sum(hour.count for hour in sums.hours) == len(rows)
    assert outcomes_of(sums) == Counter(row.outcome for row in rows)
    assert sum(kind.answered for kind in sums.kinds) == sum(bool(row.answered_at) for row in rows)
    each = by_campaign.kinds(wanted)
    counts = {number: sum(kind.count for kind in kinds) for number, kinds in each.items()}
    assert {n: count for n, count in counts.items() if count} == Counter(
        row.campaign_id for row in rows
    )
    named = [row.id for row in rows]
    assert [r.attempt for r in results.rows(wanted, oldest_first=True)] == named
    assert list(paged(wanted, page)) == named[::-1]


def paged(wanted: ResultFilter, size: int):
    """Page after page, as the page of results asks for them."""
    while found := list(islice(results.rows(wanted, limit=size), size)):
        yield from (result.attempt for result in found)
        last = found[-1]
        wanted = ResultFilter(
            wanted.campaign, wanted.outcome, wanted.province, wanted.since, wanted.until,
            (last.start_at, last.attempt), wanted.real_only, run=wanted.run,
        )  # fmt: skip


def test_results_stay_in_order_when_an_old_one_is_settled_late(db):
    record = a_record(a_campaign(), "+14165550100")
    an_attempt(record, "old", now=NOW)
    other = a_record(a_campaign(), "+14165550101")
    an_attempt(other, "new", now=NOW + MINUTE)
    settling.settle(ended_call("new"), Outcome.BUSY, "", NOW + 2 * MINUTE)
    settling.settle(ended_call("old"), Outcome.LOST, "", NOW + 900 * MINUTE)
    assert [r.attempt for r in results.rows()] == ["new", "old"]
    assert [hour.at for hour in reporting.sums(ResultFilter()).hours] == [NOW]


def test_a_call_that_was_claimed_before_the_next_run_is_of_its_own(db):
    """It is sent after the run has ended, at the hour; the next run's first call before it."""
    at = NOW.replace(minute=0)
    old, new = Run(1, at - 300 * MINUTE, at), Run(2, at, None)
    campaign = a_campaign()
    for name, start, run in (("old", at + MINUTE / 60, 1), ("new", at, 2)):
        an_attempt(a_record(campaign, "+14165550100"), name, now=start, run=run)
        settling.settle(ended_call(name), Outcome.BUSY, "", at + 2 * MINUTE)
    for run, name in ((old, "old"), (new, "new")):
        wanted = ResultFilter(campaign, run=run)
        assert [one.attempt for one in results.rows(wanted)] == [name]
        assert [hour.count for hour in reporting.sums(wanted).hours] == [1]
