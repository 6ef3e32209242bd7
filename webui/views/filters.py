"""The filters that results and reports share, from the address of a page."""

from datetime import date, timedelta
from typing import Any

from flask import g, request

from esl_dialer.core.provinces import ZONES
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome
from esl_dialer.services import campaigns
from esl_dialer.services.reports import Filter


def today() -> date:
    there: date = g.ctx.now().astimezone(g.ctx.business_zone()).date()
    return there


def asked(days: int | None = None) -> Filter:
    """The filter in the page's address; ``days`` back from today when it names none."""
    first = request.args.get("first", type=_day)
    if first is None and days is not None and "first" not in request.args:
        first = today() - timedelta(days=days)
    return Filter(
        campaign=request.args.get("campaign", type=int),
        first=first,
        last=request.args.get("last", type=_day),
        province=request.args.get("province", ""),
        outcome=request.args.get("outcome", ""),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def choices(wanted: Filter) -> dict[str, Any]:
    """What the filter's form offers, and what it holds."""
    address = {
        "campaign": wanted.campaign,
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
        "province": wanted.province,
        "outcome": wanted.outcome,
    }
    return {
        "wanted": wanted,
        "address": {name: value for name, value in address.items() if value},
        "standings": campaigns.every(g.ctx),
        "outcomes": [outcome for outcome in Outcome if outcome not in NOT_IN_RESULTS],
        "provinces": sorted(ZONES),
    }
