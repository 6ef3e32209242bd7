"""Live calls that a person ends: asked for until they are gone."""

import logging

from esl_dialer.core.calls.orders import Act
from esl_dialer.engine.answers import Answers
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)

ROUNDS = 50
"""A call on its way when it was to be hung up is asked after so often: for 15 seconds."""


class HangUps:
    def __init__(self, switch: Switch, answers: Answers) -> None:
        self._switch, self._answers = switch, answers
        self._going: list[tuple[Act, list[str], int]] = []

    def take(self, act: Act) -> None:
        self._going.append((act, list(act.payload.get("attempts", [])), 0))
        self.look()

    def look(self) -> None:
        """Those that the switch does not know yet may be on their way: ask again, a few times."""
        going, self._going = self._going, []
        for act, attempts, rounds in going:
            left = [attempt for attempt in attempts if not self._ended(attempt)]
            if left and rounds < ROUNDS:
                self._going.append((act, left, rounds + 1))
                continue
            done = len(act.payload.get("attempts", [])) - len(left)
            self._answers.write(act.id, {"hung_up": done, "not_there": len(left)}, done=True)
            log.info(line("calls.hung_up", act=act.id, calls=done, not_there=len(left)))

    def _ended(self, attempt: str) -> bool:
        try:
            return self._switch.hangup(attempt)
        except SwitchError:
            return False
