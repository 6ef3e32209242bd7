"""One tick's claims: gather, decide, commit. Runs whole in the writer's thread."""

import logging
import random
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from esl_dialer.core.calls.attempts import Decision, NewAttempt, NewClaim
from esl_dialer.core.calls.dialing import dialed_digits, first_free, rotated
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.kind_hours import hours_by_kind
from esl_dialer.core.law.caps import Known, PastCall
from esl_dialer.core.pacing.pacers import pace_of, pacer_of
from esl_dialer.core.pacing.planning import Now, calls_to_start
from esl_dialer.core.pacing.rates import AHEAD, Plan, Rate, Start, Supply, burst, step
from esl_dialer.core.people.contact_cap import NO_CONTACT, Contact
from esl_dialer.core.routing.choosing import Lines, Routed, moved, ready, route
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.rules import windows
from esl_dialer.core.rules.campaign_rules import room
from esl_dialer.core.rules.record_rules import (
    CONSENT_WAIT,
    consent_missing,
    ends_as,
    lifted_of,
    person_stopped,
    uses_of,
)
from esl_dialer.core.rules.rule import (
    NO_LOAD,
    NOBODY_SEES,
    Conditions,
    Load,
    Reason,
    with_gateways,
)
from esl_dialer.core.rules.why_not import open_gates, why_not_campaign, why_not_record
from esl_dialer.core.words import RecordAudio, RunState
from esl_dialer.engine import previewing, staffing
from esl_dialer.engine.audio_watch import AudioWatch
from esl_dialer.engine.decision_numbers import UNASKED, DecisionNumbers
from esl_dialer.engine.gateways import Gateways
from esl_dialer.engine.refusal_log import RefusalLog
from esl_dialer.engine.spacing import SHARED, Limit, limit_of_campaign, limits_of_gateway
from esl_dialer.engine.staffing import NOBODY, Crew, Wanted
from esl_dialer.runtime.logs import line
from esl_dialer.store.agents.previews import Showing
from esl_dialer.store.calls import claims, selection
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import StoreBusy, transaction
from esl_dialer.store.lists import filtering
from esl_dialer.store.people import stops
from esl_dialer.store.routing import gateways
from esl_dialer.store.system import settings

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


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is committed, or about to be, with what it takes to send it."""

    attempt: NewAttempt
    campaign: Campaign
    candidate: Candidate
    gateway: Gateway
    limits: tuple[Limit, ...]
    """The speeds that its start counts against, as they were when it was claimed."""
    crew: Crew = NOBODY

    @property
    def tracked(self) -> Tracked:
        """As the tracker takes it up."""
        return Tracked.of(self.attempt, self.campaign.flow)

    @property
    def number(self) -> str:
        return self.attempt.number

    @property
    def caller_id(self) -> str:
        return self.attempt.caller_id

    @property
    def transfer_number(self) -> str:
        return self.attempt.transfer_number

    @property
    def start_at(self) -> datetime:
        return self.attempt.start_at


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


def claim_due(tick: Tick) -> list[Claimed]:
    """Take the records whose turn it is, and commit their attempts before anybody calls."""
    # gather
    lines = ready(tick.through.lines(), tick.now)
    found = _gather(tick, with_gateways(tick.conditions, lines, tick.now))
    for one in found:
        _show(one, tick)
    shared = shared_rate(tick.max_cps)
    # decide
    supplies = [replace(f.supply, ready=len(f.dialable)) for f in found]
    most = places(Limit(SHARED, shared.cpm), tick)
    plan = calls_to_start(supplies, shared, Now(tick.now, tick.ahead, most, tick.begun))
    before = {supply.campaign: supply.rate for supply in supplies}
    routed = route(plan, before, shared, lines, tick.now + tick.ahead)
    claimed = _assign(found, routed, tick)
    # commit
    return _commit(claimed, routed.plan, moved(lines, routed.lines), tick)


def shared_rate(max_cps: float) -> Rate:
    """Over all campaigns: what people set, and what switch and carrier stand."""
    rate = settings.shared_rate()
    return Rate(min(rate.cpm, max_cps * 60), rate.next_start)


def _gather(tick: Tick, conditions: Conditions) -> list[Found]:
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
    return [
        _find(campaign, load, crews.get(campaign.id, NOBODY), tick) for campaign, load in dialing
    ]


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
        gone = tick.audio.gone(candidate)
        seen = replace(
            subject,
            audio=RecordAudio.GONE if gone else subject.audio,
            contact=chosen.seen(candidate, subject.contact),
            shown_to=NOBODY_SEES if candidate.record in due else subject.shown_to,
            calls=(*subject.calls, *chosen.calls.of(candidate.whom)) if subject.caps else (),
        )
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


def places(limit: Limit, tick: Tick) -> int:
    """So many claims more can be sent in time: a switch that answers slowly gets no more, nor an
    engine that has more to do than it can. None at a speed of 0."""
    if limit.cpm <= 0:
        return 0
    count, _ = burst(limit.cpm)
    return max(0, min(tick.most, count - tick.taken.get(limit.name, 0)))


def _supply(campaign: Campaign, load: Load, tick: Tick) -> Supply:
    """As it stands before its records are looked for."""
    return Supply(
        campaign=campaign.id,
        rate=pace_of(campaign),
        room=min(room(campaign, load), places(limit_of_campaign(campaign), tick)),
        weight=campaign.priority,
        precedence=campaign.precedence,
    )


def _assign(found: list[Found], routed: Routed, tick: Tick) -> list[Claimed]:
    """A record for each start; of two with the same number or person the first, and of two of one
    account that a contact cap counts."""
    waiting = {one.campaign.id: iter(one.dialable) for one in found}
    by_id = {one.campaign.id: one for one in found}
    claimed = [
        _claimed(
            by_id[start.campaign],
            next(waiting[start.campaign]),
            Place(start.at, gateway, routed.plan.shared.cpm),
            tick,
        )
        for start, gateway in zip(routed.plan.starts, routed.gateways, strict=True)
    ]
    chosen, kept = Chosen(), []
    for one in claimed:
        capped = bool(one.attempt.decision.caps) and one.attempt.account in chosen.accounts
        if chosen.seen(one.candidate, NO_CONTACT) is NO_CONTACT and not capped:
            chosen.add(one.candidate, tick.now)
            kept.append(one)
    return kept


@dataclass(frozen=True, slots=True)
class Place:
    """A start's instant and gateway, and the speed over all campaigns as it was planned."""

    at: datetime
    gateway: Gateway
    shared_cpm: float


