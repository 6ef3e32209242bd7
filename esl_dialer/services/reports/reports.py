"""Reports: results picked by campaign, days, province and outcome; their sums and their export."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.reports import arithmetic, periods
from esl_dialer.core.reports.arithmetic import Kind, Rate, Report, Sums
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Outcome
from esl_dialer.services.campaigns import runs
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import Invalid
from esl_dialer.store.campaigns import listing
from esl_dialer.store.campaigns.runs import Run
from esl_dialer.store.reports import by_campaign, results
from esl_dialer.store.reports import sums as reporting
from esl_dialer.store.reports.results import Result, ResultFilter

PAGE = 50
YEARS = range(1970, 3000)
"""Of days that anyone asks for: every instant of them fits both databases, in any zone."""


@dataclass(frozen=True, slots=True)
class Filter:
    """``first`` and ``last`` are days of the business zone, both included. ``number``: a phone's,
    however it is written; calls are picked by it, sums are not. ``run``: one of the campaign's."""

    campaign: int | None = None
    first: date | None = None
    last: date | None = None
    province: str = ""
    outcome: str = ""
    number: str = ""
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is where the next page begins; empty on the last one."""

    results: tuple[Result, ...]
    next: str


def report(ctx: Context, wanted: Filter) -> tuple[Report, dict[int, int]]:
    """The sums, and at which attempt people were first reached. Raises Invalid."""
    ctx.require(Permission.VIEW)
    sums = reporting.sums(picked(ctx, wanted))
    return arithmetic.report(sums, ctx.business_zone()), arithmetic.contacts_of(sums)


def period_before(ctx: Context, wanted: Filter) -> Filter | None:
    """The same of as many days just before; None where no first day is asked for, there are none
    before it, or a run is asked for."""
    today = ctx.now().astimezone(ctx.business_zone()).date()
    last = wanted.last or today
    if wanted.run is not None or wanted.first is None:
        return None
    if not YEARS.start < wanted.first.year or last < wanted.first:
        return None
    first, last = periods.before((wanted.first, last))
    return replace(wanted, first=first, last=last) if first.year in YEARS else None


MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """A campaign's sums beside those of others. ``name``: its title."""

    campaign: int
    name: str
    report: Report


def compare(ctx: Context, wanted: Filter) -> list[Compared]:
    """Each campaign with such results, those with the most calls first, ``MOST_COMPARED`` at most.
    Raises Invalid."""
    ctx.require(Permission.VIEW)
    where, names = ctx.business_zone(), {one.id: one.name for one in listing.listed(deleted=True)}
    found = [
        Compared(number, names.get(number, str(number)), arithmetic.report(Sums((), kinds), where))
        for number, kinds in _by_campaign(ctx, wanted)
    ]
    return sorted(found, key=lambda one: (-one.report.total, one.campaign))[:MOST_COMPARED]


def _by_campaign(ctx: Context, wanted: Filter) -> Iterator[tuple[int, tuple[Kind, ...]]]:
    for number, kinds in by_campaign.kinds(picked(ctx, wanted)).items():
        yield number, tuple(kinds)


@dataclass(frozen=True, slots=True)
class OfCampaign:
    """What calls of a campaign came to; ``days``: answered of called, by business day."""

    report: Report
    contact: dict[int, int]
    days: dict[str, Rate]


def of_campaign(ctx: Context, wanted: Filter) -> OfCampaign:
    """Of what is wanted of one campaign. Raises Invalid."""
    ctx.require(Permission.VIEW)
    sums, where = reporting.sums(picked(ctx, wanted)), ctx.business_zone()
    return OfCampaign(
        report=arithmetic.report(sums, where),
        contact=arithmetic.contacts_of(sums),
        days=arithmetic.days_of(sums, where),
    )


def page(
    ctx: Context,
    wanted: Filter,
    begin: str = "",
    limit: int = PAGE,
    *,
    oldest_first: bool = False,
) -> Page:
    """Results, newest first or oldest first, ``limit`` at a time. Raises Invalid."""
    ctx.require(Permission.VIEW)
    place, every = _place(begin), picked(ctx, wanted)
    those = replace(every, after=place) if oldest_first else replace(every, before=place)
    found = list(results.rows(wanted=those, oldest_first=oldest_first, limit=limit + 1))
    shown = tuple(found[:limit])
    return Page(shown, _place_of(shown[-1]) if len(found) > limit else "")


def newest(ctx: Context, wanted: Filter, limit: int) -> Iterator[Result]:
    """The newest results, their times those of the business zone. Raises Invalid."""
    ctx.require(Permission.VIEW)
    return _there(results.rows(wanted=picked(ctx, wanted), limit=limit), ctx.business_zone())


def export(ctx: Context, wanted: Filter) -> Iterator[Result]:
    """Every result, oldest first, their times those of the business zone. Raises Invalid."""
    ctx.require(Permission.EXPORT_RESULTS)
    found = results.rows(wanted=picked(ctx, wanted), oldest_first=True)
    return _there(found, ctx.business_zone())


def _there(found: Iterator[Result], where: ZoneInfo) -> Iterator[Result]:
    return (_at(result, where) for result in found)


def _at(result: Result, where: ZoneInfo) -> Result:
    answered, ended = result.answered_at, result.ended_at
    return replace(
        result,
        at=result.at.astimezone(where),
        answered_at=answered and answered.astimezone(where),
        ended_at=ended and ended.astimezone(where),
    )


def picked(ctx: Context, wanted: Filter) -> ResultFilter:
    """As the store picks results; times of the business zone. Raises Invalid."""
    where = ctx.business_zone()
    return ResultFilter(
        campaign=wanted.campaign,
        outcome=_outcome(wanted.outcome),
        province=wanted.province.strip().upper(),
        since=_midnight(_day("first", wanted.first), where),
        until=_midnight(_day("last", wanted.last), where, timedelta(days=1)),
        real_only=not engine_state(ctx).simulated,
        number=_number(wanted.number),
        run=_run(ctx, wanted),
    )


def _run(ctx: Context, wanted: Filter) -> Run | None:
    if wanted.run is None:
        return None
    if wanted.campaign is None:
        raise Invalid({"run": Says("a run is one of a campaign: choose the campaign too")})
    return runs.get(ctx, wanted.campaign, wanted.run)


def _number(text: str) -> str:
    """E.164; empty: any."""
    if not text.strip():
        return ""
    found = read_phone(text)
    if not found.number:
        raise Invalid({"number": found.problem or Says("this is no phone number")})
    return found.number


def _outcome(text: str) -> Outcome | None:
    try:
        return Outcome(text) if text else None
    except ValueError:
        raise Invalid({"outcome": Says("there is no outcome {name}", name=quoted(text))}) from None


def _day(field: str, day: date | None) -> date | None:
    if day and day.year not in YEARS:
        years = Says("a day between {first} and {last}", first=YEARS[0], last=YEARS[-1])
        raise Invalid({field: years})
    return day


def _midnight(
    day: date | None, where: ZoneInfo, later: timedelta = timedelta(0)
) -> datetime | None:
    return datetime.combine(day + later, time(), where) if day else None


def _place_of(result: Result) -> str:
    return f"{result.start_at.isoformat()}~{result.attempt}"


def _place(text: str) -> tuple[datetime, str] | None:
    if not text:
        return None
    at, _, attempt = text.partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), attempt
    except (ValueError, OverflowError):
        raise Invalid({"begin": Says("this page is no place in the results")}) from None


__all__ = ["Filter", "Page", "Rate", "Report", "Result", "export", "page", "report"]
