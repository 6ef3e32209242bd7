"""Reports: sums over results beside those of the days before, campaigns compared, charts."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, g, render_template, url_for

from esl_dialer.core.reports.arithmetic import Rate, Report
from esl_dialer.core.reports.conversions import Conversions
from esl_dialer.core.reports.periods import Preset, days_of
from esl_dialer.core.says import Says
from esl_dialer.services.calls import dispositions
from esl_dialer.services.context import Context
from esl_dialer.services.reports import disposition_counts
from esl_dialer.services.reports import reports as service
from webui.pages import filters
from webui.pages.dispositions import title_of
from webui.text.language import number, percent, word
from webui.text.language import translate as _
from webui.threads import in_thread

pages = Blueprint("reports", __name__, url_prefix="/reports")

DAYS = 6
"""Back from today, where no first day is asked for: a week."""

PRESETS: dict[Preset, Says] = {
    Preset.TODAY: Says("Today"),
    Preset.YESTERDAY: Says("Yesterday"),
    Preset.WEEK: Says("7 days"),
    Preset.MONTH: Says("This month"),
}
FUNNEL = {
    "dialed": Says("Dialed"),
    "answered": Says("Answered"),
    "heard": Says("Heard"),
    "pressed_1": Says("Pressed 1"),
    "connected": Says("Connected"),
}
"""By step of ``Report.funnel``."""


@pages.get("/")
def page() -> tuple[str, int]:
    wanted, problems = filters.read(days=DAYS)
    held = filters.choices(wanted, problems) | {"presets": _presets(wanted)}
    if problems:
        return render_template("reports.html", report=None, **held), 422
    found = in_thread(_read, g.ctx, wanted)
    values = {
        "report": found.report,
        "charts": _charts(found.report, found.contact) | _said(found.said),
        "cards": _cards(found.report, found.before, found.said),
        "earlier": found.earlier,
        "compared": found.compared,
        "funnel_titles": FUNNEL,
    }
    return render_template("reports.html", **values, **held), 200


def _said(said: Conversions) -> dict[str, dict[str, object]]:
    titles = dispositions.titles(g.ctx)
    named = {title_of(key, titles): count for key, count in said.dispositions.items()}
    return {
        "dispositions": _chart(named),
        "conversions": _chart(dict(said.by_day)) | {"name": _("Conversions")},
    }


@dataclass(frozen=True, slots=True)
class Found:
    """``before``: the sums of the days that ``earlier`` asks for; None where there are none."""

    report: Report
    contact: dict[int, int]
    said: Conversions
    earlier: service.Filter | None
    before: Report | None
    compared: list[service.Compared]


def _read(ctx: Context, wanted: service.Filter) -> Found:
    report, contact = service.report(ctx, wanted)
    said = disposition_counts.over(ctx, wanted, report.answered.part)
    earlier = service.period_before(ctx, wanted)
    before = service.report(ctx, earlier)[0] if earlier else None
    compared = [] if wanted.campaign else service.compare(ctx, wanted)
    return Found(report, contact, said, earlier, before, compared)


@dataclass(frozen=True, slots=True)
class Choice:
    title: str
    link: str
    chosen: bool


def _presets(wanted: service.Filter) -> list[Choice]:
    """The usual days, everything else as it is asked for."""
    today = filters.today()
    address = filters.choices(wanted, {})["address"]
    return [
        Choice(
            title=_(title),
            link=url_for("reports.page", **address | {"first": str(first), "last": str(last)}),
            chosen=(wanted.first, wanted.last or today) == (first, last),
        )
        for preset, title in PRESETS.items()
        for first, last in [days_of(preset, today)]
    ]


@dataclass(frozen=True, slots=True)
class Card:
    """A figure, of how many it is, and the same of the days before; empty: no such thing."""

    title: str
    value: str
    of: str
    before: str


def _cards(report: Report, before: Report | None, said: Conversions) -> list[Card]:
    rates: tuple[tuple[str, Rate, Rate | None], ...] = (
        (_("Answer rate"), report.answered, before.answered if before else None),
        (_("Success rate"), report.succeeded, before.succeeded if before else None),
        (_("Transferred"), Rate(report.transferred, report.total),
          Rate(before.transferred, before.total) if before else None),
        (_("Wrong person"), Rate(report.wrong_person, report.total),
          Rate(before.wrong_person, before.total) if before else None),
        (_("Conversion rate"), said.rate, None),
    )  # fmt: skip
    calls = Card(_("Calls"), number(report.total), "", number(before.total) if before else "")
    return [calls, *(_rate_card(*each) for each in rates)]


def _rate_card(title: str, rate: Rate, before: Rate | None) -> Card:
    earlier = f"{percent(before.share)} ({_sample(before)})" if before and before.total else ""
    return Card(title, percent(rate.share), _sample(rate), earlier)


def _sample(rate: Rate) -> str:
    return _("{part} of {total}", part=number(rate.part), total=number(rate.total))


def _charts(report: Report, contact: dict[int, int]) -> dict[str, dict[str, object]]:
    """What each chart draws: labels, values, what the values are, of how many rates are."""
    hours = {f"{hour:02d}": rate for hour, rate in _with_calls(report.by_hour)}
    outcomes = {word(name): count for name, count in report.outcomes.items()}
    return {
        "outcomes": _chart(outcomes) | {"kind": "flat"},
        "hours": _chart({hour: rate.total for hour, rate in hours.items()}),
        "answered_by_hour": _rates(hours),
        "answered_by_province": _rates(report.by_province),
        "contact": _chart({str(n): contact[n] for n in sorted(contact)}),
        "days": _chart(report.by_day),
    }


def _with_calls(hours: tuple[Rate, ...]) -> list[tuple[int, Rate]]:
    """From the first hour with calls to the last."""
    some = [hour for hour, rate in enumerate(hours) if rate.total]
    return [(hour, hours[hour]) for hour in range(some[0], some[-1] + 1)] if some else []


def _rates(rates: Mapping[str, Rate]) -> dict[str, object]:
    values = {name: round(100 * (rate.share or 0), 1) for name, rate in rates.items()}
    return _chart(values, "%") | {"samples": [_sample(rate) for rate in rates.values()]}


def _chart(values: Mapping[str, float], unit: str = "") -> dict[str, object]:
    return {
        "kind": "bar",
        "labels": list(values),
        "values": list(values.values()),
        "unit": unit,
        "name": _("Answered") if unit else _("Calls"),
    }
