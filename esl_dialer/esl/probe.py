"""Questions to a switch, asked once over a connection of their own: for ``doctor``."""

from collections.abc import Iterable

import gevent
import gevent.socket

from esl_dialer.core.says import Says
from esl_dialer.esl import commands, strangers
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.link import answer_of
from esl_dialer.esl.switch import SwitchRefused, SwitchSilent

WEB_S = 2.0
"""A web server answers within that."""


def ask(link: Connection, questions: Iterable[str], seconds: float) -> dict[str, str]:
    """What the switch answers to each ``api`` command, a refusal being an answer too.

    Connects, and closes in the end. Raises SwitchLost, SwitchTimeout, and SwitchRefused when the
    password is not accepted, with what is there instead and what to look at.
    """
    try:
        link.connect()
        return {question: _answer(link, question, seconds) for question in questions}
    except SwitchSilent as silent:
        raise SwitchSilent(who_is_silent(link.host, link.port, WEB_S)) from silent
    finally:
        link.stop()


def who_is_silent(host: str, port: int, seconds: float) -> Says:
    """Who listens there and does not greet: a web server waits to be asked, and is."""
    said = b""
    with gevent.Timeout(min(seconds, WEB_S), False):
        try:
            sock = gevent.socket.create_connection((host, port))
        except OSError:
            return strangers.SILENT
        try:
            sock.sendall(strangers.HTTP_REQUEST)
            said = sock.recv(strangers.ENOUGH_BYTES)
        except OSError:
            pass
        finally:
            sock.close()
    return (strangers.stranger(said) or strangers.SILENT) if said else strangers.SILENT


def _answer(link: Connection, question: str, seconds: float) -> str:
    name, _, arguments = question.partition(" ")
    try:
        return answer_of(link, commands.api(name, arguments), seconds)
    except SwitchRefused as refusal:
        return str(refusal)
