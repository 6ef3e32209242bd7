"""Reports: sums over results, with charts."""

from flask import Blueprint, g, render_template

from esl_dialer.core.reports.conversions import Conversions
from esl_dialer.core.words import Outcome
from esl_dialer.services.calls import dispositions
from esl_dialer.services.reports import disposition_counts
from esl_dialer.services.reports import reports as service
from webui.pages import filters
from webui.pages.dispositions import title_of
from webui.text.language import translate as _
from webui.text.language import word
from webui.threads import in_thread

pages = Blueprint("reports", __name__, url_prefix="/reports")

DAYS = 7

GREY = "#667382"
COLOURS = {
    Outcome.COMPLETED: "#2fb344", Outcome.TRANSFERRED: "#0ca678", Outcome.NO_ANSWER: GREY,
    Outcome.BUSY: "#f76707", Outcome.FAILED: "#d63939", Outcome.WRONG_PERSON: "#d6336c",
    Outcome.HUNG_UP: "#f59f00", Outcome.TRANSFER_FAILED: "#ae3ec9", Outcome.MACHINE: "#4263eb",
    Outcome.ABANDONED: "#17a2b8",
}  # fmt: skip
"""By outcome: as its badge is coloured elsewhere, no two alike."""


@pages.get("/")
def page() -> tuple[str, int]:
    wanted, problems = filters.read(days=DAYS)
    held = filters.choices(wanted, problems)
    if problems:
        return render_template("reports.html", report=None, **held), 422
    report, contact = in_thread(service.report, g.ctx, wanted)
    said = in_thread(disposition_counts.over, g.ctx, wanted, report.answered.part)
    charts = _charts(report, contact) | _said(said)
    return render_template("reports.html", report=report, charts=charts, said=said, **held), 200


def _said(said: Conversions) -> dict[str, dict[str, object]]:
    titles = dispositions.titles(g.ctx)
    named = {title_of(key, titles): count for key, count in said.dispositions.items()}
    return {
        "dispositions": _chart("bar", named),
        "conversions": _chart("bar", dict(said.by_day)) | {"name": _("Conversions")},
    }


def _charts(report: service.Report, contact: dict[int, int]) -> dict[str, dict[str, object]]:
    """What each chart draws: labels, values, what the values are."""
    hours = [f"{hour:02d}" for hour in range(24)]
    return {
        "outcomes": _chart("doughnut", {word(k): v for k, v in report.outcomes.items()})
        | {"colours": [COLOURS.get(Outcome(outcome), GREY) for outcome in report.outcomes]},
        "hours": _chart("bar", dict(zip(hours, [r.total for r in report.by_hour], strict=True))),
        "answered_by_hour": _chart(
            "bar", dict(zip(hours, [_percent(r) for r in report.by_hour], strict=True)), "%"
        ),
        "answered_by_province": _chart(
            "bar", {name: _percent(rate) for name, rate in report.by_province.items()}, "%"
        ),
        "contact": _chart("bar", {str(n): contact[n] for n in sorted(contact)}),
        "days": _chart("bar", dict(report.by_day)),
    }


def _percent(rate: service.Rate) -> float:
    return round(100 * (rate.share or 0), 1)


def _chart(
    kind: str, values: dict[str, float] | dict[str, int], unit: str = ""
) -> dict[str, object]:
    return {
        "kind": kind,
        "labels": list(values),
        "values": list(values.values()),
        "unit": unit,
        "name": _("Calls") if not unit else _("Answered"),
    }
