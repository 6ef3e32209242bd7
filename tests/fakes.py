"""Fakes with two halves: verbs for tests above, the real interfaces below.

``World`` is a whole installation in one process and on one clock: the simulated switch's core, an
engine wired as in production, a database. It is cranked, never waited for. ``Trap`` stops the
engine at a chosen point: after any commit, before or after any command or its reply.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from gevent.event import Event

from esl_dialer.core.agents.handing_over import ChannelLook
from esl_dialer.core.words import LegRole
from esl_dialer.engine.elsewhere import Elsewhere
from esl_dialer.engine.engine import Engine
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.engine.placement import Dialing
from esl_dialer.engine.ticking import EngineSettings
from esl_dialer.esl import commands
from esl_dialer.esl.cdr import DetailRecords
from esl_dialer.esl.commands import Command
from esl_dialer.esl.events import call_event
from esl_dialer.esl.frames import Frame, FrameReader, UnsafeCommandError, read_event
from esl_dialer.esl.queries import read_channels, read_gateway_up, read_look, read_variables
from esl_dialer.esl.switch import (
    CONTEXT,
    Channel,
    NotSent,
    Originate,
    SwitchEvent,
    SwitchInfo,
    SwitchLost,
    SwitchRefused,
)
from esl_dialer.runtime.owners import own_name
from esl_dialer.simulator.core import DetailRecord, Note, Settings
from esl_dialer.simulator.switch import SimulatedSwitch
from esl_dialer.simulator.witness import Entry, WitnessLog, dials_so_far, read_witness
from esl_dialer.store import models
from esl_dialer.store.opened import Patience, PatientSqlite
from esl_dialer.store.system.epochs import Outside
from tests.databases import empty_sqlite

T = TypeVar("T")
PASSWORD = "rehearsal"
START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""A Monday, 11:00 in Toronto."""

PLACE = own_name().rpartition(":")[0]
STEP = timedelta(milliseconds=200)
MESSAGE_MS = 8000


class Killed(BaseException):
    """kill -9: nothing after this line of the engine runs."""


@dataclass
class Trap:
    """Counts the points it is shown and kills at the one that was set; ``None``: never."""

    at: int | None = None
    seen: int = 0
    names: list[str] = field(default_factory=list)

    def point(self, name: str) -> None:
        self.seen += 1
        self.names.append(name)
        if self.seen == self.at:
            raise Killed(name)


class TrappedDatabase(PatientSqlite):
    """Shows the trap every commit, just after it."""

    trap: Trap | None = None

    def commit(self) -> None:
        super().commit()
        if self.trap is not None:
            self.trap.point("commit")


@dataclass
class HandClock:
    """Moved by hand; a sleep moves it too."""

    instant: datetime = START

    def now(self) -> datetime:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)

    def wait(self, event: Event, seconds: float) -> None:
        self.sleep(0 if event.is_set() else seconds)