def _claimed(found: Found, candidate: Candidate, place: Place, tick: Tick) -> Claimed:
    campaign = found.campaign
    attempt = _new_attempt(found, candidate, place, tick)
    limits = limits_of(campaign, place.gateway, place.shared_cpm)
    return Claimed(attempt, campaign, candidate, place.gateway, limits, found.crew)


def limits_of(campaign: Campaign, gateway: Gateway, shared_cpm: float) -> tuple[Limit, ...]:
    """The campaign's own speed, that over all campaigns, and what the carrier sold."""
    own = limit_of_campaign(campaign)
    return (own, Limit(SHARED, shared_cpm), *limits_of_gateway(gateway))


def _new_attempt(found: Found, candidate: Candidate, place: Place, tick: Tick) -> NewAttempt:
    campaign, whom = found.campaign, candidate.whom
    turn = candidate.position + candidate.run_attempts
    transfer = candidate.did or campaign.transfer_number
    transfer = transfer if campaign.flow.needs_transfer else ""
    asked = tick.conditions.asked_gate(campaign.id, candidate.gate)
    return NewAttempt(
        id=str(uuid.uuid4()),
        campaign=campaign.id,
        record=candidate.record,
        phone=candidate.phone,
        run=campaign.run_number,
        number=candidate.number,
        owner=tick.owner,
        claimed_at=tick.now,
        start_at=place.at,
        list_id=candidate.list_id,
        caller_id=rotated(campaign.caller_ids, turn) or dialed_digits(tick.default_caller_id),
        transfer_number=dialed_digits(transfer),
        transfer_leg=str(uuid.uuid4()) if transfer else "",
        province=candidate.province,
        person_key=candidate.person_key,
        account=whom.account,
        creditor=whom.creditor,
        simulated=tick.conditions.switch_simulated,
        switch_core=tick.switch_core,
        gateway=place.gateway.name,
        message_text=candidate.audio_text,
        template_version=candidate.audio_version,
        voice=f"{campaign.voice_en} {campaign.voice_fr}".strip(),
        audio_path=candidate.audio_path,
        audio_ms=candidate.audio_ms,
        law_decision=_decision(campaign, asked, tick),
        decision=Decision(
            asked,
            _hours(campaign.window),
            _law(campaign, tick),
            found.caps.get(candidate.record, {}),
            found.lifted.get(candidate.record, {}),
        ),
    )


def _decision(campaign: Campaign, gate: str, tick: Tick) -> int:
    known = tick.conditions.law
    if known is None or tick.conditions.nobody_called:
        return UNASKED
    return tick.decisions.number(known, gate, campaign, tick.now)


def _law(campaign: Campaign, tick: Tick) -> str:
    """Who calls, what speaks, and by which edition of the rules; empty where none was asked."""
    known = tick.conditions.law
    if known is None or tick.conditions.nobody_called:
        return ""
    return f"{campaign.caller} {campaign.call_kind} {known.edition}"


