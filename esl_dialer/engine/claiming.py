"""One tick's claims: gather, decide, commit. Runs whole in the writer's thread."""

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from esl_dialer.core.calls.attempts import Decision, NewAttempt, NewClaim
from esl_dialer.core.calls.dialing import dialed_digits, rotated
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.pacing.planning import Now, calls_to_start
from esl_dialer.core.pacing.rates import Plan, Rate, step
from esl_dialer.core.people.contact_cap import NO_CONTACT
from esl_dialer.core.routing.choosing import Lines, Routed, moved, ready, route
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.rules.rule import with_gateways
from esl_dialer.engine import staffing
from esl_dialer.engine.decision_numbers import UNASKED
from esl_dialer.engine.gathering import Chosen, Found, Tick, gather, places
from esl_dialer.engine.spacing import SHARED, Limit, limit_of_campaign, limits_of_gateway
from esl_dialer.engine.staffing import NOBODY, Crew, Wanted
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import claims
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import StoreBusy, transaction
from esl_dialer.store.routing import gateways
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)


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


def claim_due(tick: Tick) -> list[Claimed]:
    """Take the records whose turn it is, and commit their attempts before anybody calls."""
    # gather
    lines = ready(tick.through.lines(), tick.now)
    found = gather(tick, with_gateways(tick.conditions, lines, tick.now))
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
