"""What is about to happen on the floor: the next schedules, hours that open or close, the stop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns import schedule as schedules
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules.coming import Happening, HoursAhead
from esl_dialer.core.system.daily_tasks import next_edge
from esl_dialer.core.text.clock_times import minutes_of
from esl_dialer.core.words import RunState
from esl_dialer.services.context import Context
from esl_dialer.services.rules import why
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.people import records
from esl_dialer.store.system import settings

AHEAD = timedelta(days=1)
MOST = 8

_BY_SCHEDULE = {
    schedules.Edge.START: Happening.START,
    schedules.Edge.END: Happening.END,
}


@dataclass(frozen=True, slots=True)
class Coming:
    """Campaigns to which the same happens in the same minute. ``campaigns``: number and name, in
    the order of their numbers; none where it happens to all that are active."""

    at: datetime
    what: Happening
    campaigns: tuple[tuple[int, str], ...]


def coming(ctx: Context, most: int = MOST) -> list[Coming]:
    """Within a day, the soonest first. Two questions for all campaigns, none for each."""
    ctx.require(Permission.VIEW)
    now = ctx.now()
    found: dict[tuple[datetime, Happening], list[tuple[int, str]]] = {}
    active = campaigns.in_state(RunState.ACTIVE)
    each = [*_schedules(now), *_hours(ctx, now, active)]
    for at, what, number, name in each:
        if now < at <= now + AHEAD:
            found.setdefault((at, what), []).append((number, name))
    told = [Coming(at, what, tuple(sorted(whose))) for (at, what), whose in found.items()]
    if active and (stop := _auto_stop(ctx, now)):
        told.append(Coming(stop, Happening.AUTO_STOP, ()))
    return sorted(told, key=lambda one: (one.at, one.what))[:most]


Each = tuple[datetime, Happening, int, str]


def _schedules(now: datetime) -> Iterator[Each]:
    for one in campaigns.planned():
        if edge := one.schedule.next_edge(now):
            yield edge[0], _BY_SCHEDULE[edge[1]], one.id, one.name


def _hours(ctx: Context, now: datetime, active: Sequence[Campaign]) -> Iterator[Each]:
    gates = records.waiting_gates([one.id for one in active])
    ahead = HoursAhead(why.conditions(ctx), now)
    for one in active:
        if edge := ahead.of(one, gates.get(one.id, ())):
            yield edge.at, edge.what, one.id, one.name


def _auto_stop(ctx: Context, now: datetime) -> datetime | None:
    if not (text := settings.read().auto_stop_time):
        return None
    return next_edge(minutes_of(text), ctx.business_zone(), now)


def shown(found: Sequence[Coming]) -> list[dict[str, Any]]:
    """The stable shape that programs get."""
    return [
        {
            "at": one.at,
            "what": one.what,
            "campaigns": [{"id": number, "name": name} for number, name in one.campaigns],
        }
        for one in found
    ]