class DirectSwitch:
    """``esl.switch.Switch`` over the simulated switch's bytes, in the same process."""

    def __init__(self, simulated: SimulatedSwitch, clock: HandClock, trap: Trap) -> None:
        self.simulated, self.clock, self.trap = simulated, clock, trap
        self._connection = simulated.connect()
        self._reader = FrameReader()
        self._replies: list[Frame] = []
        self._on_event: Callable[[SwitchEvent], None] = lambda _: None
        self.up = True
        self._ask(Command(f"auth {PASSWORD}"))
        self._ask(commands.subscribe())
        core = self._ask(commands.core_uuid()).body.decode()
        version = self._ask(commands.version()).body.decode()
        self._info = SwitchInfo(core, version, "simulated" in version)

    def listen(
        self, on_event: Callable[[SwitchEvent], None], on_link: Callable[[bool], None]
    ) -> None:
        self._on_event = on_event

    def info(self) -> SwitchInfo:
        if not self.up:
            raise SwitchLost("cut")
        return self._info

    def originate(self, call: Originate) -> None:
        self.trap.point("before originate")
        if call.valid_until is not None and self.clock.now() >= call.valid_until:
            raise NotSent("no longer allowed")
        try:
            command = commands.originate(call)
        except UnsafeCommandError as error:
            raise SwitchRefused(str(error)) from error
        reply = self._ask(command, trap="originate")
        if reply.reply.startswith("-ERR"):
            raise SwitchRefused(reply.reply)

    def bridge(self, leg: str, person: str) -> None:
        self.trap.point("before bridge")
        self._ask(commands.bridge(leg, person, str(uuid4())), trap="bridge")

    def send_to(self, uuid: str, flow: str) -> None:
        self._ask(commands.send_to(uuid, flow, CONTEXT, str(uuid4())))

    def play(self, uuid: str, sound: str) -> None:
        self._ask(commands.play(uuid, sound, str(uuid4())))

    def stop_playing(self, uuid: str) -> None:
        self._ask(commands.stop_playing(uuid, str(uuid4())))

    def mute(self, uuid: str) -> None:
        self._ask(commands.mute(uuid, str(uuid4())))

    def unmute(self, uuid: str) -> None:
        self._ask(commands.unmute(uuid, str(uuid4())))

    def press(self, uuid: str, keys: str) -> None:
        self._ask(commands.press(uuid, keys, str(uuid4())))

    def look(self, uuid: str) -> ChannelLook | None:
        reply = self._ask(commands.dump(uuid)).body.decode()
        return None if reply.startswith("-ERR") else read_look(reply)

    def channels(self) -> list[Channel]:
        self.trap.point("before channels")
        reply = self._ask(commands.channels(), trap="channels")
        return read_channels(reply.body.decode())

    def exists(self, uuid: str) -> bool:
        self.trap.point("before exists")
        return self._ask(commands.exists(uuid), trap="exists").body == b"true"

    def variables(self, uuid: str) -> Mapping[str, str]:
        reply = self._ask(commands.dump(uuid)).body.decode()
        return {} if reply.startswith("-ERR") else read_variables(reply)

    def gateway_up(self, name: str) -> bool:
        return read_gateway_up(self._ask(commands.gateway(name)).body.decode())

    def hangup(self, uuid: str, cause: str = "NORMAL_CLEARING") -> bool:
        return self._ask(commands.hangup(uuid, cause)).body.startswith(b"+OK")

    def cut(self) -> None:
        """The link is lost; what the switch said since the last ``pump`` is lost with it."""
        self.up = False
        self.simulated.disconnect(self._connection)

    def pump(self) -> None:
        """Hear what the switch has said."""
        if not self.up:
            return
        self._reader.receive(self._connection.take_output())
        while (frame := self._reader.next_frame()) is not None:
            self._take(frame)

    def _take(self, frame: Frame) -> None:
        if not frame.content_type.startswith("text/event"):
            self._replies.append(frame)
        elif (event := call_event(read_event(frame))) is not None:
            self._on_event(event)

    def _ask(self, command: Command, trap: str = "") -> Frame:
        if not self.up:
            raise SwitchLost("cut")
        self.pump()
        self._replies.clear()
        self._connection.receive(command.encode())
        if trap:
            self.trap.point(f"after {trap}")
        self.pump()
        if trap:
            self.trap.point(f"reply to {trap}")
        return self._replies[-1]


