"""The simulated switch: no socket, no clock; fed commands, advanced to instants, drained.

In process::

    switch = SimulatedSwitch(Settings(password="x"), now=start)
    switch.listen(take_event)                      # every event, as it happens
    switch.bgapi("originate {...}sofia/gateway/carrier/14165550190 link_back XML dialer", job)
    while (due := switch.next_due()) is not None:  # heartbeats never end: stop when you have seen
        switch.advance(due)                        # what you wait for
        for effect in switch.effects(): ...        # witness notes, detail records, recordings

Over the event socket protocol: ``connect`` gives a Connection that takes and gives bytes.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import uuid4

from esl_dialer.core.words import LegRole
from esl_dialer.runtime.logs import line
from esl_dialer.simulator.apps import APPLICATIONS
from esl_dialer.simulator.commands.table import api, background
from esl_dialer.simulator.core import SECOND, VERSION, Core, Effect, Settings
from esl_dialer.simulator.faults import give_up
from esl_dialer.simulator.headers import instant, micros
from esl_dialer.simulator.messages import send_message
from esl_dialer.simulator.socket.connection import Connection
from esl_dialer.simulator.socket.event import Event
from esl_dialer.simulator.socket.names import EVERY
from esl_dialer.simulator.socket.reading import Command
from esl_dialer.simulator.socket.sent_events import raised
from esl_dialer.simulator.tasks import beats_again
from esl_dialer.simulator.trunks import Trunk
from esl_dialer.simulator.uptime import uptime

IN_PROCESS_SOUND_MS = 8000

log = logging.getLogger(__name__)


def _fixed_length(path: str) -> int | None:
    return IN_PROCESS_SOUND_MS


def _anywhere(path: str) -> bool:
    return True


def _random_id() -> str:
    return str(uuid4())


class SimulatedSwitch:
    """A FreeSWITCH with a rehearsal carrier behind it. Another instance is another core.

    ``sound_ms`` tells the length of a sound file in milliseconds, None when there is no such file;
    without it every file lasts 8 seconds. ``make_recording`` makes the file of a recording that
    begins, or says that it can't. ``dials`` is how often each number was dialed before.
    """

    def __init__(
        self,
        settings: Settings,
        now: datetime,
        *,
        sound_ms: Callable[[str], int | None] = _fixed_length,
        make_recording: Callable[[str], bool] = _anywhere,
        dials: Mapping[tuple[str, LegRole], int] | None = None,
        new_id: Callable[[], str] = _random_id,
    ) -> None:
        self._core = Core(
            settings=settings,
            now=micros(now),
            new_id=new_id,
            sound_ms=sound_ms,
            make_recording=make_recording,
            dials=Counter(dials or {}),
            applications=APPLICATIONS,
            give_up=give_up,
        )
        self._connections: list[Connection] = []
        self._beat()

    @property
    def core_uuid(self) -> str:
        return self._core.id

    @property
    def now(self) -> datetime:
        return instant(self._core.now)

    @property
    def password(self) -> str:
        return self._core.settings.password

    @property
    def stopped(self) -> bool:
        """Shut down by ``fsctl shutdown``; every connection has been told."""
        return self._core.stopped

    def set_gateway(self, name: str, trunk: Trunk) -> None:
        """From now on that gateway is so."""
        self._core.trunks[name] = trunk

    def live(self) -> list[str]:
        """The UUIDs of the channels that exist now."""
        return list(self._core.channels)

    def advance(self, now: datetime) -> None:
        """Let everything happen that is due up to ``now``, in order; time never goes back."""
        until = max(micros(now), self._core.now)
        while not self._core.stopped and (timer := self._core.timers.pop(until)):
            self._core.now = max(self._core.now, timer.due)
            self._do(timer.act)
        self._core.now = until
        if self._core.stopped:
            self._say_goodbye()

    def _do(self, act: Callable[[], None]) -> None:
        """What goes wrong in one thing does not stop the clock for the others."""
        try:
            act()
        except Exception:
            log.exception(line("simulator.fault"))

    def next_due(self) -> datetime | None:
        """When the next thing will happen by itself; None after a shutdown."""
        due = None if self._core.stopped else self._core.timers.next_due()
        return None if due is None else instant(due)

    def api(self, command: str, reply: Callable[[str], None]) -> None:
        """As ``api``: at once, but for ``originate``, which replies when it is answered."""
        api(self._core, command, reply)

    def bgapi(self, command: str, job: str = "") -> str:
        """As ``bgapi``: begun at the next ``advance``; its BACKGROUND_JOB event follows."""
        job = job or self._core.new_id()
        background(self._core, command, job)
        return job

    def listen(
        self, take: Callable[[Event], None], names: frozenset[str] = EVERY
    ) -> Callable[[], None]:
        """Hand the events of these names to ``take`` as they happen; returns how to stop that."""
        listener = _Listener(take, names)
        self._core.subscribers.append(listener)
        return partial(self._core.subscribers.remove, listener)

    def effects(self) -> list[Effect]:
        """What is to be written, in order, since the last time; write it before sending."""
        effects, self._core.out = self._core.out, []
        return effects

    def connect(self) -> Connection:
        """A client has connected."""
        connection = Connection(self)
        self._connections.append(connection)
        self._core.subscribers.append(connection)
        return connection

    def disconnect(self, connection: Connection) -> None:
        """A client is gone; its calls and jobs go on."""
        if connection in self._connections:
            self._connections.remove(connection)
            self._core.subscribers.remove(connection)

    def send_message(self, uuid: str, message: Command) -> bool:
        """As ``sendmsg``; False when there is no such channel."""
        return send_message(self._core, uuid, message)

    def has_channel(self, uuid: str) -> bool:
        return uuid in self._core.channels

    def raise_event(self, command: Command) -> str:
        """As ``sendevent``; returns the event's id."""
        return raised(self._core, command)

    def reload_socket(self) -> None:
        """As ``reload mod_event_socket``: every client is shown out, calls go on."""
        self._core.after(0, self._say_goodbye)

    def _say_goodbye(self) -> None:
        for connection in self._connections:
            connection.shut_down()

    def _beat(self) -> None:
        core = self._core
        core.after(core.settings.heartbeat_seconds * SECOND, self._beat)
        if core.now > core.started:
            core.emit("HEARTBEAT", extra=_heartbeat(core))
            beats_again(core, core.settings.heartbeat_seconds)


def _heartbeat(core: Core) -> dict[str, str]:
    return {
        "Event-Info": "System Ready" if not core.paused else "System Paused",
        "Up-Time": uptime(core),
        "FreeSWITCH-Version": VERSION,
        "Uptime-msec": str((core.now - core.started) // 1000),
        "Session-Count": str(len(core.channels)),
        "Max-Sessions": str(core.max_sessions),
        "Session-Per-Sec": str(core.sps),
        "Session-Per-Sec-Last": str(core.in_second),
        "Session-Per-Sec-Max": str(core.in_second),
        "Session-Per-Sec-FiveMin": str(core.in_second),
        "Session-Since-Startup": str(core.sessions_so_far),
        "Session-Peak-Max": str(core.peak),
        "Session-Peak-FiveMin": str(core.peak),
        "Idle-CPU": "100.000000",
    }


class _Listener:
    def __init__(self, take: Callable[[Event], None], names: frozenset[str]) -> None:
        self._take, self._names = take, names

    def wants(self, name: str) -> bool:
        return name in self._names

    def take(self, event: Event) -> None:
        self._take(event)
