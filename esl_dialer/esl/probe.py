"""Questions to a switch, asked once over a connection of their own: for ``doctor``."""

from collections.abc import Iterable

from esl_dialer.esl import commands
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.link import answer_of
from esl_dialer.esl.switch import SwitchRefused


def ask(link: Connection, questions: Iterable[str], seconds: float) -> dict[str, str]:
    """What the switch answers to each ``api`` command, a refusal being an answer too.

    Connects, and closes in the end. Raises SwitchLost, SwitchTimeout, and SwitchRefused when the
    password is not accepted.
    """
    try:
        link.connect()
        return {question: _answer(link, question, seconds) for question in questions}
    finally:
        link.stop()


def _answer(link: Connection, question: str, seconds: float) -> str:
    name, _, arguments = question.partition(" ")
    try:
        return answer_of(link, commands.api(name, arguments), seconds)
    except SwitchRefused as refusal:
        return str(refusal)
