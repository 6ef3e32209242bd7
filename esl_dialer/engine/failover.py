"""A call that a gateway refused before anything rang is placed again through another one.

The second call is an attempt of its own, linked to the first and committed before it is sent, in
the transaction that closes the first. It is a start like any other for every speed, and each
gateway is tried once. When none is left the record is refused, as it is with one gateway.
"""

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.calls.call import Call, fails_over
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.pacing.rates import due, step
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.engine.claiming import Claimed, shared_rate
from esl_dialer.engine.gateways import Gateways
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import claims, linking
from esl_dialer.store.calls.attempts import Tracked
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.calls.linking import Linked, Refused
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failover:
    """``max_cps`` in starts per second, over all campaigns."""

    through: Gateways
    max_cps: float

    def __call__(self, tracked: Tracked, now: datetime) -> Claimed | None:
        """The claim that follows this refused call; None: the record is to be settled.

        Runs inside the tracker's transaction.
        """
        if not fails_over(tracked.call):
            return None
        campaign = campaigns.get(tracked.campaign)
        before = linking.refused(tracked.call.attempt)
        if before is None or campaign.run_state is not RunState.ACTIVE:
            return None
        start = self._begin(campaign, before, now)
        return None if start is None else self._link(tracked, campaign, before, *start, now=now)

    def _begin(
        self, campaign: Campaign, before: Refused, now: datetime
    ) -> tuple[Gateway, datetime] | None:
        """Through which gateway and when; every rate is moved on."""
        own, shared = pace_of(campaign), shared_rate(self.max_cps)
        if own.stands_still or shared.stands_still:
            return None
        turn = self.through.take_one(now, max(due(own, now), due(shared, now)), tried=before.tried)
        if turn.at is None or turn.gateway is None:
            return None
        campaigns.set_next_start(campaign.id, step(own, turn.at).next_start)
        settings.set_shared_next_start(step(shared, turn.at).next_start)
        return turn.gateway, turn.at

    def _link(
        self,
        tracked: Tracked,
        campaign: Campaign,
        before: Refused,
        gateway: Gateway,
        at: datetime,
        *,
        now: datetime,
    ) -> Claimed | None:
        leg = str(uuid.uuid4()) if before.transfer_number else ""
        following = Linked(str(uuid.uuid4()), gateway.name, leg, at)
        if not linking.link(tracked.call, following, now):
            return None
        log.info(
            line(
                "call.failed_over",
                attempt=tracked.call.attempt,
                cause=tracked.call.cause,
                to=following.id,
                gateway=gateway.name,
            )
        )
        call = Call(following.id, tracked.call.flow, tracked.call.message_ms)
        return Claimed(
            tracked=replace(tracked, call=call, transfer_leg=leg, start_at=at, absent_sweeps=0),
            campaign=campaign,
            candidate=_candidate(tracked.record),
            number=before.number,
            caller_id=before.caller_id,
            transfer_number=before.transfer_number,
            start_at=at,
            gateway=gateway,
            shared_cpm=shared_rate(self.max_cps).cpm,
        )


def _candidate(record: int) -> Candidate:
    """The record as it was when it was claimed: the last look asks every rule again."""
    (found,) = claims.load([record])
    status = RecordStatus.RETRY if found.run_attempts else RecordStatus.PENDING
    return replace(found, status=status)
