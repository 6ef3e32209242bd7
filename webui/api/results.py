"""Results, their export, and reports over them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from flask import Response

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import Outcome
from esl_dialer.services.reports import campaign_report, disposition_counts, reports
from esl_dialer.services.reports.reports import Filter
from webui import exports, shared
from webui.api.campaigns import CampaignShown, shown
from webui.api.routes import Request, Route, Slice
from webui.api.shapes import Given, Name, Number, Paged, PageQuery, Shown, fields_of
from webui.threads import in_thread


class ResultsFilter(Given):
    """Which results; what is left out leaves all."""

    campaign: Number | None = None
    first: date | None = None
    """Days of the business zone, both included."""
    last: date | None = None
    province: Name = ""
    outcome: Outcome | None = None
    run: Number | None = None
    """One of the campaign's, which must be given with it."""


class CallsFilter(ResultsFilter):
    number: Name = ""
    """A phone number, however written, of one that a record still has."""


class ResultsQuery(PageQuery, CallsFilter):
    order: Literal["newest", "oldest"] = "newest"
    """Which calls come first."""


class ExportQuery(CallsFilter):
    format: Literal["csv", "xlsx"] = "csv"


@fields_of(reports.Result, without="start_at simulated")
class ResultShown(Shown):
    at: datetime
    """When the call was sent."""
    settled_at: datetime
    """When it was over."""
    duration: float
    """Seconds from answer to end."""
    cause: str
    """FreeSWITCH's hangup cause."""
    ended_at: datetime | None
    """When the call ended, as the switch said; null: nobody can say."""
    direction: str
    """``outbound``."""
    run: int
    """The number of the campaign's run that it was placed in."""


class RateShown(Shown):
    part: int
    total: int
    share: float | None
    """Between 0 and 1; null when there was nothing."""


class ReportShown(Shown):
    total: int
    answered: RateShown
    succeeded: RateShown
    transferred: int
    wrong_person: int
    mean_talk: float | None
    """Seconds."""
    outcomes: dict[str, int]
    by_day: dict[str, int]
    by_hour: list[RateShown]
    """Answered of called, by the 24 hours of the business day."""
    by_province: dict[str, RateShown]
    contact: dict[int, int]
    """People by the attempt at which they were first reached."""
    conversions: RateShown
    """Calls with a positive disposition, of those that were answered."""
    conversions_by_day: dict[str, int]
    dispositions: dict[str, int]
    """By key."""
    funnel: dict[str, int]
    """Calls that came so far: ``dialed``, ``answered``, ``heard`` (to the end, or a key pressed),
    ``pressed_1``, ``connected``."""


class ComparedShown(Shown):
    campaign: int
    name: str
    total: int
    answered: RateShown
    succeeded: RateShown
    transferred: int
    wrong_person: int
    mean_talk: float | None
    """Seconds."""
    funnel: dict[str, int]


class ComparisonShown(Shown):
    items: list[ComparedShown]


def compare(asked: Request) -> dict[str, Any]:
    """Campaigns side by side, those with the most of these results first."""
    found = in_thread(reports.compare, asked.ctx, _filter(asked.query))
    of_report = ComparedShown.model_fields.keys() - {"campaign", "name"}
    return {
        "items": [
            {"campaign": one.campaign, "name": one.name}
            | {name: getattr(one.report, name) for name in of_report}
            for one in found
        ]
    }


def every(asked: Request) -> Slice:
    """Results, the newest first or the oldest."""
    query = asked.query
    found = reports.page(
        asked.ctx, _calls(query), query.after, query.limit, oldest_first=query.order == "oldest"
    )
    return Slice(found.results, found.next)


def export(asked: Request) -> Response:
    """The guide's twelve columns of every result that is wanted, the oldest first."""
    return exports.send(asked.ctx, shared.exports(), _calls(asked.query), asked.query.format)


def report(asked: Request) -> dict[str, Any]:
    """Sums over the results that are wanted."""
    wanted = _filter(asked.query)
    found, contact = in_thread(reports.report, asked.ctx, wanted)
    said = in_thread(disposition_counts.over, asked.ctx, wanted, found.answered.part)
    more = {
        "contact": contact,
        "conversions": said.rate,
        "conversions_by_day": said.by_day,
        "dispositions": said.dispositions,
    }
    shown = {name: getattr(found, name) for name in ReportShown.model_fields if name not in more}
    return shown | more


class DayShown(Shown):
    calls: int
    answered: int


class CampaignReportShown(Shown):
    campaign: CampaignShown  # type: ignore[valid-type]  # made of the table
    run: int | None
    """The one that was asked for; null: all runs."""
    made_at: datetime
    calls: int
    answered: int
    succeeded: int
    mean_talk: float | None
    """Seconds."""
    outcomes: dict[str, int]
    days: dict[date, DayShown]
    """By business day."""
    contact: dict[int, int]
    """People by the attempt at which they were first reached."""
    conversions: int
    """Calls with a positive disposition."""
    dispositions: dict[str, int]
    """By key."""


class RunQuery(Given):
    run: Number | None = None
    """Left out: all runs."""


class ReportQuery(RunQuery):
    format: Literal["csv", "xlsx"] = "xlsx"
    """``csv``: a ZIP of summary, days, outcomes and calls."""


def of_campaign(asked: Request, campaign: int) -> dict[str, Any]:
    """What the calls of a campaign came to, and where its records stand."""
    found = in_thread(campaign_report.look, asked.ctx, campaign, asked.query.run)
    return campaign_report.shown(found) | {"campaign": shown(found.summary)}


def campaign_file(asked: Request, campaign: int) -> Response:
    """A campaign's report as a file: summary, by day, by outcome, every call."""
    return exports.send_report(
        asked.ctx, shared.exports(), campaign, asked.query.format, asked.query.run
    )


def _filter(wanted: ResultsFilter) -> Filter:
    return Filter(
        campaign=wanted.campaign,
        first=wanted.first,
        last=wanted.last,
        province=wanted.province,
        outcome=wanted.outcome or "",
        run=wanted.run,
    )


def _calls(wanted: CallsFilter) -> Filter:
    return replace(_filter(wanted), number=wanted.number)


ROUTES = (
    Route("GET", "/results", Permission.VIEW, every, Paged[ResultShown], query=ResultsQuery),
    Route("GET", "/results/export", Permission.EXPORT_RESULTS, export, query=ExportQuery,
          sends=(exports.TYPES["csv"], exports.TYPES["xlsx"])),
    Route("GET", "/campaigns/{campaign}/report", Permission.VIEW, of_campaign, CampaignReportShown,
          query=RunQuery),
    Route("GET", "/campaigns/{campaign}/report/file", Permission.EXPORT_RESULTS, campaign_file,
          query=ReportQuery, sends=(exports.TYPES["zip"], exports.TYPES["xlsx"])),
    Route("GET", "/reports", Permission.VIEW, report, ReportShown, query=ResultsFilter),
    Route("GET", "/reports/campaigns", Permission.VIEW, compare, ComparisonShown,
          query=ResultsFilter),
)  # fmt: skip
