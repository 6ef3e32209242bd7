"""Sends what was claimed, each at its own instant, after one more look at the rules."""

import heapq
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import gevent
from gevent.event import Event

from esl_dialer.core.calls.events import PlacementFailed
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.caps import before
from esl_dialer.core.pacing.rates import AHEAD, Start
from esl_dialer.core.rules.rule import Conditions, Subject
from esl_dialer.core.rules.why_not import why_not_campaign, why_not_record
from esl_dialer.core.words import RunState, StopReason
from esl_dialer.engine.audio_watch import AudioWatch
from esl_dialer.engine.changes import Sent, Withdrawn
from esl_dialer.engine.claiming import Claimed
from esl_dialer.engine.gateways import Gateways
from esl_dialer.engine.handing_over import HandingOver
from esl_dialer.engine.placement import CallRequest, Handover, Placement, Reply
from esl_dialer.engine.refusal_log import RefusalLog
from esl_dialer.engine.tracker import Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line, mask
from esl_dialer.store.calls import claims, contacts
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import StoreBusy
from esl_dialer.store.people import stops
from esl_dialer.store.people.stops import Called
from esl_dialer.store.rules.conditions import conditions
from esl_dialer.store.system import leases

log = logging.getLogger(__name__)

SECOND = timedelta(seconds=1)

TOO_LATE = "TOO_LATE"
"""Withdrawn: its speed was lowered, or the switch does not answer. It is claimed again."""

NOT_NOTED = "NOT_NOTED"
"""Withdrawn: another engine has it, or the database is busy."""

LOOK_AHEAD = timedelta(milliseconds=100)
"""The last look is taken so long before the instant, so that it costs the instant nothing."""

LOOK_TOGETHER = timedelta(milliseconds=200)
"""Calls that are due so soon after the first share its look."""

NOTE_AHEAD = timedelta(milliseconds=20)
"""And that it is about to be written is noted so long before."""

NOTE_TOGETHER = timedelta(milliseconds=100)
"""Calls that are due so soon after the first share its note: of those within ``NOTE_AHEAD`` and
this nobody can say after a kill whether they left."""


