"""A call that a gateway refused before anything rang is placed again through another one.

The second call is an attempt of its own, linked to the first and committed before it is sent, in
the transaction that closes the first. It is a start like any other for every speed, and each
gateway is tried once. When none is left the record is refused, as it is with one gateway.
"""

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.calls.attempts import Turn, following
from esl_dialer.core.calls.call import Call, fails_over
from esl_dialer.core.calls.settlement import Before, passed_on
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.pacing.rates import due, step
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.engine.claiming import Claimed, limits_of, shared_rate
from esl_dialer.engine.gateways import Gateways
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import attempts, claims, settling
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failover:
    """``max_cps`` in starts per second, over all campaigns; ``owner`` is this engine."""

    through: Gateways
    max_cps: float
    owner: str

    def __call__(self, tracked: Tracked, now: datetime) -> Claimed | None:
        """The claim that follows this refused call; None: the record is to be settled.

        Runs inside the tracker's transaction.
        """
        if not fails_over(tracked.call):
            return None
        campaign = campaigns.get(tracked.campaign)
        before = settling.before(tracked.call.attempt, siblings=False)
        if before is None or not before.goes_on or campaign.run_state is not RunState.ACTIVE:
            return None
        if (turn := self._turn(campaign, before.attempt.id, now)) is None:
            return None
        return self._follow(tracked.call, campaign, before, turn, now)

    def _turn(
        self, campaign: Campaign, refused: str, now: datetime
    ) -> tuple[Gateway, datetime] | None:
        """Through which gateway and when; every rate is moved on."""
        own, shared = pace_of(campaign), shared_rate(self.max_cps)
        if own.stands_still or shared.stands_still:
            return None
        floor = max(due(own, now), due(shared, now))
        taken = self.through.take_one(now, floor, tried=attempts.tried(refused))
        if taken.at is None or taken.gateway is None:
            return None
        campaigns.set_next_start(campaign.id, step(own, taken.at).next_start)
        settings.set_shared_next_start(step(shared, taken.at).next_start)
        return taken.gateway, taken.at

    def _follow(
        self,
        call: Call,
        campaign: Campaign,
        before: Before,
        turn: tuple[Gateway, datetime],
        now: datetime,
    ) -> Claimed | None:
        """None when another hand was quicker: its record may be free or called already."""
        gateway, at = turn
        refused = attempts.placed(call.attempt)
        leg = str(uuid.uuid4()) if refused.transfer_number else ""
        again = Turn(str(uuid.uuid4()), leg, gateway.name, at, self.owner)
        new = following(refused, again, now)
        if not settling.commit(passed_on(before, call, now)):
            return None
        if not claims.hand_over(new, call.attempt):
            return None
        told = {"cause": call.cause, "to": new.id, "gateway": gateway.name}
        log.info(line("call.failed_over", attempt=call.attempt, **told))
        limits = limits_of(campaign, gateway, shared_rate(self.max_cps).cpm)
        return Claimed(new, campaign, _candidate(new.record), gateway, limits)


def _candidate(record: int) -> Candidate:
    """The record as it was when it was claimed: the last look asks every rule again."""
    (found,) = claims.load([record])
    status = RecordStatus.RETRY if found.run_attempts else RecordStatus.PENDING
    return replace(found, status=status)
