"""``dialer ...`` typed in fs_cli, and events for engineers, on a connection of its own.

A Lua script on the switch (freeswitch/scripts/dialer.lua) asks in an event ``CUSTOM
dialer::question`` and waits 2 s for ``CUSTOM dialer::answer``. What happens to attempts is told as
``CUSTOM dialer::attempt``. Nothing here delays a call: when the switch is slow or away, questions
stay unanswered and news is dropped.
"""

import logging
from collections.abc import Callable, Mapping
from urllib.parse import quote

import gevent
from gevent.event import Event as Signal
from gevent.queue import Empty, SimpleQueue

from esl_dialer.esl.commands import Command
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.frames import Event, EventError, Frame, UnsafeCommandError, read_event
from esl_dialer.esl.link import refuse
from esl_dialer.esl.switch import SwitchError
from esl_dialer.runtime.logs import line

QUESTION, ANSWER, ATTEMPT = "dialer::question", "dialer::answer", "dialer::attempt"
WAITING = 1000
"""News beyond so many pieces that wait is dropped."""

REPLY_S = 2.0
REST_S = 2.0
LOOK_S = 0.5
LONGEST = 8000
"""Characters of an answer: the rest is cut off."""

log = logging.getLogger(__name__)


class Prompt:
    """``dial`` makes a connection that hands its events to the callable it is given.

    ``answer`` gets the words after ``dialer`` and returns text; it must not raise. ``rest``:
    seconds from one connection to the next.
    """

    def __init__(
        self,
        dial: Callable[[Callable[[Frame], None]], Connection],
        answer: Callable[[str], str],
        rest: float = REST_S,
    ) -> None:
        self._dial, self._answer, self._rest = dial, answer, rest
        self._work: SimpleQueue[Frame | Command] = SimpleQueue()
        self._connected = Signal()
        self._greenlet: gevent.Greenlet | None = None

    def start(self) -> None:
        self._greenlet = gevent.spawn(self._run)

    def stop(self) -> None:
        if self._greenlet is not None:
            self._greenlet.kill()

    def tell(self, subclass: str, news: Mapping[str, str]) -> None:
        """Raise an event on the switch; never waits, and drops it when it can't be sent now."""
        if self._connected.is_set() and self._work.qsize() < WAITING:
            self._work.put(custom(subclass, news))

    def _run(self) -> None:
        reason = ""
        while True:
            try:
                self._serve()
            except SwitchError as error:
                if str(error) != reason:
                    log.info(line("prompt.away", reason=error))
                reason = str(error)
            gevent.sleep(self._rest)

    def _serve(self) -> None:
        """One connection, from its making to its loss. Raises SwitchError."""
        link = self._dial(self._work.put)
        try:
            link.connect()
            refuse(link.send(Command(f"event json CUSTOM {QUESTION}"), REPLY_S))
            self._connected.set()
            while not link.lost.is_set():
                self._do_next(link)
        finally:
            self._connected.clear()
            link.stop()

    def _do_next(self, link: Connection) -> None:
        try:
            work = self._work.get(timeout=LOOK_S)
        except Empty:
            return
        try:
            command = work if isinstance(work, Command) else self._answered(work)
            link.send(command, REPLY_S)
        except (EventError, UnsafeCommandError) as error:
            log.warning(line("prompt.unreadable", error=error))

    def _answered(self, frame: Frame) -> Command:
        asked = read_event(frame)
        text = self._answer(_required(asked, "Dialer-Text"))[:LONGEST]
        question = _required(asked, "Dialer-Question")
        return custom(ANSWER, {"Dialer-Question": question, "Dialer-Text": quote(text)})


def custom(subclass: str, headers: Mapping[str, str]) -> Command:
    """``sendevent CUSTOM``; empty values are left out."""
    given = [(name, value) for name, value in headers.items() if value]
    return Command("sendevent CUSTOM", (("Event-Subclass", subclass), *given))


def _required(event: Event, name: str) -> str:
    if not (value := event.get(name)):
        raise EventError(f"{event.name} without {name}")
    return value
