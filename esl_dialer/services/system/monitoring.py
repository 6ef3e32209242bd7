"""For those who watch the dialer from outside: is it ready, and its figures."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.rules.business_day import start_of_day
from esl_dialer.core.words import CallState, Outcome, RunState
from esl_dialer.services.calls import overview
from esl_dialer.services.calls.overview import Condition
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.store.calls import live_calls as calls
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.connections import connection
from esl_dialer.store.database import StoreBusy, StoreError
from esl_dialer.store.routing import gateways
from esl_dialer.store.system import gauges

log = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Readiness:
    """``ready``: the database answers. Without an engine nothing dials, but pages are served."""

    ready: bool
    told: dict[str, str]
    error: Exception | None = None
    """Why the database is away: for the log alone, because anybody may ask."""


@dataclass(frozen=True, slots=True)
class Figures:
    """``attempts`` by outcome and whether simulated, of calls since the instant asked for.

    ``link`` counts what the engine heard of the switch since the engine's start.
    """

    condition: Condition
    calls: dict[CallState, int]
    calls_per_minute: int
    attempts: dict[tuple[Outcome, bool], int]
    records: dict[tuple[int, str], dict[str, int]]
    """Of active campaigns, by number and name: records by status."""
    gateways: dict[str, bool]
    audio_jobs: dict[str, int]
    audio_waiting: int
    link: dict[str, Any]


def readiness(ctx: Context) -> Readiness:
    """Opens a connection of its own; never raises for a database that is away."""
    try:
        with connection():
            now = overview.condition(ctx)
    except (StoreError, StoreBusy) as error:
        return Readiness(False, {"database": "does not answer"}, error)
    told = {
        "database": "answers",
        "engine": now.engine or "none",
        "switch": "up" if now.switch_up else "down",
    }
    if now.switch_trouble:
        told["look"] = str(now.switch_trouble)
    return Readiness(True, told)


def figures(ctx: Context, since: datetime) -> Figures:
    """Cheap: tallies and short index walks. Raises Forbidden."""
    ctx.require(Permission.VIEW)
    active = campaigns.in_state(RunState.ACTIVE)
    counts = campaigns.status_counts(one.id for one in active)
    return Figures(
        condition=overview.condition(ctx),
        calls=gauges.calls_by_state(),
        calls_per_minute=calls.starts_since(ctx.now() - MINUTE),
        attempts=gauges.attempts_since(since),
        records={
            (one.id, one.name): {str(s): n for s, n in counts.get(one.id, {}).items()}
            for one in active
        },
        gateways={kept.gateway.name: kept.up for kept in gateways.every()},
        audio_jobs=gauges.audio_jobs(),
        audio_waiting=gauges.audio_waiting(),
        link=engine_state(ctx).link,
    )


def today(ctx: Context) -> datetime:
    """The first instant of the business day."""
    return start_of_day(ctx.now(), ctx.business_zone())
