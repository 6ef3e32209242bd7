"""Where a campaign's records may be called now and in the days that come, and why not."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.law import Law
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.rules import legal_hours
from esl_dialer.core.rules.legal_hours import DayOpen
from esl_dialer.core.rules.rule import Conditions, Reason
from esl_dialer.core.rules.why_not import Behind, opens, why_closed
from esl_dialer.core.words import DIALABLE_STATUSES
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.rules import phone_types, why
from esl_dialer.store.people import records

MOST = 100
"""Places told, those with the most records first."""


@dataclass(frozen=True, slots=True)
class PlaceHours:
    """Records that wait behind one gate. ``until``: when the hours end that are open now;
    ``reason`` and ``opens``: why they are closed, and when they open. ``days`` in the time of
    ``clock``."""

    gate: str
    laws: tuple[str, ...]
    zones: tuple[str, ...]
    clock: str
    records: int
    until: datetime | None
    reason: Reason | None
    opens: datetime | None
    days: tuple[DayOpen, ...]
    kind: str = ""
    """The type of their phones, where it has hours of its own."""
    types: tuple["PlaceHours", ...] = ()
    """Those of them whose next phone is of a type with hours of its own, about."""


def hours_map(ctx: Context, ref: int | str) -> list[PlaceHours]:
    """By place, as a switch that calls real people would be let: hours count."""
    campaign, now = campaigns.get(ctx, ref), ctx.now()
    conditions = replace(why.conditions(ctx), switch_simulated=False)
    waiting: Counter[str] = Counter()
    for group in records.groups(campaign.id, now):
        if group.status in DIALABLE_STATUSES:
            waiting[group.gate] += group.count
    places = dict(waiting.most_common(MOST))
    of_types = phone_types.behind(campaign, places)
    return [
        replace(
            _place(Behind(gate), count, campaign, conditions, now),
            types=tuple(
                _place(behind, its, campaign, conditions, now)
                for behind, its in of_types.items()
                if behind.gate == gate and behind.kind
            ),
        )
        for gate, count in places.items()
    ]


def _place(
    behind: Behind, count: int, campaign: Campaign, conditions: Conditions, now: datetime
) -> PlaceHours:
    gate, kind = behind
    law, asked = conditions.law or Law(()), conditions.asked_gate(campaign.id, gate)
    return PlaceHours(
        gate=gate,
        laws=tuple(dict.fromkeys(one for p in gate_of(gate).places for one in p.laws)),
        zones=tuple(sorted(gate_of(gate).zones)),
        clock=clock_of(gate),
        records=count,
        until=legal_hours.open_until(asked, campaign, law, now, kind),
        reason=why_closed(behind, campaign, conditions, now),
        opens=opens(behind, campaign, conditions, now),
        days=legal_hours.open_days(asked, campaign, law, now, kind),
        kind=kind,
    )
