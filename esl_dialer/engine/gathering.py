"""What a tick gathers before it claims: each campaign's records that every rule lets be dialed."""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.caps import Known, PastCall
from esl_dialer.core.pacing.pacers import pace_of, pacer_of
from esl_dialer.core.pacing.planning import Now
from esl_dialer.core.pacing.rates import AHEAD, Start, Supply, burst
from esl_dialer.core.people.contact_cap import Contact
from esl_dialer.core.rules.campaign_rules import room
from esl_dialer.core.rules.record_rules import (
    LOOK_AGAIN,
    NO_TIME,
    ends_as,
    lifted_of,
    number_spent,
    person_stopped,
    uses_of,
)
from esl_dialer.core.rules.rule import (
    NO_LOAD,
    NOBODY_SEES,
    Conditions,
    Load,
    Reason,
    Subject,
)
from esl_dialer.core.rules.why_not import open_gates, why_not_campaign, why_not_record
from esl_dialer.core.words import RecordAudio, RunState
from esl_dialer.engine import previewing, staffing
from esl_dialer.engine.audio_watch import AudioWatch
from esl_dialer.engine.decision_numbers import DecisionNumbers
from esl_dialer.engine.gateways import Gateways
from esl_dialer.engine.other_numbers import other_numbers
from esl_dialer.engine.refusal_log import RefusalLog
from esl_dialer.engine.spacing import Limit, limit_of_campaign
from esl_dialer.engine.staffing import NOBODY, Crew
from esl_dialer.runtime.logs import line
from esl_dialer.store.agents.previews import Showing
from esl_dialer.store.calls import claims, selection
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filtering

log = logging.getLogger(__name__)

LEAVE_OUT = frozenset({"list_inactive", "source_status", "filtered_out"})
"""Rules that leave a record out until something else is chosen."""

READS = 10
"""Looks for other candidates in one tick, when rules held back some of those read."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick knows that is not in the database."""

    now: datetime
    owner: str
    switch_core: str
    conditions: Conditions
    through: Gateways
    default_caller_id: str = ""
    max_cps: float = 30.0
    ahead: timedelta = AHEAD
    audio: AudioWatch = field(default_factory=AudioWatch)
    taken: Mapping[str, int] = field(default_factory=dict)
    """By limit, calls that the sender still counts at ``now + ahead``."""
    most: int = 1000
    """Calls to claim at most, over all campaigns."""
    decisions: DecisionNumbers = field(default_factory=DecisionNumbers)
    told: RefusalLog = field(default_factory=RefusalLog)
    begun: tuple[Start, ...] = ()
    """Calls that the sender wrote, or will: of the last second, and the last of each campaign."""


@dataclass(slots=True)
class Chosen:
    """Numbers, people and accounts that this tick calls already: for another record they are being
    called."""

    numbers: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    calls: Known = field(default_factory=Known)

    def add(self, candidate: Candidate, now: datetime) -> None:
        self.numbers.add(candidate.number)
        self.people |= {candidate.person_key} - {""}
        self.accounts.add(candidate.whom.account)
        self.calls.add(PastCall(f"of record {candidate.record}", candidate.whom, now, now))

    def seen(self, candidate: Candidate, contact: Contact) -> Contact:
        """What is known of the record's number and person, these calls included."""
        number, person = candidate.number in self.numbers, candidate.person_key in self.people
        if not (number or person):
            return contact
        return replace(
            contact,
            number_live=contact.number_live or number,
            person_live=contact.person_live or person,
        )

    def beside(self, candidate: Candidate, subject: Subject) -> Subject:
        """The record, as these calls leave it."""
        contact = self.seen(candidate, subject.contact)
        calls = self.calls.of(candidate.whom) if subject.caps else ()
        if contact is subject.contact and not calls:
            return subject
        return replace(subject, contact=contact, calls=(*subject.calls, *calls))


@dataclass(slots=True)
class Found:
    """One campaign's dialable records at this tick, in order, and how many it may start."""

    campaign: Campaign
    supply: Supply
    crew: Crew = NOBODY
    dialable: list[Candidate] = field(default_factory=list)
    caps: dict[int, dict[str, int]] = field(default_factory=dict)
    """By record, how many calls count in the window of each contact cap that was asked."""
    lifted: dict[int, dict[str, int]] = field(default_factory=dict)
    """By record, the consents that lift rules."""


def gather(tick: Tick, conditions: Conditions) -> list[Found]:
    """Whom each campaign that dials now may call; records that a rule holds back are put aside."""
    loads = claims.loads()
    active = [(c, loads.get(c.id, NO_LOAD)) for c in campaigns.in_state(RunState.ACTIVE)]
    lost = tick.audio.look(campaign.id for campaign, _ in active)
    conditions = replace(conditions, lost_audio=lost)
    dialing = [
        (campaign, load)
        for campaign, load in active
        if why_not_campaign(campaign, conditions, tick.now, load) is None
    ]
    crews = staffing.crews([campaign for campaign, _ in dialing], tick.now)
    found = [
        _find(campaign, load, crews.get(campaign.id, NOBODY), tick) for campaign, load in dialing
    ]
    for one in found:
        _show(one, tick)
    return found


def _find(campaign: Campaign, load: Load, crew: Crew, tick: Tick) -> Found:
    own = replace(_supply(campaign, load, tick), agents=crew.wanting, dialing=crew.dialing)
    now = Now(tick.now, tick.ahead, begun=tick.begun)
    wanted = min(own.room, pacer_of(campaign).wanted(own, now))
    found = Found(campaign, replace(own, room=wanted), crew)
    if not wanted:
        return found
    if crew.showing is not None:
        _take_shown(found, crew.showing, tick)
    else:
        _look(found, wanted, tick)
    return found


