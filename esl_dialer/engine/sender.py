"""Sends what was claimed, each at its own instant, after one more look at the rules."""

import heapq
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import gevent
from gevent.event import Event

from esl_dialer.clock import Clock
from esl_dialer.core.campaigns import Campaign
from esl_dialer.core.dialing import dial_string
from esl_dialer.core.pacing import burst
from esl_dialer.core.words import CampaignKind, RunState
from esl_dialer.engine.claiming import Claimed
from esl_dialer.engine.tracker import Sent, Tracker, Withdrawn
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import (
    NotSent,
    Originate,
    Switch,
    SwitchError,
    SwitchRefused,
)
from esl_dialer.logs import line, mask
from esl_dialer.store import campaigns, leases, stops
from ivr.flows import ENTRY
from ivr.variables import CallPlan, call_variables

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dialing:
    """How this installation dials. ``audio_dir`` is the directory as the switch sees it."""

    pattern: str
    audio_dir: str


class Spacing:
    """Keeps starts apart that were sent late: no more in any span than the campaign's speed."""

    def __init__(self) -> None:
        self._sent: dict[int, deque[datetime]] = {}

    def free_at(self, campaign: Campaign, now: datetime) -> datetime:
        """When the campaign may start its next call."""
        count, span = burst(campaign.cpm)
        sent = self._sent.get(campaign.id, ())
        return max(now, sent[-count] + span) if len(sent) >= count else now

    def note(self, campaign: Campaign, at: datetime) -> None:
        count, _ = burst(campaign.cpm)
        self._sent[campaign.id] = deque((*self._sent.get(campaign.id, ()), at), maxlen=count)


class Sender:
    """Holds claims between their commit and their instant; what it holds is never reconciled."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        tracker: Tracker,
        clock: Clock,
        dialing: Dialing,
        owner: str,
    ) -> None:
        self._sql, self._switch, self._tracker = sql, switch, tracker
        self._clock, self._dialing, self._owner = clock, dialing, owner
        self._waiting: list[tuple[datetime, str, Claimed]] = []
        self._in_hand: set[str] = set()
        self._spacing = Spacing()
        self._news = Event()

    def holds(self, attempt: str) -> bool:
        """Whether this attempt waits here or is being handed over right now."""
        return attempt in self._in_hand

    def add(self, claimed: list[Claimed]) -> None:
        for one in claimed:
            attempt = one.tracked.call.attempt
            self._in_hand.add(attempt)
            heapq.heappush(self._waiting, (one.start_at, attempt, one))
        self._news.set()

    def run(self) -> None:
        while True:
            self._wait()
            self.send_due(lambda one: gevent.spawn(self.send, one))

    def _wait(self) -> None:
        self._news.clear()
        if not self._waiting:
            self._news.wait()
            return
        self._clock.sleep((self._waiting[0][0] - self._clock.now()).total_seconds())

    def send_due(self, hand_over: Callable[[Claimed], object] | None = None) -> None:
        """Send, or withdraw, every claim whose instant has come."""
        due = self._due()
        if not due:
            return
        refusals = self._sql(last_look, due, self._owner)
        for one in due:
            if refusal := refusals.get(one.tracked.call.attempt) or self._switch_changed(one):
                self._withdraw(one, refusal)
            elif not self._too_soon(one):
                (hand_over or self.send)(one)

    def _due(self) -> list[Claimed]:
        now = self._clock.now()
        due: list[Claimed] = []
        while self._waiting and self._waiting[0][0] <= now:
            due.append(heapq.heappop(self._waiting)[2])
        return due

    def _too_soon(self, one: Claimed) -> bool:
        """Whether its campaign's last starts are too near: then it waits here a little longer."""
        now = self._clock.now()
        if (free := self._spacing.free_at(one.campaign, now)) > now:
            heapq.heappush(self._waiting, (free, one.tracked.call.attempt, one))
            return True
        self._spacing.note(one.campaign, now)
        return False

    def _switch_changed(self, one: Claimed) -> str:
        try:
            core = self._switch.info().core
        except SwitchError:
            return "SWITCH_DOWN"
        return "" if core == one.tracked.switch_core else "SWITCH_RESTARTED"

    def _withdraw(self, one: Claimed, why: str) -> None:
        attempt = one.tracked.call.attempt
        log.info(line("call.withdrawn", attempt=attempt, why=why))
        self._tracker.put(Withdrawn(attempt, self._clock.now(), why))
        self._in_hand.discard(attempt)

    def send(self, one: Claimed) -> None:
        """Hand one call to the switch. When nobody knows whether it was taken, nothing is said:
        the reconciler finds out."""
        attempt = one.tracked.call.attempt
        try:
            self._switch.originate(self.originate_of(one))
            self._tracker.put(Sent(attempt, self._clock.now()))
            log.info(line("call.placed", attempt=attempt, number=mask(one.number)))
        except NotSent as error:
            self._withdraw(one, f"NOT_SENT {error}")
        except SwitchRefused as error:
            self._withdraw(one, f"COMMAND_REFUSED {error}")
        except SwitchError as error:
            log.warning(line("call.unknown", attempt=attempt, error=error))
        finally:
            self._in_hand.discard(attempt)

    def originate_of(self, one: Claimed) -> Originate:
        plan = self._plan(one)
        return Originate(
            attempt=plan.attempt,
            dial_string=dial_string(self._dialing.pattern, one.number),
            extension=ENTRY[plan.kind].name,
            variables=call_variables(plan),
        )

    def _plan(self, one: Claimed) -> CallPlan:
        campaign, candidate = one.campaign, one.candidate
        interactive = campaign.kind is CampaignKind.LB
        pattern = self._dialing.pattern
        return CallPlan(
            attempt=one.tracked.call.attempt,
            campaign_id=campaign.id,
            record_id=candidate.record,
            kind=campaign.kind,
            caller_id=one.caller_id,
            caller_name=one.caller_id,
            message=self._file(candidate.audio_path),
            ring_timeout=campaign.ring_timeout,
            longest_call=campaign.longest_call,
            transfer_leg=one.tracked.transfer_leg,
            transfer_dial_string=dial_string(pattern, one.transfer_number) if interactive else "",
            apology=self._file(candidate.apology_path),
            acknowledgement=self._file(candidate.acknowledgement_path),
        )

    def _file(self, relative: str) -> str:
        return f"{self._dialing.audio_dir}/{relative}" if relative else ""


def last_look(due: list[Claimed], owner: str) -> dict[str, str]:
    """What speaks against sending after all: the lease, the campaign's state, do-not-call."""
    if leases.current_owner() != owner:
        return {one.tracked.call.attempt: "LEASE_LOST" for one in due}
    active = {campaign.id for campaign in campaigns.in_state(RunState.ACTIVE)}
    stopped = stops.matching(one.number for one in due)
    refusals: dict[str, str] = {}
    for one in due:
        if one.campaign.id not in active:
            refusals[one.tracked.call.attempt] = "CAMPAIGN_NOT_ACTIVE"
        elif one.number in stopped:
            refusals[one.tracked.call.attempt] = "DNC"
    return refusals
