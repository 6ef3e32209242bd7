"""The part of a campaign's form that says how its start comes again, and what that comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g

from esl_dialer.core.campaigns import checks
from esl_dialer.core.campaigns.hours import WEEKDAYS
from esl_dialer.core.campaigns.recurrence import (
    Every,
    Recurrence,
    changed,
    read_month_days,
    write_month_days,
)
from esl_dialer.core.campaigns.schedule import NoWallTime, Schedule, read_wall_time
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.services.campaigns.campaigns import SHOWN_STARTS

Form = Mapping[str, str]

CHOICES = {
    "": Says("Never"),
    str(Every.DAY): Says("Daily"),
    str(Every.WEEK): Says("Weekly"),
    str(Every.MONTH): Says("Monthly"),
    str(Every.YEAR): Says("Yearly"),
}
"""How a start comes again, as a menu."""

EVERY = {
    Every.DAY: Says("Every {count} days"),
    Every.WEEK: Says("Every {count} weeks"),
    Every.MONTH: Says("Every {count} months"),
    Every.YEAR: Says("Every {count} years"),
}


def often(recurrence: Recurrence) -> Says:
    """How a start comes again, as a card shows it."""
    if recurrence.interval == 1:
        return CHOICES[str(recurrence.every)]
    return EVERY[recurrence.every].of(count=recurrence.interval)


def _every(text: str) -> Every | None:
    return Every(text) if text else None


def _last_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_READERS: dict[str, tuple[Callable[[str], Any], Says]] = {
    "every": (_every, Says("choose one")),
    "interval": (lambda text: int(text or 1), Says("a whole number")),
    "month_days": (read_month_days, Says("days of the month, as 1, 15, last")),
    "until": (_last_day, Says("a day, as 2027-06-30")),
    "count": (lambda text: int(text or 0), Says("a whole number, or nothing")),
}
"""How each part is read, and what is said when it can't be."""


def read(form: Form, problems: dict[str, Says]) -> dict[str, Any]:
    """What ``recurrence.changed`` takes; nothing when the form holds nothing of it."""
    given: dict[str, Any] = {}
    for part, (reader, told) in _READERS.items():
        if (name := f"schedule.{part}") in form:
            try:
                given[part] = reader(form[name].strip())
            except ValueError:
                problems[name] = told
    if "schedule.days" in form:
        given["days"] = tuple(day for day in WEEKDAYS if f"schedule.days.{day}" in form)
    return given


def shown(often: Recurrence | None) -> dict[str, str]:
    """A recurrence as the form's fields."""
    if often is None:
        return {"schedule.every": "", "schedule.days": ""} | {
            f"schedule.{part}": "" for part in ("interval", "month_days", "until", "count")
        }
    return {
        "schedule.every": str(often.every),
        "schedule.interval": str(often.interval),
        "schedule.days": "",
        **{f"schedule.days.{day}": "on" for day in often.days},
        "schedule.month_days": write_month_days(often.month_days),
        "schedule.until": often.until.isoformat() if often.until else "",
        "schedule.count": str(often.count) if often.count else "",
    }


@dataclass(frozen=True, slots=True)
class Coming:
    """The next ``starts``, by the clock of ``zone``; or what is wrong."""

    starts: tuple[str, ...] = ()
    zone: str = ""
    problem: Says = NOTHING


def coming(values: Form) -> Coming:
    """What the form comes to, as it stands: its problems are told beside their fields as it is
    saved, but that it never occurs, at once."""
    problems: dict[str, Says] = {}
    often = changed(None, read(values, problems))
    try:
        start = read_wall_time(values.get("schedule.start", ""))
        end = read_wall_time(values.get("schedule.end", ""))
    except NoWallTime:
        return Coming()
    if often is None or problems or start is None:
        return Coming()
    own = values.get("schedule.zone", "").strip() or values.get("window.zone", "").strip()
    schedule = Schedule(start, end, own or str(g.ctx.business_zone()), often)
    now = g.ctx.now()
    found = checks.schedule_parts(schedule, Schedule(start, None, schedule.zone), now)
    if found:
        return Coming(problem=next(iter(found.values())))
    starts = schedule.next_starts(now, SHOWN_STARTS)
    there = zone(schedule.zone)
    return Coming(tuple(f"{at.astimezone(there):%Y-%m-%d %H:%M}" for at in starts), schedule.zone)
