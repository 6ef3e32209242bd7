"""The tick: claims as much of what is due as engine and switch stand; the sender gets it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from esl_dialer.core.pacing.overload import Allowance, Strain
from esl_dialer.core.pacing.rates import AHEAD, Start
from esl_dialer.core.words import RunState
from esl_dialer.engine.audio_watch import AudioWatch
from esl_dialer.engine.claiming import Claimed, claim_due
from esl_dialer.engine.decision_numbers import DecisionNumbers
from esl_dialer.engine.gathering import Tick
from esl_dialer.engine.looks import Look, Version
from esl_dialer.engine.placement import Dialing
from esl_dialer.engine.refusal_log import RefusalLog
from esl_dialer.engine.restoring import Restoring
from esl_dialer.engine.sender import Sender
from esl_dialer.engine.test_calls import TestCalls
from esl_dialer.engine.tracker import Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError, SwitchInfo
from esl_dialer.runtime.clock import Clock
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import check_file
from esl_dialer.store.rules.conditions import conditions
from esl_dialer.store.system import settings

TICK_S = 0.25
"""Seconds between two ticks: claims reach twice as far ahead, and that is ``AHEAD``."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """``max_cps`` in starts per second, ``tick_s`` in seconds of the injected clock."""

    dialing: Dialing
    max_cps: float = 30.0
    tick_s: float = TICK_S
    audio_dir: Path | None = None
    """Where messages are, as this process sees it; None: not looked at."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the sender knows when a tick begins: as in ``Tick``."""

    taken: Counter[str]
    begun: tuple[Start, ...]


class Ticking:
    """``version`` tells whether anybody wrote into the database: while nobody did, and nothing was
    active, there is nothing to claim."""

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        config: EngineSettings,
        owner: str,
        audio: AudioWatch,
        tracker: Tracker,
        sender: Sender,
        restoring: Restoring,
        test_calls: TestCalls,
        version: Version,
    ) -> None:
        self._sql, self._switch, self._clock, self._config = sql, switch, clock, config
        self._owner, self._audio = owner, audio
        self._tracker, self._sender, self._restoring = tracker, sender, restoring
        self._test_calls = test_calls
        self._told = RefusalLog()
        self._decisions = DecisionNumbers()
        self._allowed = Allowance()
        self._claims = Look(version, lambda *given: self._sql(self._claim_now, *given))

    def tick(self) -> list[Claimed]:
        """Claim what is due and give it to the sender."""
        try:
            info = self._switch.info()
        except SwitchError:
            return []
        if not self._switch.up or not (self._restoring.asked or self._restoring.look()):
            return []
        ahead = max(AHEAD, timedelta(seconds=2 * self._config.tick_s))
        self._test_calls.take_turns()
        if self._claims.in_vain:
            return []
        now = self._clock.now()
        strain = Strain(*self._sender.late(now), self._tracker.backlog)
        most = self._allowed.calls(strain)
        claimed = self._claim(info, now, ahead, most) if most else []
        self._allowed = self._allowed.after(strain, len(claimed))
        return claimed

    def _claim(self, info: SwitchInfo, now: datetime, ahead: timedelta, most: int) -> list[Claimed]:
        sender = Held(self._sender.taken(now + ahead), self._sender.begun(now))
        claimed = self._claims(info, ahead, most, sender) or []
        self._tracker.adopt(one.tracked for one in claimed)
        self._sender.add(claimed)
        return claimed

    def _claim_now(
        self, info: SwitchInfo, ahead: timedelta, most: int, sender: Held
    ) -> list[Claimed] | None:
        """In the thread of the SQL: its instant is that at which the thread comes to it. None:
        there is no active campaign."""
        check_file()
        if not campaigns.any_in_state(RunState.ACTIVE):
            return None
        tick = Tick(
            now=self._clock.now(),
            owner=self._owner,
            switch_core=info.core,
            conditions=conditions(simulated=info.simulated),
            default_caller_id=settings.read().default_caller_id,
            max_cps=self._config.max_cps,
            audio=self._audio,
            ahead=ahead,
            through=self._config.dialing.through,
            told=self._told,
            decisions=self._decisions,
            most=most,
            taken=sender.taken,
            begun=sender.begun,
        )
        claimed = claim_due(tick)
        if claimed:
            self._restoring.note_claims()
        return claimed
