"""A campaign's report, to be taken away: summary, by day, by outcome, and every call.

Sums are those of the tallies; calls are read and written as they come, so that millions of them
take no more memory than a few.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.dispositions import SYSTEM
from esl_dialer.core.lists.cells import guarded
from esl_dialer.core.reports.arithmetic import Rate
from esl_dialer.core.reports.conversions import Conversions
from esl_dialer.core.says import Says, verbatim, word
from esl_dialer.core.words import Outcome
from esl_dialer.services.calls import dispositions
from esl_dialer.services.campaigns import campaigns, runs
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.context import Context
from esl_dialer.services.reports import disposition_counts, reports, results, spreadsheets
from esl_dialer.services.reports.reports import Filter, OfCampaign, Result
from esl_dialer.services.reports.spreadsheets import MOST_ROWS
from esl_dialer.store.campaigns.runs import Run
from esl_dialer.store.database import transaction

Tell = Callable[[Says], str]
"""A sentence in the language of who takes the report away."""
Seen = Callable[[Iterable[Result]], Iterator[Result]]
"""The calls, looked at as they pass: how far it is."""

CALL_COLUMNS: dict[str, Callable[[Result], Any]] = results.COLUMNS | {
    "Answered": lambda call: _moment(call.answered_at),
    "Ended": lambda call: _moment(call.ended_at),
    "Direction": lambda call: call.direction,
    "Said": lambda call: call.said,
    "Run": lambda call: call.run,
}
"""The guide's twelve, which are called the same everywhere, and what else is told of a call."""

FILES_OF = ("summary", "days", "outcomes", "dispositions")
"""The names of the CSVs, but for that of the calls."""

FILES = {"csv": "zip", "xlsx": "xlsx"}
"""By the format that is asked for, how the file's name ends: CSVs are several, in a ZIP."""


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """All but the calls. ``made_at``: when the sums were read."""

    summary: CampaignSummary
    sums: OfCampaign
    made_at: datetime
    said: Conversions
    titles: dict[str, str]
    """Of dispositions, by key."""
    run: Run | None = None
    """Of that run alone; None: of all."""

    @property
    def stands(self) -> bool:
        """Whether where the records stand now is of what it tells: a run that is over left them."""
        return self.run is None or self.run.ended_at is None


def look(ctx: Context, ref: int | str, run: int | None = None) -> CampaignReport:
    """The sums of a campaign, archived and deleted ones' too, over all its runs or over one.
    Raises NotFound, Invalid."""
    ctx.require(Permission.VIEW)
    summary = campaigns.standing(ctx, ref)
    wanted = Filter(campaign=summary.campaign.id, run=run)
    found = reports.of_campaign(ctx, wanted)
    said = disposition_counts.over(ctx, wanted, found.report.answered.part)
    now = ctx.now().astimezone(ctx.business_zone())
    of_run = None if run is None else runs.get(ctx, summary.campaign.id, run)
    return CampaignReport(summary, found, now, said, dispositions.titles(ctx), of_run)


def save(
    ctx: Context,
    ref: int | str,
    kind: str,
    path: Path,
    *,
    run: int | None = None,
    tell: Tell = str,
    seen: Seen = iter,
) -> CampaignReport:
    """Write the report to a file: ``xlsx``, or ``csv``, which is a ZIP of CSVs.

    That it was taken is noted in the audit trail. Raises NotFound, Invalid, Forbidden.
    """
    ctx.require(Permission.EXPORT_RESULTS)
    report = look(ctx, ref, run)
    campaign = report.summary.campaign.id
    calls = seen(reports.export(ctx, Filter(campaign=campaign, run=run)))
    told = {"format": kind} | ({"run": run} if run is not None else {})
    with transaction():
        ctx.note("campaign.report", f"campaign {campaign}", **told)
    _WRITERS[kind](report, calls, path, tell)
    return report


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def tables(report: CampaignReport, tell: Tell) -> tuple[Table, Table, Table, Table]:
    """Summary, by day, by outcome, by what somebody said."""
    calls, share = tell(Says("Calls")), tell(Says("Share"))
    days = (tell(Says("Day")), calls, tell(Says("Answered")), tell(Says("Answer rate")))
    outcomes = (tell(Says("Outcome")), calls, share)
    said = (tell(Says("Disposition")), calls, share)
    return (
        Table(
            tell(Says("Summary")), (tell(Says("What")), tell(Says("Value"))), _facts(report, tell)
        ),
        Table(tell(Says("By day")), days, tuple(_days(report.sums.days))),
        Table(tell(Says("By outcome")), outcomes, tuple(_outcomes(report, tell))),
        Table(tell(Says("By disposition")), said, tuple(_said(report, tell))),
    )


