"""Why is it not dialing? For a campaign, and for one of its records."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules import record_rules
from esl_dialer.core.rules.forecast import closes
from esl_dialer.core.rules.rule import Conditions, Reason, with_gateways
from esl_dialer.core.rules.why_not import typical, why_not_campaign, why_not_record
from esl_dialer.core.says import shape
from esl_dialer.core.words import DIALABLE_STATUSES
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.routing import gateways
from esl_dialer.store.calls import claims
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.people import dnc_lists, records, stops
from esl_dialer.store.people.stops import Called
from esl_dialer.store.rules import conditions as stored

WAITS = record_rules.not_yet.__name__
PREVIEWED = record_rules.previewed.__name__
_UNTIL_CHANGED = record_rules.NO_TIME - {record_rules.phone_hours.__name__}


@dataclass(frozen=True, slots=True)
class Answer:
    """``held_back`` counts records by rule, ``clears`` says when the first of each does.

    ``until``: when the hours of the last of the dialable ones end; None where there are none, or
    hours do not count.
    """

    campaign: str
    at: datetime
    reason: Reason | None
    dialable: int
    held_back: dict[str, int]
    clears: dict[str, datetime]
    until: datetime | None = None

    @property
    def next_clear(self) -> tuple[str, datetime] | None:
        """The rule that lets a record go first, and when; None when none does by itself."""
        return min(self.clears.items(), key=lambda item: item[1], default=None)


def conditions(ctx: Context) -> Conditions:
    """What the living engine last said of itself, and the global speed."""
    engine = engine_state(ctx)
    known = stored.conditions(
        simulated=engine.simulated, switch_up=engine.switch_up, engine_runs=engine.runs
    )
    known = replace(known, lost_audio=engine.lost_audio)
    return with_gateways(known, gateways.lines(ctx), ctx.now())


def of_campaign(ctx: Context, ref: int | str, at: datetime | None = None) -> Answer:
    """Each record is counted under the first rule that holds it back."""
    return survey(ctx, ref, at)[0]


def survey(ctx: Context, ref: int | str, at: datetime | None = None) -> tuple[Answer, Counter[str]]:
    """The answer, and by gate how many records may still be dialed, whatever holds them back."""
    campaign = campaigns.get(ctx, ref)
    now, holds = at or ctx.now(), conditions(ctx)
    held: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    clears: dict[str, datetime] = {}
    open_gates: set[str] = set()
    for group in records.groups(campaign.id, now):
        if group.status in DIALABLE_STATUSES:
            waiting[group.gate] += group.count
        reason = why_not_record(typical(group), campaign, holds, now)
        rule = reason.rule if reason else ""
        held[rule] += group.count
        if reason is None:
            open_gates.add(group.gate)
        if reason and reason.clears_at:
            clears[rule] = min(clears.get(rule, reason.clears_at), reason.clears_at)
    _name_holds(campaign.id, held, clears, now)
    dialable = held.pop("", 0)
    answer = Answer(
        campaign.title,
        now,
        _of_all(campaign, holds, now),
        dialable,
        dict(held),
        clears,
        closes(open_gates, campaign, holds, now),
    )
    return answer, waiting


def _name_holds(
    campaign_id: int, held: Counter[str], clears: dict[str, datetime], now: datetime
) -> None:
    """Of those that wait, what a tick found that they wait for. When one is looked at again that no
    time lets go is nobody's next call."""
    for one in records.held(campaign_id, now):
        count = min(one.count, held[WAITS])
        held[WAITS] -= count
        held[one.rule] += count
        if one.rule not in _UNTIL_CHANGED:
            clears[one.rule] = min(clears.get(one.rule, one.first_due), one.first_due)
    if not held[WAITS]:
        clears.pop(WAITS, None)
    for rule in [rule for rule, count in held.items() if not count]:
        del held[rule]


def _of_all(campaign: Campaign, holds: Conditions, now: datetime) -> Reason | None:
    load = claims.load_of(campaign)
    return why_not_campaign(campaign, holds, now, load)


def of_record(
    ctx: Context, ref: int | str, account: str, at: datetime | None = None
) -> Reason | None:
    """The first rule that holds back this record, the campaign's own first; None: it is dialed.

    A stop that a list gave the record goes before all: whatever the campaign does, it stays. So
    does the agent who sees it.
    """
    campaign = campaigns.get(ctx, ref)
    return _of(ctx, campaign, campaigns.record_of(campaign, account), at)


def of_number(ctx: Context, campaign_id: int, record: int) -> Reason | None:
    """The same of a record by its number; None also when it is gone."""
    candidate = records.by_number(campaign_id, record)
    return _of(ctx, campaigns.get(ctx, campaign_id), candidate, None) if candidate else None


def _of(
    ctx: Context, campaign: Campaign, candidate: Candidate, at: datetime | None
) -> Reason | None:
    holds, now = conditions(ctx), at or ctx.now()
    (subject,) = claims.subjects_of([candidate], campaign, holds, now)
    if subject.stopped:
        called = Called(candidate.number, candidate.account, campaign.dnc_lists)
        subject = replace(subject, stopped_by=dnc_lists.name_of(stops.list_of(called)))
    own = why_not_record(subject, campaign, holds, now)
    first = own is not None and (subject.mark is not None or own.rule == PREVIEWED)
    return own if first else _of_all(campaign, holds, now) or own


def told(reason: Reason | None) -> str:
    """The reason as a sentence."""
    if reason is None:
        return "nothing holds it back"
    clears = reason.clears_at
    when = f", until {clears.isoformat(timespec='seconds')}" if clears else ""
    return f"{reason.text}{when} [{reason.rule}; {reason.source}]"


def shown_reason(reason: Reason | None) -> dict[str, Any] | None:
    told: dict[str, Any] | None = shape(reason)
    return told


def shown(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = shape(answer)
    return told