class Sender:
    """Holds claims between their commit and their instant; what it holds is never reconciled."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        tracker: Tracker,
        clock: Clock,
        placement: Placement,
        through: Gateways,
        owner: str,
        audio: AudioWatch | None = None,
    ) -> None:
        self._sql, self._switch, self._tracker = sql, switch, tracker
        self._clock, self._placement = clock, placement
        self._through, self._owner = through, owner
        self._audio = audio or AudioWatch()
        self._waiting: list[tuple[datetime, str, Claimed]] = []
        self._in_hand: set[str] = set()
        self._held: dict[str, Claimed] = {}
        """Of those in hand, the ones not written yet."""
        self._last: dict[int, Start] = {}
        self._begun: list[Start] = []
        """Starts before the last of each campaign."""
        self._news = Event()
        self._told = RefusalLog()
        self._too_late = 0
        self._handing_over = HandingOver(sql, clock, owner)

    def holds(self, attempt: str) -> bool:
        """Whether this attempt waits here or is being handed over right now."""
        return attempt in self._in_hand

    def add(self, claimed: list[Claimed]) -> None:
        first = self._first()
        for one in claimed:
            attempt = one.attempt.id
            self._in_hand.add(attempt)
            self._held[attempt] = one
            heapq.heappush(self._waiting, (one.start_at, attempt, one))
        if self._first() != first:
            self._news.set()

    def _first(self) -> datetime | None:
        """The first instant of those that wait for their look."""
        return self._waiting[0][0] if self._waiting else None

    def run(self) -> None:
        while True:
            self._wait()
            looked = self._clock.now()
            for turn in _turns(self._cleared(LOOK_AHEAD + LOOK_TOGETHER)):
                gevent.spawn(self._take_turn, turn, looked)

    def _wait(self) -> None:
        """Until it is time to look at the first; another may come before it meanwhile."""
        while (first := self._first()) is None or first - LOOK_AHEAD > self._clock.now():
            self._news.clear()
            if first is None:
                self._news.wait()
            else:
                until = first - LOOK_AHEAD - self._clock.now()
                self._clock.wait(self._news, until.total_seconds())

    def _take_turn(self, turn: list[Claimed], looked: datetime) -> None:
        """Note them all, then send each at its own instant."""
        self._sleep_until(turn[0].start_at - NOTE_AHEAD)
        noted = self._noted(turn)
        for one in noted[:-1]:
            gevent.spawn(self._send_at_its_instant, one, looked)
        for one in noted[-1:]:
            self._send_at_its_instant(one, looked)

    def _send_at_its_instant(self, one: Claimed, looked: datetime) -> None:
        """A look that grew old, as in a process that stood still since, is none."""
        self._sleep_until(one.start_at)
        until = written_by(one, looked)
        while (free := self._free_at(one)) is not None and free <= until:
            now = self._clock.now()
            if free <= now:
                self.send(one)
                return
            self._clock.sleep((free - now).total_seconds())
        self._give_up(one)

    def _sleep_until(self, at: datetime) -> None:
        self._clock.sleep((at - self._clock.now()).total_seconds())

    def _noted(self, turn: list[Claimed]) -> list[Claimed]:
        """Those that may be written; withdrawn is what is not ours to write any more, or can't be
        noted."""
        noted = self._handing_over.note([one.attempt.id for one in turn])
        for one in turn:
            if one.attempt.id not in noted:
                self._withdraw(one, NOT_NOTED)
        return [one for one in turn if one.attempt.id in noted]

    def send_due(self) -> None:
        """By hand: send, or withdraw, every claim whose instant has come."""
        for one in self._cleared(timedelta(0)):
            free = self._free_at(one)
            if free is None:
                self._give_up(one)
            elif free > self._clock.now():
                heapq.heappush(self._waiting, (free, one.attempt.id, one))
            elif self._noted([one]):
                self.send(one)

    def _free_at(self, one: Claimed) -> datetime | None:
        """When it may be written; None: too long after its instant."""
        free = self._placement.free_at(one.limits)
        late = free is None or free > max(self._clock.now(), one.start_at + AHEAD)
        return None if late else free

    def taken(self, by: datetime) -> Counter[str]:
        """By limit, how many calls count at that instant, those that wait here included."""
        waiting = Counter(limit.name for one in self._held.values() for limit in one.limits)
        return self._placement.taken(by) + waiting

    def late(self, now: datetime) -> tuple[int, int]:
        """How many calls wait beyond their instant; how many were withdrawn as too late since it
        was asked last."""
        withdrawn, self._too_late = self._too_late, 0
        return sum(one.start_at < now for one in self._held.values()), withdrawn

    def begun(self, now: datetime) -> tuple[Start, ...]:
        """Calls written within the last second, the last one of each campaign, and what waits."""
        self._begun = [start for start in self._begun if start.at > now - SECOND]
        waiting = [Start(one.campaign.id, one.start_at) for one in self._held.values()]
        return (*self._last.values(), *self._begun, *waiting)

    def _cleared(self, ahead: timedelta) -> list[Claimed]:
        """Claims due within ``ahead``, after the last look; what it refuses is withdrawn."""
        due: list[Claimed] = []
        while self._waiting and self._waiting[0][0] <= self._clock.now() + ahead:
            due.append(heapq.heappop(self._waiting)[2])
        if not due:
            return []
        seen = (self._simulated(), self._through, self._audio)
        look = Look(due, self._owner, self._clock.now(), *seen)
        refusals = self._looked(look)
        cleared = []
        for one in due:
            if refusal := refusals.get(one.attempt.id) or self._switch_changed(one):
                self._withdraw(one, refusal)
            else:
                cleared.append(one)
        return cleared

    def _looked(self, look: "Look") -> dict[str, str]:
        """Without the last look nothing is sent."""
        try:
            return self._sql(last_look, look)
        except StoreBusy:
            return dict.fromkeys((one.attempt.id for one in look.due), "STORE_BUSY")

    def _simulated(self) -> bool:
        try:
            return self._switch.info().simulated
        except SwitchError:
            return False

    def _switch_changed(self, one: Claimed) -> str:
        try:
            core = self._switch.info().core
        except SwitchError:
            return "SWITCH_DOWN"
        return "" if core == one.attempt.switch_core else "SWITCH_RESTARTED"

    def _give_up(self, one: Claimed) -> None:
        self._too_late += 1
        self._withdraw(one, TOO_LATE)

    def _withdraw(self, one: Claimed, why: str, error: str = "") -> None:
        """Said once for a record and a reason, until one of its calls is placed: where more is
        asked for than can be done the same record comes again and again."""
        attempt = one.attempt.id
        if self._told.is_news(one.candidate.record, why):
            if error:
                log.warning(line("call.not_sent", attempt=attempt, error=error))
            log.info(line("call.withdrawn", attempt=attempt, why=why))
        self._tracker.put(Withdrawn(attempt, self._clock.now(), why))
        self._held.pop(attempt, None)
        self._in_hand.discard(attempt)

    def send(self, one: Claimed) -> None:
        """Hand one call to the switch. When nobody knows whether it was taken, nothing is said:
        the reconciler finds out."""
        attempt = one.attempt.id
        self._held.pop(attempt, None)
        self._note(Start(one.campaign.id, self._clock.now()))
        try:
            self._sent(one, self._placement.send(request_of(one)))
        finally:
            self._in_hand.discard(attempt)

    def _sent(self, one: Claimed, handover: Handover) -> None:
        attempt, error = one.attempt.id, handover.error
        match handover.reply:
            case Reply.TAKEN:
                self._tracker.put(Sent(attempt, handover.at))
                self._told.forget(one.candidate.record)
                log.info(line("call.placed", attempt=attempt, number=mask(one.number)))
            case Reply.NOT_SENT:
                self._withdraw(one, "NOT_SENT", error)
            case Reply.REFUSED:
                log.error(line("call.refused", attempt=attempt, error=error))
                self._tracker.put(PlacementFailed(attempt, handover.at, "COMMAND_REFUSED"))
            case Reply.UNKNOWN:
                log.warning(line("call.unknown", attempt=attempt, error=error))

    def _note(self, start: Start) -> None:
        if (before := self._last.get(start.campaign)) is not None:
            self._begun.append(before)
        self._last[start.campaign] = start


def written_by(one: Claimed, looked: datetime) -> datetime:
    """The last instant at which it is written, after a look at that one: the look asks the rules
    about it."""
    return max(one.start_at, looked) + AHEAD


def _turns(cleared: list[Claimed]) -> Iterator[list[Claimed]]:
    """In order, those together whose instants share a note."""
    turn: list[Claimed] = []
    for one in cleared:
        if turn and one.start_at > turn[0].start_at + NOTE_TOGETHER:
            yield turn
            turn = []
        turn.append(one)
    if turn:
        yield turn


def request_of(one: Claimed) -> CallRequest:
    campaign, candidate = one.campaign, one.candidate
    return CallRequest(
        attempt=one.attempt.id,
        number=one.number,
        gateway=one.gateway,
        limits=one.limits,
        flow=campaign.flow,
        campaign_id=campaign.id,
        record_id=candidate.record,
        caller_id=one.caller_id,
        message=candidate.audio_path,
        ring_timeout=campaign.ring_timeout,
        longest_call=campaign.longest_call,
        transfer_number=one.transfer_number,
        transfer_leg=one.attempt.transfer_leg,
        apology=candidate.apology_path,
        acknowledgement=candidate.acknowledgement_path,
        confirmation=candidate.confirmation_path,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What is about to be sent, and what the sender knows that is not in the database."""

    due: list[Claimed]
    owner: str
    now: datetime
    simulated: bool
    through: Gateways
    audio: AudioWatch = field(default_factory=AudioWatch)


