"""The filters that results and reports share, from the address of a page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import g, request

from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.people.provinces import REGIONS
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome
from esl_dialer.services.campaigns import campaigns, runs
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.reports.reports import YEARS, Filter


def today() -> date:
    there: date = g.ctx.now().astimezone(g.ctx.business_zone()).date()
    return there


def _campaign(text: str) -> int:
    try:
        return campaigns.get(g.ctx, int(text)).id
    except NotFound:
        raise ValueError from None


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError
    return day


def _province(text: str) -> str:
    if text.strip().upper() not in REGIONS:
        raise ValueError
    return text


def _number(text: str) -> str:
    if text.strip() and not read_phone(text).number:
        raise ValueError
    return text.strip()


NO_RUN = Says("{value} is no run")

READERS: dict[str, tuple[Callable[[str], Any], Says]] = {
    "campaign": (_campaign, Says("{value} is no campaign")),
    "first": (_day, Says("{value} is no day: choose one, or write it as 2026-11-23")),
    "last": (_day, Says("{value} is no day: choose one, or write it as 2026-11-23")),
    "outcome": (Outcome, Says("{value} is no status")),
    "province": (_province, Says("{value} is no province")),
    "run": (int, NO_RUN),
}
"""How each part of an address is read, and what is said when it can't be."""


OF_CALLS = READERS | {"number": (_number, Says("{value} is no phone number"))}
"""Of what is listed call by call: sums know no numbers."""


def read(
    days: int | None = None, readers: Mapping[str, tuple[Callable[[str], Any], Says]] = READERS
) -> tuple[Filter, dict[str, Says]]:
    """The filter in the page's address, and what of it can't be used, by field.

    ``days`` back from today when the address names no first one.
    """
    values: dict[str, Any] = {}
    problems: dict[str, Says] = {}
    for name, (reader, told) in readers.items():
        try:
            if text := request.args.get(name, ""):
                values[name] = reader(text)
        except ValueError:
            problems[name] = told.of(value=quoted(text))
    found = _with_run(Filter(**values), problems)
    if days is not None and "first" not in request.args and found.run is None:
        found = replace(found, first=today() - timedelta(days=days))
    if found.first and found.last and found.last < found.first:
        problems["last"] = Says("this day is before the first one")
    return found, problems


def _with_run(found: Filter, problems: dict[str, Says]) -> Filter:
    """Without the run of a campaign that the form had before another was chosen in it."""
    if found.run is None:
        return found
    was_of, of = request.args.get("run_of"), str(found.campaign or "")
    if was_of is not None and was_of != of:
        return replace(found, run=None)
    try:
        runs.get(g.ctx, found.campaign or 0, found.run)
    except NotFound:
        problems.setdefault("campaign", Says("a run is one of a campaign: choose the campaign too"))
    except Invalid as error:
        problems |= error.problems
    return found


def asked() -> Filter:
    """The filter of what is exported. Raises Invalid."""
    found, problems = read(readers=OF_CALLS)
    if problems:
        raise Invalid(problems)
    return found


def choices(wanted: Filter, problems: Mapping[str, Says]) -> dict[str, Any]:
    """What the filter's form offers, what it holds, and what of that can't be used."""
    address = {
        "campaign": wanted.campaign,
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
        "province": wanted.province,
        "outcome": wanted.outcome,
        "number": wanted.number,
        "run": wanted.run,
    }
    return {
        "wanted": wanted,
        "problems": problems,
        "address": {name: value for name, value in address.items() if value},
        "campaigns": campaigns.to_choose(g.ctx),
        "runs": runs.every(g.ctx, wanted.campaign) if wanted.campaign else [],
        "outcomes": [outcome for outcome in Outcome if outcome not in NOT_IN_RESULTS],
        "provinces": REGIONS,
    }
