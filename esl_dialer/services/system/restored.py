"""A restored database: what is known of the calls since, and a person's word for each campaign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.attempts import NewAttempt
from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.restored import (
    RESTORED,
    Because,
    Gap,
    Held,
    Word,
    counted_as_called,
    left,
)
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules.business_day import start_of_day
from esl_dialer.core.says import Says, shape
from esl_dialer.core.words import CallState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import Refused
from esl_dialer.services.lists import cancelling
from esl_dialer.store.calls import claims, found, settling
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.database import transaction
from esl_dialer.store.system import outbox, restorations
from esl_dialer.store.system.restorations import Restored

CHUNK = 200
"""Records of one transaction."""

_BEING_IMPORTED = Says("a list is being imported into it: wait for its end, or cancel it")

NOON = timedelta(hours=36)
"""From a day's first instant to the middle of the next day, however long a night is."""


@dataclass(frozen=True, slots=True)
class State:
    """``calls``: at most so many of the time that is unknown were not found; None: nobody can say.

    ``taken`` were found at the switch and are attempts now; ``strangers`` were to people who are
    not in this database.
    """

    noticed_at: datetime
    because: Because
    since: datetime
    until: datetime
    asked_at: datetime | None
    no_records: Says
    taken: int
    strangers: int
    calls: int | None
    campaigns: list[Held]

    @property
    def waiting(self) -> list[Held]:
        return [one for one in self.campaigns if one.said_at is None]


@dataclass(frozen=True, slots=True)
class GoneOn:
    """What became of the records that may have been called."""

    campaign: str
    word: Word
    records: int


def state(ctx: Context) -> State | None:
    """Of the last restore; None: there was none."""
    ctx.require(Permission.VIEW)
    found_last = restorations.last()
    return _state(found_last) if found_last else None


def waiting(ctx: Context) -> State | None:
    """The same while a campaign waits for a word."""
    found_now = state(ctx)
    return found_now if found_now and found_now.waiting else None


def unknown(ctx: Context, ref: int | str) -> int:
    """How many records of a campaign may have been called, and wait for a word. NotFound."""
    ctx.require(Permission.VIEW)
    hold = restorations.holds().get(campaigns.get(ctx, ref).id)
    return hold.unknown if hold else 0


def go_on(ctx: Context, ref: int | str, word: Word) -> GoneOn:
    """Let a campaign dial again. Raises NotFound, Forbidden, and Refused where it does not wait, or
    the switch was not asked yet, or a list is being imported (its people may have been called).

    Cut off, it is done again: what was done is not done twice.
    """
    ctx.require(Permission.CONTROL_DIALING)
    campaign = campaigns.get(ctx, ref)
    last = restorations.waiting()
    hold = restorations.holds().get(campaign.id)
    if last is None or hold is None:
        raise _refused(campaign, Says("it does not wait for a word"))
    if last.asked_at is None:
        raise _refused(campaign, Says("the switch was not asked yet: start the dialer"))
    if cancelling.under_way(ctx, campaign.id):
        raise _refused(campaign, _BEING_IMPORTED)
    records = 0 if _missing(last) == 0 else _deal(ctx, campaign, last, word)
    with transaction():
        if not restorations.let_go(last.id, campaign.id, word, ctx.now(), ctx.actor.name):
            raise _refused(campaign, Says("it does not wait for a word"))
        ctx.note("restored.go_on", campaign.name, word=str(word), records=records)
        outbox.put("restored.go_on", {"word": str(word)}, ctx.now(), campaign.id)
        if not restorations.holds():
            outbox.put("restored.over", {}, ctx.now())
    return GoneOn(campaign.name, word, records)


def shown(value: State | GoneOn | None) -> Any:
    return shape(value)


def _refused(campaign: Campaign, why: Says) -> Refused:
    return Refused(Says("{name} can't go on", name=campaign.name), [why])


def _state(last: Restored) -> State:
    gap: Gap = last.gap
    return State(
        noticed_at=last.noticed_at,
        because=last.because,
        since=gap.since,
        until=gap.until,
        asked_at=last.asked_at,
        no_records=last.no_records,
        taken=last.taken,
        strangers=last.strangers,
        calls=_missing(last),
        campaigns=restorations.campaigns(last.id),
    )


def _missing(last: Restored) -> int | None:
    return left(last.gap.claims, last.taken + last.strangers)


def _deal(ctx: Context, campaign: Campaign, last: Restored, word: Word) -> int:
    """How many records it was of."""
    if word is Word.DIAL:
        return restorations.count_unknown(campaign.id, last)
    count = 0
    while ids := restorations.unknown(campaign.id, last, CHUNK):
        with transaction():
            if word is Word.TOMORROW:
                restorations.hold_back(ids, _tomorrow(ctx))
            else:
                _count_as_called(ctx, campaign, ids, last.gap.until)
        count += len(ids)
    return count


def _tomorrow(ctx: Context) -> datetime:
    zone = ctx.business_zone()
    return start_of_day(start_of_day(ctx.now(), zone) + NOON, zone)


def _count_as_called(ctx: Context, campaign: Campaign, ids: list[int], at: datetime) -> None:
    simulated = engine_state(ctx).simulated
    for candidate in claims.load(ids):
        new = may_have_been(candidate, campaign.run_number, at, simulated=simulated)
        found.put(new)
        call = Call(
            new.id, campaign.flow, new.audio_ms, state=CallState.ENDED, created_at=at, ended_at=at
        )
        before = settling.before(new.id, siblings=False)
        if before is None or not settling.commit(counted_as_called(before, call, at)):
            raise LookupError(f"no attempt {new.id}")


def may_have_been(candidate: Candidate, run: int, at: datetime, *, simulated: bool) -> NewAttempt:
    """The attempt that may have been, to the phone that was next; nobody knows its id."""
    return NewAttempt(
        id=str(uuid4()),
        campaign=candidate.campaign,
        record=candidate.record,
        phone=candidate.phone or None,
        run=run,
        number=candidate.number,
        owner=RESTORED,
        claimed_at=at,
        start_at=at,
        list_id=candidate.list_id,
        province=candidate.province,
        person_key=candidate.person_key,
        account=candidate.whom.account,
        creditor=candidate.whom.creditor,
        simulated=simulated,
        message_text=candidate.audio_text,
        template_version=candidate.audio_version,
        audio_path=candidate.audio_path,
        audio_ms=candidate.audio_ms,
    )
