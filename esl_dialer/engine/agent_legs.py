"""Agents' telephones: called when they want calls, called again when they are lost, let go after.

The leg's UUID is written before it is called, and the leg is mortal: whatever ends it, its agent is
away and it is called again, a few times.
"""

import logging
import uuid
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from esl_dialer.core.agents.handing_over import CALL_AGAIN, PAGE_GONE
from esl_dialer.core.agents.standing import LEAVING, LEG, Given, Verb
from esl_dialer.core.words import AgentState, LegRole
from esl_dialer.engine.agent_moves import (
    Staff,
    begin_leg,
    drop_leg,
    lose_leg,
    move,
)
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import NotSent, Originate, Switch, SwitchError, SwitchRefused
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.store.agents.agents import Agent
from ivr.flows import AGENT_IDLE

log = logging.getLogger(__name__)

HANGUP = "NORMAL_CLEARING"
"""The cause when a telephone is hung up."""

RING_S = 30
"""So long an agent's telephone rings."""

NO_ANSWER = timedelta(seconds=RING_S + 10)
"""After so long one of which nothing was heard does not ring any more."""

NAILED_UP = {
    "ignore_early_media": "true",
    "originate_timeout": str(RING_S),
    "hangup_after_bridge": "false",
    "uuid_bridge_park_on_cancel": "true",
    "max_session_transfers": "1000000",
    "max_forwards": "1000000",
    "media_timeout": "10000",
    "dialer_role": str(LegRole.AGENT),
}
"""A leg that outlives thousands of persons, as measured: every 70th transfer ends one without
``max_session_transfers``, one in six hand-overs that are cancelled without
``uuid_bridge_park_on_cancel``; and one whose telephone is gone ends (milliseconds without RTP)."""


class AgentLegs:
    """``legs`` has the agent of each leg that is up or being called."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        pattern: str,
        lease_until: Callable[[], datetime],
    ) -> None:
        self._sql, self._switch, self._clock = sql, switch, clock
        self._pattern, self._lease_until = pattern, lease_until
        self.legs: dict[str, int] = {}
        self.doubtful: set[str] = set()
        """Legs that may be there or not: to be looked at."""
        self._lost: dict[int, int] = {}
        """By agent, how often in a row their leg was lost."""

    def look(self, staff: Staff) -> None:
        """Call, call again and let go, as each agent's state asks."""
        self._let_go_others({one.leg for one in staff.agents})
        for one in staff.agents:
            self._look_at(one, staff)

    def look_at_nobody(self) -> None:
        """There is no agent who is at work or has a leg."""
        self._let_go_others(frozenset())

    def _let_go_others(self, theirs: Collection[str]) -> None:
        """Legs of agents who are agents no more."""
        for leg in self.legs.keys() - theirs:
            log.warning(line("agent.gone", agent=self.legs.pop(leg), leg=leg))
            with suppress(SwitchError):
                self._switch.hangup(leg)

    def _look_at(self, one: Agent, staff: Staff) -> None:
        state, now = one.standing.state, self._clock.now()
        if one.leg:
            self.legs.setdefault(one.leg, one.id)
        if not one.active and self._sql(move, one.id, Verb.LOG_OUT, now):
            log.warning(line("agent.logged_out", agent=one.id, why="the user is disabled"))
        if state is AgentState.LOGGED_OUT:
            self._let_go(one)
        elif one.leg and state is AgentState.RINGING and now - one.standing.since > NO_ANSWER:
            self.doubtful.add(one.leg)
        elif not one.leg and (state is AgentState.RINGING or self._is_due(one, now)):
            self._call(one)
        elif state in _FREE and one.page_at is not None and now - one.page_at > PAGE_GONE:
            self._sql(move, one.id, Verb.PAGE_LOST, now)
        elif state is AgentState.WAITING and one.standing.pause_after:
            self._pause(one, staff, now)
        elif state is AgentState.PAUSED and one.standing.reason == LEAVING:
            self._sql(move, one.id, Verb.LOG_OUT, now)

    def _is_due(self, one: Agent, now: datetime) -> bool:
        stands, times = one.standing, self._lost.get(one.id, 1)
        if stands.state is not AgentState.AWAY or stands.reason != LEG or times > len(CALL_AGAIN):
            return False
        return now - stands.since >= CALL_AGAIN[times - 1]

    def _pause(self, one: Agent, staff: Staff, now: datetime) -> None:
        """Nobody is dialed for them any more."""
        if any(staff.dialing.get(mine) for mine in staff.campaigns.get(one.id, ())):
            return
        if (reason := one.standing.pause_after) == LEAVING:
            self._sql(move, one.id, Verb.LOG_OUT, now)
        else:
            self._sql(move, one.id, Verb.PAUSE, now, Given(reason))

    def _call(self, one: Agent) -> None:
        leg = str(uuid.uuid4())
        if not self._sql(begin_leg, one.id, leg, self._clock.now()):
            return
        self.legs[leg] = one.id
        log.info(line("agent.called", agent=one.id, extension=one.extension, leg=leg))
        try:
            self._switch.originate(self._originate(one, leg))
        except (NotSent, SwitchRefused) as error:
            log.warning(line("agent.not_called", agent=one.id, error=error))
            self.lost(leg, "COMMAND_REFUSED")
        except SwitchError as error:
            log.warning(line("agent.perhaps_called", agent=one.id, error=error))
            self.doubtful.add(leg)

    def _originate(self, one: Agent, leg: str) -> Originate:
        account = f"dialer-agent-{one.extension}"
        return Originate(
            attempt=leg,
            dial_string=self._pattern.replace("{extension}", one.extension),
            extension=AGENT_IDLE.name,
            variables=NAILED_UP | {"accountcode": account, "dialer_agent": str(one.id)},
            valid_until=self._lease_until(),
        )

    def _let_go(self, one: Agent) -> None:
        """Who is back at work meanwhile loses it as by any other hang-up, and is called again."""
        if not one.leg:
            return
        try:
            self._switch.hangup(one.leg)
        except SwitchError:
            return
        if self._sql(drop_leg, one.id, one.leg):
            self.legs.pop(one.leg, None)

    def up(self, leg: str) -> None:
        agent = self.legs[leg]
        self._lost.pop(agent, None)
        self._sql(move, agent, Verb.LEG_UP, self._clock.now())

    def parked(self, leg: str) -> None:
        """A hand-over that was cancelled leaves a leg in silence."""
        with suppress(SwitchError):
            self._switch.send_to(leg, AGENT_IDLE.name)

    def lost(self, leg: str, cause: str) -> None:
        agent = self.legs.get(leg)
        if agent is None:
            return
        log.warning(line("agent.leg_lost", agent=agent, leg=leg, cause=cause))
        hung_up = cause == HANGUP
        self._sql(lambda: lose_leg(agent, leg, self._clock.now(), hung_up=hung_up))
        self._lost[agent] = self._lost.get(agent, 0) + 1
        self.legs.pop(leg, None)


_FREE = frozenset({AgentState.WAITING, AgentState.RINGING})
