"""Keys that agents press for who they talk with: a menu, a conference."""

import logging

from esl_dialer.core.calls.orders import Act
from esl_dialer.engine.answers import Answers
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)


class KeyPresses:
    def __init__(self, switch: Switch, answers: Answers) -> None:
        self._switch, self._answers = switch, answers

    def take(self, act: Act) -> None:
        """Once: keys that may have been sent are not sent again."""
        attempt, keys = str(act.payload.get("attempt", "")), str(act.payload.get("keys", ""))
        told = {"pressed": len(keys)}
        try:
            self._switch.press(attempt, keys)
        except SwitchError as error:
            log.warning(line("keys.not_pressed", act=act.id, attempt=attempt, error=error))
            told = {"pressed": 0}
        self._answers.write(act.id, told, done=True)