def _facts(report: CampaignReport, tell: Tell) -> tuple[tuple[str, Any], ...]:
    its, one, sums = report.summary, report.summary.campaign, report.sums.report
    zone = report.made_at.tzinfo
    known = (
        (Says("Campaign"), one.title),
        (Says("Type"), str(one.kind)),
        (Says("Status"), tell(verbatim(its.label))),
        (Says("Created"), _moment(one.created_at and one.created_at.astimezone(zone))),
        (Says("Last run"), _moment(one.last_run_at and one.last_run_at.astimezone(zone))),
        *_of_run(report),
        (Says("This report"), _moment(report.made_at)),
        (Says("Records"), its.records),
    )
    parts = [(word(part), count) for part, count in its.parts.items()] if report.stands else []
    results_told = (
        (Says("Calls"), sums.total),
        (Says("Answered"), sums.answered.part),
        (Says("Answer rate"), _share(sums.answered)),
        (Says("Success rate"), _share(sums.succeeded)),
        (Says("Transferred"), sums.transferred),
        (Says("Wrong person"), sums.wrong_person),
        (Says("Mean call, seconds"), round(sums.mean_talk or 0)),
        (Says("Conversions"), report.said.rate.part),
        (Says("Conversion rate"), _share(report.said.rate)),
    )
    return tuple((tell(title), value) for title, value in (*known, *parts, *results_told))


def _of_run(report: CampaignReport) -> Iterator[tuple[Says, Any]]:
    run, zone = report.run, report.made_at.tzinfo
    if run is None:
        return
    yield Says("Run"), run.number
    yield Says("From"), _moment(run.started_at.astimezone(zone))
    if run.ended_at:
        yield Says("To"), _moment(run.ended_at.astimezone(zone))


def _days(days: dict[str, Rate]) -> Iterator[tuple[Any, ...]]:
    for day, rate in days.items():
        yield day, rate.total, rate.part, _share(rate)


def _outcomes(report: CampaignReport, tell: Tell) -> Iterator[tuple[Any, ...]]:
    found = report.sums.report
    for outcome, count in found.outcomes.items():
        yield tell(word(Outcome(outcome))), count, _share(Rate(count, found.total))


def _said(report: CampaignReport, tell: Tell) -> Iterator[tuple[Any, ...]]:
    total = sum(report.said.dispositions.values())
    for key, count in report.said.dispositions.items():
        known = SYSTEM.get(key)
        title = tell(verbatim(known.title)) if known else report.titles.get(key, key)
        yield title, count, _share(Rate(count, total))


def _share(rate: Rate) -> float | str:
    """Between 0 and 1; nothing where there was nothing."""
    return "" if rate.share is None else round(rate.share, 4)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


# --- files -------------------------------------------------------------------------------------


def _xlsx(report: CampaignReport, calls: Iterable[Result], path: Path, tell: Tell) -> None:
    """More calls than a sheet holds go on, on further sheets; the summary says where."""
    summary, *others = tables(report, tell)
    title = tell(Says("Calls"))
    with spreadsheets.opened(path) as book:
        if report.sums.report.total >= MOST_ROWS:
            more = Says(
                "Further calls are on the sheets after {title}: one holds {rows} {rows:row|rows}"
            )
            told = (tell(more.of(title=title, rows=MOST_ROWS)), "")
            summary = Table(summary.title, summary.headers, (*summary.rows, told))
        for table in (summary, *others):
            book.sheet(table.title, table.headers, table.rows)
        book.sheets(title, tuple(CALL_COLUMNS), map(_cells, calls))


def _cells(call: Result) -> tuple[Any, ...]:
    return tuple(value(call) for value in CALL_COLUMNS.values())


def _zip(report: CampaignReport, calls: Iterable[Result], path: Path, tell: Tell) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as files:
        for name, table in zip(FILES_OF, tables(report, tell), strict=True):
            _csv(files, name, table.headers, (_guarded(row) for row in table.rows))
        _csv(files, "calls", tuple(CALL_COLUMNS), map(_call, calls))


def _csv(files: ZipFile, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (
        files.open(f"{name}.csv", "w", force_zip64=True) as file,
        io.TextIOWrapper(file, "utf-8", newline="") as text,
    ):
        writer = csv.writer(text)
        writer.writerow(headers)
        writer.writerows(rows)


def _guarded(row: Sequence[Any]) -> tuple[Any, ...]:
    """Cells that a spreadsheet would execute are guarded; numbers stay numbers."""
    return tuple(guarded(cell) if isinstance(cell, str) else cell for cell in row)


def _call(call: Result) -> tuple[Any, ...]:
    return tuple(results.cell(header, value(call)) for header, value in CALL_COLUMNS.items())


_WRITERS: dict[str, Callable[[CampaignReport, Iterable[Result], Path, Tell], None]] = {
    "csv": _zip,
    "xlsx": _xlsx,
}


def shown(report: CampaignReport) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    sums = report.sums.report
    return {
        "campaign": campaigns.shown(report.summary),
        "run": report.run and report.run.number,
        "made_at": report.made_at,
        "calls": sums.total,
        "answered": sums.answered.part,
        "succeeded": sums.succeeded.part,
        "mean_talk": sums.mean_talk,
        "outcomes": sums.outcomes,
        "days": {
            day: {"calls": rate.total, "answered": rate.part}
            for day, rate in report.sums.days.items()
        },
        "contact": report.sums.contact,
        "conversions": report.said.rate.part,
        "dispositions": report.said.dispositions,
    }
