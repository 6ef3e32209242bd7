"""People who answered, and the agents who are given to them: the hand-over, as measured.

At the answer the longest idle agent is reserved, and committed; at the event of the waiting flow
the two are bridged, the agent's leg first. What then goes wrong is looked at, never guessed: a
second ``uuid_bridge`` that comes too early hangs up the person, and one whose agent is lost in
between stands in silence for ever, unless they are sent back.
"""

import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

import gevent
from gevent.event import Event
from gevent.lock import RLock

from esl_dialer.core.agents.events import (
    AgentEvent,
    HandOverRefused,
    LegIdle,
    LegParked,
    PersonWaits,
)
from esl_dialer.core.agents.handing_over import (
    LATE,
    LOOKS,
    STRANDED_LOOK,
    ChannelLook,
    LegIs,
    PersonIs,
    leg_is,
    person_is,
)
from esl_dialer.core.agents.standing import Verb
from esl_dialer.core.calls.events import Answered, Bridged, CallEvent, Ended, PlacementFailed
from esl_dialer.core.words import AgentState
from esl_dialer.engine.agent_legs import AgentLegs
from esl_dialer.engine.agent_moves import (
    Reserved,
    Staff,
    end_call,
    end_if_over,
    move,
    reserve,
    staff,
)
from esl_dialer.engine.call_in_hand import CallsInHand, InHand
from esl_dialer.engine.looks import Look, Version
from esl_dialer.engine.previewing import is_over, let_go
from esl_dialer.engine.tracker import Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.store.agents.agents import Agent
from esl_dialer.store.database import StoreBusy
from ivr.flows import AWAIT_AGENT

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25
LEG_BACK_LOOK = timedelta(milliseconds=400)
"""After an agent's leg is idle again, its person must have ended, or wait again."""


@dataclass(slots=True)
class _Person:
    """One who answered. ``leg`` is the agent's; ``look_at``: something may be wrong by then."""

    attempt: str
    campaign: int
    waits: bool = False
    agent: int = 0
    leg: str = ""
    sent_at: datetime | None = None
    bridged: bool = False
    look_at: datetime | None = None
    stranded: int = 0
    in_hand: InHand = field(default_factory=InHand)

    @property
    def stands(self) -> tuple[object, ...]:
        """What a look at the switch is about: if it changed meanwhile, the look tells nothing."""
        return self.agent, self.leg, self.sent_at, self.bridged, self.waits, self.look_at

    def is_doubtful(self, now: datetime) -> bool:
        late = self.sent_at is not None and not self.bridged and now - self.sent_at >= LATE
        return late or (self.look_at is not None and self.look_at <= now)