_hours = lru_cache(maxsize=256)(str)
"""A window as people write it: few differ."""


def _commit(claimed: list[Claimed], plan: Plan, lines: Lines, tick: Tick) -> list[Claimed]:
    if not claimed:
        return []
    try:
        with transaction(durable=True):
            kept = _take(claimed, tick)
            for campaign, rate in plan.rates.items():
                campaigns.set_next_start(campaign, rate.next_start)
            settings.set_shared_next_start(plan.shared.next_start)
            gateways.keep(lines)
        return kept
    except (ValueError, TypeError, LookupError):
        log.exception(line("tick.poisoned", claims=len(claimed)))
        with transaction():
            gateways.keep(lines)
        return _one_by_one(claimed, tick)


def _one_by_one(claimed: list[Claimed], tick: Tick) -> list[Claimed]:
    """After a failed commit: each claim alone, the poisoned one set aside for an hour, and said."""
    kept: list[Claimed] = []
    for one in claimed:
        try:
            with transaction(durable=True):
                kept += _take([one], tick)
                after = step(pace_of(one.campaign), one.start_at)
                campaigns.set_next_start(one.campaign.id, after.next_start)
        except StoreBusy:
            log.warning(line("claim.store_busy", record=one.candidate.record))
        except (ValueError, TypeError, LookupError):
            log.exception(line("record.set_aside", record=one.candidate.record))
            claims.hold_until(one.candidate.record, tick.now + timedelta(hours=1))
    return kept


def _take(claimed: list[Claimed], tick: Tick) -> list[Claimed]:
    """Those whose records were still free, and that have the agents they are dialed for."""
    calls = (
        Wanted(one.campaign, one.crew, one.attempt.id, one.candidate.record) for one in claimed
    )
    staffed = staffing.reserve(calls, tick.now)
    claimed = [one for one in claimed if one.attempt.id in staffed]
    wanted = (NewClaim(one.attempt, expected=one.candidate.status) for one in claimed)
    committed = claims.commit_all(wanted)
    taken = [one for one in claimed if one.attempt.id in committed]
    for one in taken:
        tick.told.forget(one.candidate.record)
    return taken


def _lose_audio(candidate: Candidate, tick: Tick) -> None:
    """A folder that went away since the tick began keeps its records: no file of it is gone."""
    if tick.audio.lost_folder(candidate.campaign) is None:
        claims.lose_audio(candidate.record, candidate.campaign)


def _other_numbers(
    refused: list[tuple[Candidate, Reason]], lists: Collection[int]
) -> dict[int, int]:
    """By record, the phone that is dialed in place of one that do-not-call holds back: the global
    list, or one of these.

    Only where the setting says that a number on the list holds back itself and not the record.
    """
    stopped = [one for one, reason in refused if reason.rule == "stopped" and one.mark is None]
    if not stopped or settings.read().dnc_scope != "number":
        return {}
    numbers = {number for candidate in stopped for _, _, number in candidate.phones}
    held = stops.matching(numbers, lists)
    accounts = stops.matching_accounts(candidate.account for candidate in stopped)
    free = {
        candidate.record: first_free(candidate.phones, candidate.next_phone, held)
        for candidate in stopped
        if candidate.account not in accounts
    }
    return {record: position for record, position in free.items() if position is not None}


def _open_now(
    refused: list[tuple[Candidate, Reason]], campaign: Campaign, tick: Tick
) -> dict[int, int]:
    """By record, the phone that is dialed in place of one whose type has hours of its own: one of
    a type that may be called now."""
    hours = hours_by_kind(campaign.kind_hours)
    found: dict[int, int] = {}
    for one, reason in refused:
        if reason.rule != "phone_hours":
            continue
        shut = {
            number
            for _, phone, number in one.phones
            if (its := hours.get(one.kinds.get(phone, "")))
            and not windows.is_open(its, one.gate, tick.now)
        }
        place = first_free(one.phones, one.next_phone, shut)
        if place is not None:
            found[one.record] = place
    return found


def _put_aside(refused: list[tuple[Candidate, Reason]], campaign: Campaign, tick: Tick) -> None:
    """Records read as ready that a rule holds back: final ones end, the others wait."""
    others = _other_numbers(refused, campaign.dnc_lists) | _open_now(refused, campaign, tick)
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
            elif ended := ends_as(reason.rule, candidate.mark):
                by_person = candidate.mark is not None and candidate.mark.stop > 0
                held_by = person_stopped.__name__ if by_person else ""
                claims.set_aside(candidate.record, ended, tick.now, held_by)
            else:
                until = reason.clears_at or candidate.not_before
                if reason.rule == consent_missing.__name__:
                    until = tick.now + CONSENT_WAIT
                claims.hold_until(candidate.record, until, reason.rule)