def last_look(look: Look) -> dict[str, str]:
    """What speaks against sending after all: the lease, or any rule, asked again by what is known
    now. The hours must last until it is ``written_by``."""
    if leases.current_owner() != look.owner:
        return {one.attempt.id: "LEASE_LOST" for one in look.due}
    active = {campaign.id: campaign for campaign in campaigns.in_state(RunState.ACTIVE)}
    stopped = stops.reasons(_called(one, active.get(one.campaign.id)) for one in look.due)
    marked = stops.marked(one.candidate.record for one in look.due)
    phones = stops.marked_phones(one.attempt.phone for one in look.due if one.attempt.phone)
    whom = [one.candidate.whom for one in look.due]
    known = contacts.of(whom, look.now, simulated=look.simulated)
    holds, away = conditions(simulated=look.simulated), look.through.away(look.now)
    left_out, inactive = _left_out(look, active), holds.inactive_lists
    due = [(one.candidate, active.get(one.campaign.id, one.campaign)) for one in look.due]
    laws = claims.law_of(due, holds, look.now)
    fresh = claims.with_notes([one.candidate for one in look.due])
    refusals: dict[str, str] = {}
    looked = zip(look.due, fresh, stopped, known, laws, strict=True)
    for one, candidate, stop, contact, by_law in looked:
        held = stop or marked.get(one.candidate.record, "")
        held = held or (StopReason.DNC if one.attempt.phone in phones else "")
        subject = claims.subject_of(
            candidate,
            held,
            contact,
            replace(by_law, calls=before(one.attempt.id, by_law.calls)),
            filtered_by=left_out.get(candidate.record, ""),
            inactive_list=inactive.get(candidate.list_id or 0, ""),
        )
        until = written_by(one, look.now)
        why = _refusal(subject, active.get(one.campaign.id), holds, until)
        why = why or ("audio_gone" if look.audio.gone(one.candidate) else "")
        if why := why or ("gateway_away" if one.gateway.name in away else ""):
            refusals[one.attempt.id] = why.upper()
    return refusals


def _left_out(look: Look, active: dict[int, Campaign]) -> dict[int, str]:
    """By record, the filter of its campaign that does not mean it, as both are now."""
    found: dict[int, str] = {}
    for number in {one.campaign.id for one in look.due} & active.keys():
        records = [one.candidate.record for one in look.due if one.campaign.id == number]
        found |= claims.filtered(records, active[number], look.now)
    return found


def _called(one: Claimed, campaign: Campaign | None) -> Called:
    """By the lists that the campaign has now."""
    lists = campaign.dnc_lists if campaign else ()
    return Called(one.number, one.candidate.account, lists)


def _refusal(subject: Subject, campaign: Campaign | None, holds: Conditions, now: datetime) -> str:
    if campaign is None:
        return "campaign_not_active"
    of_all = why_not_campaign(campaign, holds, now)
    reason = of_all or why_not_record(subject, campaign, holds, now)
    return reason.rule if reason else ""