class HandOvers:
    """``take`` gets every event of the switch, and never blocks; ``drain`` works them off."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        tracker: Tracker,
        legs: AgentLegs,
        version: Version = lambda: None,
    ) -> None:
        self._sql, self._switch, self._clock = sql, switch, clock
        self._tracker, self._legs = tracker, legs
        self._news: deque[CallEvent | AgentEvent] = deque()
        self._woken = Event()
        self._lock = RLock()
        """Events are worked off by one greenlet, and people looked after by another."""
        self._to_take_up = False
        self._persons: dict[str, _Person] = {}
        self._in_hand = CallsInHand(sql, switch)
        self._staff = Look(version, lambda: self._sql(staff))

    # --- events --------------------------------------------------------------------------------

    def take(self, event: CallEvent | AgentEvent) -> bool:
        """Whether the event is of agents alone: the tracker has nothing to do with it."""
        of_agents = event.leg in self._legs.legs or isinstance(event, AgentEvent)
        if of_agents or event.leg in self._persons or self._begins(event):
            self._news.append(event)
            self._woken.set()
        return of_agents

    def _begins(self, event: CallEvent | AgentEvent) -> bool:
        return isinstance(event, Answered) and self._needs_agent(event.leg)

    def _needs_agent(self, attempt: str) -> bool:
        held = self._tracker.calls.get(attempt)
        return held is not None and held.call.flow.needs_agent

    def run(self) -> None:
        """Work off events as they come."""
        while True:
            self._woken.wait()
            self._woken.clear()
            self._drain_or_wait()

    def _drain_or_wait(self) -> None:
        try:
            self.drain()
        except StoreBusy as error:
            gevent.sleep(error.AGAIN_S)
            self._woken.set()

    def look_for_ever(self) -> None:
        """Look after everybody four times a second."""
        while True:
            self._clock.sleep(LOOK_EVERY_S)
            try:
                self.look()
            except (StoreBusy, SwitchError) as error:
                log.warning(line("agents.look_failed", error=error))

    def drain(self) -> None:
        while self._news:
            with self._lock:
                self._handle(self._news[0])
            self._news.popleft()

    def _handle(self, event: CallEvent | AgentEvent) -> None:
        match event:
            case Answered(leg=attempt) if self._needs_agent(attempt):
                self._give(self._person(attempt))
            case PersonWaits(leg=attempt):
                self._waits(attempt)
            case Bridged(leg=attempt, other=leg):
                self._bridged(attempt, leg)
            case LegIdle(leg=leg) if leg in self._legs.legs:
                self._idle(leg)
            case LegParked(leg=leg) if leg in self._legs.legs:
                self._parked(leg)
            case HandOverRefused(leg=leg, person=attempt):
                self._refused(leg, attempt)
            case Ended() | PlacementFailed():
                self._ended(event.leg, event.cause)
            case _:
                pass

    def _person(self, attempt: str) -> _Person:
        if attempt not in self._persons:
            held = self._tracker.calls[attempt]
            self._persons[attempt] = _Person(attempt, held.campaign)
        return self._persons[attempt]

    def _waits(self, attempt: str) -> None:
        """They can be bridged from now on; again, when the agent whom they had is gone."""
        if attempt not in self._persons and not self._needs_agent(attempt):
            return
        person = self._person(attempt)
        if person.bridged:
            self._let_go(person)
        person.waits, person.stranded, person.look_at = True, 0, None
        if person.agent and person.sent_at is None:
            self._send(person)
        elif not person.agent:
            self._give(person)

    def _give(self, person: _Person) -> None:
        """The longest idle agent is theirs, in the database, before the switch hears of it."""
        if person.agent:
            return
        found: Reserved | None = self._sql(
            reserve, person.campaign, person.attempt, self._clock.now()
        )
        if found is not None:
            person.agent, person.leg = found.agent, found.leg
            if person.waits:
                self._send(person)

    def _send(self, person: _Person) -> None:
        person.sent_at = self._clock.now()
        try:
            self._switch.bridge(person.leg, person.attempt)
        except SwitchError as error:
            log.warning(line("agent.not_bridged", attempt=person.attempt, error=error))
            person.look_at = self._clock.now() + LATE

    def _bridged(self, attempt: str, leg: str) -> None:
        person = self._persons.get(attempt)
        if person is None or leg != person.leg:
            self._wrong(attempt, leg)
            return
        person.bridged, person.look_at, person.stranded = True, None, 0
        self._sql(move, person.agent, Verb.CONNECT, self._clock.now())
        log.info(line("agent.connected", attempt=attempt, agent=person.agent))

    def _wrong(self, attempt: str, leg: str) -> None:
        """Somebody bridged by hand a person whom this agent was not given: nobody is to hear of
        another."""
        if leg not in self._legs.legs:
            return
        log.error(line("agent.wrong_bridge", attempt=attempt, leg=leg))
        self._send_back(attempt)

    def _send_back(self, attempt: str) -> None:
        try:
            self._switch.send_to(attempt, AWAIT_AGENT.name)
        except SwitchError as error:
            log.warning(line("person.not_sent_back", attempt=attempt, error=error))

    def _idle(self, leg: str) -> None:
        self._legs.up(leg)
        self._look_soon(leg, LEG_BACK_LOOK)

    def _parked(self, leg: str) -> None:
        """By a hand-over that was cancelled; but if another has begun since, that is not broken: it
        is looked at."""
        if self._is_handed_over(leg):
            self._legs.doubtful.add(leg)
            self._look_soon(leg, STRANDED_LOOK)
        else:
            self._legs.parked(leg)

    def _is_handed_over(self, leg: str) -> bool:
        return any(one.sent_at is not None and not one.bridged for one in self._of_leg(leg))

    def _look_soon(self, leg: str, wait: timedelta) -> None:
        for person in self._of_leg(leg):
            if person.sent_at is not None:
                person.look_at = self._clock.now() + wait

    def _of_leg(self, leg: str) -> list[_Person]:
        return [one for one in self._persons.values() if one.leg == leg]

    def _refused(self, leg: str, attempt: str) -> None:
        """One of the two was gone. If the person lives, somebody is given to them; the leg is
        looked at, before it takes every call of its campaign."""
        if leg in self._legs.legs:
            self._legs.doubtful.add(leg)
        if (person := self._persons.get(attempt)) is not None:
            self._let_go(person)
            person.look_at = self._clock.now() + STRANDED_LOOK

    def _let_go(self, person: _Person) -> None:
        """Nobody is theirs any more; who was, may be somebody else's."""
        self._in_hand.release(person.attempt, person.leg, person.in_hand)
        if person.agent:
            self._sql(end_call, person.agent, person.attempt, self._clock.now())
        person.agent, person.leg = 0, ""
        person.sent_at, person.bridged = None, False

    def _ended(self, leg: str, cause: str) -> None:
        if (person := self._persons.get(leg)) is not None:
            self._let_go(person)
            self._persons.pop(leg, None)
        if leg in self._legs.legs:
            left = self._of_leg(leg)
            self._legs.lost(leg, cause)
            for one in left:
                self._agent_lost(one)

    def _agent_lost(self, person: _Person) -> None:
        """One who was talking waits again by themselves; one who was being handed over may not."""
        log.warning(line("person.lost_agent", attempt=person.attempt, talked=person.bridged))
        self._let_go(person)
        person.look_at = self._clock.now() + STRANDED_LOOK

    # --- looking after -------------------------------------------------------------------------

    def look(self) -> None:
        """Legs as agents' states ask; people of whom nothing was heard for too long."""
        if not self._switch.up:
            return
        if self._to_take_up:
            self.take_up()
        self._look_at_doubtful()
        found = self._staff()
        with self._lock:
            if found is not None:
                self._legs.look(found)
                self._heal(found)
            else:
                self._legs.look_at_nobody()
        now = self._clock.now()
        for person in list(self._persons.values()):
            self._look_at(person, now)

    def _look_at_doubtful(self) -> None:
        """Legs of which nobody knows whether they are there; one that can't be asked now, is asked
        at the next look."""
        for leg in list(self._legs.doubtful):
            if leg in self._legs.legs and self._is_handed_over(leg):
                continue
            try:
                state = self._state_of(leg)
            except SwitchError as error:
                log.warning(line("agent.not_looked_at", leg=leg, error=error))
                continue
            with self._lock:
                if leg in self._legs.legs and not self._is_handed_over(leg):
                    self._leg_found(leg, state)
                self._legs.doubtful.discard(leg)

    def _heal(self, found: Staff) -> None:
        """A call that is theirs by the database, and is over, is over; nobody stays reserved for
        whom nobody is dialed any more."""
        for one in found.agents:
            seen, attempt = found.previews.get(one.id), one.standing.attempt
            if seen is not None and is_over(one, seen, self._clock.now()):
                self._sql(let_go, seen, self._clock.now())
            if one.standing.state is AgentState.IN_CALL:
                self._change(one)
            elif one.standing.state is AgentState.RESERVED:
                self._pass_on(one)
            if one.standing.state not in _IN_A_CALL or attempt in self._tracker.calls:
                continue
            if attempt or one.id not in found.held:
                self._persons.pop(attempt, None)
                self._sql(end_if_over, one.id, attempt, self._clock.now())

    def _change(self, one: Agent) -> None:
        """Held, muted: as they want it."""
        person = self._persons.get(one.standing.attempt)
        if person is not None and person.bridged and person.agent == one.id:
            self._in_hand.apply(person.attempt, person.leg, person.in_hand, one.standing)

    def _pass_on(self, one: Agent) -> None:
        """Somebody who talks with another agent is theirs now."""
        person = self._persons.get(one.standing.attempt)
        if person is None or not person.bridged or person.agent == one.id:
            return
        log.info(line("agent.passed_on", attempt=person.attempt, agent=person.agent, to=one.id))
        self._let_go(person)
        person.agent, person.leg = one.id, one.leg
        self._send(person)

    def _look_at(self, person: _Person, now: datetime) -> None:
        with self._lock:
            if person.attempt not in self._tracker.calls:
                self._let_go(person)
                self._persons.pop(person.attempt, None)
                return
            if not person.is_doubtful(now):
                if person.waits and not person.agent:
                    self._give(person)
                return
            before = person.stands
        looked = person_is(self._switch.look(person.attempt))
        with self._lock:
            if person.stands == before and person.attempt in self._persons:
                self._found(person, looked, now)

    def _found(self, person: _Person, now_is: PersonIs, now: datetime) -> None:
        person.look_at = None
        if now_is is not PersonIs.STRANDED:
            person.stranded = 0
        match now_is:
            case PersonIs.GONE:
                self._let_go(person)
                self._persons.pop(person.attempt, None)
            case PersonIs.TALKING:
                self._talks(person)
            case PersonIs.WAITING | PersonIs.TOLD:
                self._let_go(person)
                person.waits = True
                self._give(person)
            case PersonIs.STRANDED:
                self._stranded(person, now)
            case PersonIs.RINGING:
                pass
            case _:
                assert_never(now_is)

    def _talks(self, person: _Person) -> None:
        if person.agent and not person.bridged:
            self._bridged(person.attempt, person.leg)

    def _stranded(self, person: _Person, now: datetime) -> None:
        person.stranded += 1
        if person.stranded < LOOKS:
            person.look_at = now + STRANDED_LOOK
            return
        log.error(line("person.stranded", attempt=person.attempt, agent=person.agent))
        self._let_go(person)
        person.waits, person.stranded = False, 0
        self._send_back(person.attempt)

    # --- taking up -----------------------------------------------------------------------------

    def take_up(self) -> None:
        """After a start of the engine, or of the link: what is, as the switch tells it now. What
        fails is done again at the next look."""
        self._to_take_up = True
        with self._lock:
            self._take_up()
        self._to_take_up = False
        self._look_at_doubtful()

    def _take_up(self) -> None:
        found = self._sql(staff)
        if found is None:
            return
        for one in found.agents:
            if one.leg:
                self._legs.legs.setdefault(one.leg, one.id)
                self._legs.doubtful.add(one.leg)
        theirs = _by_call(found)
        for attempt, held in list(self._tracker.calls.items()):
            if held.call.flow.needs_agent and held.call.answered_at is not None:
                person = self._person(attempt)
                mine = theirs.get(attempt)
                if mine is not None:
                    person.agent, person.leg = mine.id, mine.leg
                    person.sent_at = self._clock.now()
                    person.bridged = mine.standing.state is AgentState.IN_CALL
                    person.in_hand = InHand(held=None, muted=None)
                person.look_at = self._clock.now()

    def _state_of(self, leg: str) -> LegIs:
        look = self._switch.look(leg)
        bond = look.bond if look else ""
        return leg_is(look, person_lives=bool(bond) and self._lives(bond))

    def _leg_found(self, leg: str, state: LegIs) -> None:
        match state:
            case LegIs.GONE:
                self._ended(leg, "GONE")
            case LegIs.IDLE:
                self._legs.up(leg)
            case LegIs.PARKED:
                self._legs.parked(leg)
            case LegIs.RINGING | LegIs.TALKING | LegIs.UNSURE:
                pass

    def _lives(self, uuid: str) -> bool:
        found: ChannelLook | None = self._switch.look(uuid)
        return found is not None


def _by_call(found: Staff) -> dict[str, Agent]:
    """Whose each call is: of one that is being transferred, still theirs who talks."""
    busy = [one for one in found.agents if one.standing.state in _IN_A_CALL]
    busy.sort(key=lambda one: one.standing.state is AgentState.IN_CALL)
    return {one.standing.attempt: one for one in busy if one.standing.attempt}


_IN_A_CALL = frozenset({AgentState.RESERVED, AgentState.IN_CALL})