def _take_shown(found: Found, showing: Showing, tick: Tick) -> None:
    """Who was shown to an agent is dialed now, if every rule lets them be."""
    read = previewing.due([*showing.due][: found.supply.room])
    refused = _sort_out(found, read, tick)
    for candidate, _ in refused:
        agent, record = showing.due[candidate.record], candidate.record
        previewing.refuse(agent, record, found.campaign.id, tick.now)
    if refused:
        _put_aside(refused, found.campaign, tick)


def _show(found: Found, tick: Tick) -> None:
    """Agents who are free see whom they would call."""
    crew = found.crew
    if crew.showing is None or not crew.free:
        return
    seen = Found(found.campaign, found.supply, crew)
    _look(seen, len(crew.free) + previewing.SPARE, tick)
    previewing.offer(found.campaign, crew.free, seen.dialable, crew.showing, tick.now)


def _look(found: Found, wanted: int, tick: Tick) -> None:
    """Find so many who may be dialed now."""
    campaign = found.campaign
    if selection.any_due(campaign.id, tick.now):
        with transaction():
            selection.promote_due(campaign.id, tick.now, 200, random.getrandbits(31))
    gates = selection.gates(campaign.id)
    opened = open_gates(gates, campaign, tick.conditions, tick.now)
    for _ in range(READS):
        read = selection.candidates(campaign.id, opened, wanted, campaign.dial_order)
        refused = _sort_out(found, read, tick)
        if not refused:
            break
        _put_aside(refused, campaign, tick)


def _sort_out(found: Found, read: list[Candidate], tick: Tick) -> list[tuple[Candidate, Reason]]:
    """Ask every rule about every record read: this is where do-not-call is checked.

    Those that may be dialed are found; those that a rule holds back after all are returned.
    """
    found.dialable.clear()
    refused, chosen = [], Chosen()
    due = found.crew.showing.due if found.crew.showing else {}
    subjects = claims.subjects_of(read, found.campaign, tick.conditions, tick.now)
    for candidate, subject in zip(read, subjects, strict=True):
        seen = chosen.beside(candidate, subject)
        if candidate.record in due:
            seen = replace(seen, shown_to=NOBODY_SEES)
        if tick.audio.gone(candidate):
            seen = replace(seen, audio=RecordAudio.GONE)
        reason = why_not_record(seen, found.campaign, tick.conditions, tick.now)
        if reason is None:
            chosen.add(candidate, tick.now)
            found.dialable.append(candidate)
            if subject.caps or subject.needs:
                used = uses_of(seen, found.campaign, tick.now)
                found.caps[candidate.record] = {one.cap.rule.id: one.count for one in used}
                found.lifted[candidate.record] = lifted_of(seen, found.campaign, tick.now)
        else:
            refused.append((candidate, reason))
    return refused


def _supply(campaign: Campaign, load: Load, tick: Tick) -> Supply:
    """As it stands before its records are looked for."""
    return Supply(
        campaign=campaign.id,
        rate=pace_of(campaign),
        room=min(room(campaign, load), places(limit_of_campaign(campaign), tick)),
        weight=campaign.priority,
        precedence=campaign.precedence,
    )


def places(limit: Limit, tick: Tick) -> int:
    """So many claims more can be sent in time: a switch that answers slowly gets no more, nor an
    engine that has more to do than it can. None at a speed of 0."""
    if limit.cpm <= 0:
        return 0
    count, _ = burst(limit.cpm)
    return max(0, min(tick.most, count - tick.taken.get(limit.name, 0)))


def _lose_audio(candidate: Candidate, tick: Tick) -> None:
    """A folder that went away since the tick began keeps its records: no file of it is gone."""
    if tick.audio.lost_folder(candidate.campaign) is None:
        claims.lose_audio(candidate.record, candidate.campaign)


def _put_aside(refused: list[tuple[Candidate, Reason]], campaign: Campaign, tick: Tick) -> None:
    """Records read as ready that a rule holds back: final ones end, the others wait."""
    others = other_numbers(refused, campaign, tick.now)
    left_out = {one.record for one, reason in refused if reason.rule in LEAVE_OUT}
    with transaction():
        if left_out:
            filtering.judge_again(campaign.id, left_out, tick.now)
        for candidate, reason in refused:
            if tick.told.is_news(candidate.record, reason.rule):
                log.info(line("record.refused", record=candidate.record, rule=reason.rule))
            if candidate.record in left_out:
                continue
            if candidate.record in others:
                claims.dial_next(candidate.record, others[candidate.record])
            elif reason.rule == "audio_missing" and candidate.audio is RecordAudio.READY:
                _lose_audio(candidate, tick)
            elif reason.rule == number_spent.__name__:
                claims.end_spent(candidate.record, tick.now)
            elif ended := ends_as(reason.rule, candidate.mark):
                by_person = candidate.mark is not None and candidate.mark.stop > 0
                held_by = person_stopped.__name__ if by_person else ""
                claims.set_aside(candidate.record, ended, tick.now, held_by)
            else:
                until = reason.clears_at or candidate.not_before
                if reason.clears_at is None and reason.rule in NO_TIME:
                    until = tick.now + LOOK_AGAIN
                claims.hold_until(candidate.record, until, reason.rule)