class World:
    """One installation on one clock. ``crank`` moves all of it."""

    def __init__(self, directory: Path, trap: Trap | None = None, at: datetime = START) -> None:
        self.directory, self.trap = directory, trap or Trap()
        self.clock = HandClock(at)
        self.cdr_dir = directory / "cdr"
        self.cdr_dir.mkdir(exist_ok=True)
        self.log_path = directory / "switch.jsonl"
        self.database = open_test_database(directory / "dialer.db")
        self.audio_dir: Path | None = None
        self.elsewhere: Elsewhere | None = None
        self.outside: Outside | None = None
        self.engines = 0
        self.noted: list[Entry] = []
        self.last_sweep = self.clock.now()
        self.start_simulator()
        self.start_engine()

    # --- verbs for tests ---------------------------------------------------------------------

    def start_simulator(self) -> None:
        self.witness = WitnessLog(self.log_path)
        self.simulated = SimulatedSwitch(
            Settings(PASSWORD, every_user=True),
            self.clock.now(),
            sound_ms=lambda _: MESSAGE_MS,
            dials=dials_so_far(self.log_path),
        )

    def kill_simulator(self) -> None:
        """With all its calls, and whatever it had not yet written."""
        self.witness.close()
        self.start_simulator()

    def start_engine(self) -> None:
        """As a new process would: it knows only the database."""
        self.engines += 1
        self.database.trap = None
        self.switch = DirectSwitch(self.simulated, self.clock, Trap())
        self.engine = Engine(
            sql=run_here,
            switch=self.switch,
            clock=self.clock,
            config=EngineSettings(
                Dialing("sofia/gateway/carrier/{number}", "/audio"), audio_dir=self.audio_dir
            ),
            records=DetailRecords(self.cdr_dir),
            owner=f"{PLACE}:engine-{self.engines}",
            elsewhere=self.elsewhere,
            outside=self.outside,
        )
        models.Lease.delete().execute()
        self.engine.take_up()
        self.engine.hand_overs.take_up()
        self.switch.trap = self.database.trap = self.trap

    def crank(self, step: timedelta = STEP) -> None:
        """One step of time for the switch, then one of everything the engine does."""
        self.clock.instant += step
        self.simulated.advance(self.clock.now())
        self.write_effects()
        self.switch.pump()
        self.engine.hand_overs.drain()
        self.switch.pump()
        self.engine.tracker.drain()
        self.engine.hand_overs.look()
        self.engine.tick()
        self.engine.sender.send_due()
        self.engine.orders.look()
        if self.clock.now() - self.last_sweep >= timedelta(seconds=5):
            self.last_sweep = self.clock.now()
            self.engine.renew()
            self.engine.gateways.look()
            self.engine.reconciler.sweep()
            self.engine.restoring.look_again()
            complete_finished(self.clock.now())
            self.engine.housekeeping.schedule()
            self.engine.find_audio()
        self.engine.tracker.drain()

    def write_effects(self) -> None:
        for effect in self.simulated.effects():
            if isinstance(effect, Note):
                self.witness.write(effect.fields)
                self.noted.append(as_entry(effect.fields))
            elif isinstance(effect, DetailRecord):
                path = self.cdr_dir / effect.name
                path.write_text(json.dumps(effect.document), encoding="utf-8")

    def after_kill(self, *, switch_too: bool = False) -> None:
        """The engine is gone; the switch went on, or died with it. A new engine takes up."""
        self.database.trap = None
        if self.database.in_transaction():
            self.database.rollback()
        self.switch.cut()
        self.write_effects()
        if switch_too:
            self.kill_simulator()
        self.start_engine()

    def entries(self, event: str = "") -> list[Entry]:
        """What the carrier saw."""
        return [e for e in read_witness(self.log_path) if not event or e.event == event]

    def close(self) -> None:
        self.witness.close()
        self.database.close()


def as_entry(fields: Mapping[str, Any]) -> Entry:
    """A note of the simulated switch, as reading its log would give it."""
    return Entry(
        at=datetime.fromisoformat(fields["at"]),
        event=fields["event"],
        uuid=fields["uuid"],
        number=fields["number"],
        role=LegRole(fields["role"]),
        fields=fields,
    )


def run_here(work: Callable[..., T], *args: Any) -> T:
    """``engine.writer.Sql`` without a thread."""
    return work(*args)


def open_test_database(path: Path) -> TrappedDatabase:
    empty_sqlite(path)
    return reopened_database(path)


def reopened_database(path: Path) -> TrappedDatabase:
    pragmas = {"journal_mode": "wal", "synchronous": "off", "foreign_keys": 1}
    database = TrappedDatabase(str(path), Patience(0), pragmas)
    models.database.initialize(database)
    database.connect()
    return database
