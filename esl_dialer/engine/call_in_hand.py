"""The call that an agent has: held, muted, as their row says it is to be.

What was done is kept here alone; after a start of the engine it is done again. A mute is the leg's,
and outlives its call on the switch: it is taken off when the call is over.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from esl_dialer.core.agents.standing import Standing
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.logs import line
from esl_dialer.store.system import settings

log = logging.getLogger(__name__)


@dataclass(slots=True)
class InHand:
    """What the switch was told last of a call; None: not known."""

    held: bool | None = False
    muted: bool | None = False


class CallsInHand:
    def __init__(self, sql: Sql, switch: Switch) -> None:
        self._sql, self._switch = sql, switch

    def apply(self, person: str, leg: str, done: InHand, wanted: Standing) -> None:
        """As the agent wants it."""
        if done.muted != wanted.muted:
            act = self._switch.mute if wanted.muted else self._switch.unmute
            if self._did("agent.muted" if wanted.muted else "agent.unmuted", leg, act):
                done.muted = wanted.muted
        if done.held != wanted.held:
            self._hold(person, done, held=wanted.held)

    def _hold(self, person: str, done: InHand, *, held: bool) -> None:
        """What may be playing already is not to wait behind what begins."""
        if done.held is not False and not self._resume(person):
            return
        if held and not self._did("person.held", person, self._plays):
            return
        done.held = held

    def _resume(self, person: str) -> bool:
        return self._did("person.resumed", person, self._switch.stop_playing)

    def _plays(self, person: str) -> None:
        self._switch.play(person, self._sql(_music))

    def release(self, person: str, leg: str, done: InHand) -> None:
        """The call is over for the agent: whoever lives goes on as if nothing had been."""
        if done.muted is not False and leg:
            self._did("agent.unmuted", leg, self._switch.unmute)
        if done.held is not False:
            self._resume(person)
        done.held = done.muted = False

    def _did(self, what: str, leg: str, act: Callable[[str], None]) -> bool:
        try:
            act(leg)
        except SwitchError as error:
            log.warning(line("call.not_changed", what=what, leg=leg, error=error))
            return False
        log.info(line(what, leg=leg))
        return True


def _music() -> str:
    return settings.read().hold_music or MELODY


MELODY = (
    "tone_stream://v=-24;%(700,0,262,330);%(700,0,330,392);%(700,0,392,523);%(1400,1800,330,392)"
    ";loops=-1"
)
"""Soft, without end, and of nobody's making: what a person on hold hears where nothing else is set.
"""
