"""The engine: its parts wired, its loops, its lease. One per database."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import gevent
from gevent.event import Event

from esl_dialer.core.agents.events import AgentEvent
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.engine.agent_legs import AgentLegs
from esl_dialer.engine.audio_watch import AudioWatch
from esl_dialer.engine.changes import Withdrawn
from esl_dialer.engine.claiming import Claimed
from esl_dialer.engine.committing import unwatched
from esl_dialer.engine.daily_tasks import DailyTask, DailyTasks, auto_stop_due
from esl_dialer.engine.elsewhere import Elsewhere
from esl_dialer.engine.failover import Failover
from esl_dialer.engine.gateways import GatewayWatch
from esl_dialer.engine.hand_overs import HandOvers
from esl_dialer.engine.housekeeping import Housekeeping
from esl_dialer.engine.looks import Version
from esl_dialer.engine.orders import Orders
from esl_dialer.engine.placement import Placement
from esl_dialer.engine.reconciler import Reconciler
from esl_dialer.engine.resting import note_calls
from esl_dialer.engine.restoring import Restoring, SwitchRecords
from esl_dialer.engine.schedules import Forbids, nothing_forbids
from esl_dialer.engine.sender import Sender
from esl_dialer.engine.ticking import EngineSettings, Ticking
from esl_dialer.engine.tracker import Tracker
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError, SwitchEvent
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import lives, own_name, same_boot
from esl_dialer.store.calls import handing_over
from esl_dialer.store.database import (
    StoreAway,
    StoreBusy,
    StoreReplaced,
    check_file,
    keep_aside,
    keeps_what_it_took,
)
from esl_dialer.store.system import leases
from esl_dialer.store.system.epochs import Outside

log = logging.getLogger(__name__)

FIND_AUDIO_EVERY_S = 10.0
LOOK_AGAIN_EVERY_S = 5.0

SWEEP_AGAIN_S = (12.0, 50.0, 5.0)
"""Sweeps after a start or a reconnect: at once, and after these pauses (past the graces)."""


STALLED = Says("the switch leaves a command without an answer: it hangs, or has too much to do")

NEVER_SENT = "NEVER_SENT"
"""Withdrawn: its engine ended before it wrote a byte of it."""


class LeaseHeld(Exception):
    """Another engine works on this database; ``str`` is its name."""


class Engine:
    """``take_up`` and ``tick`` work by hand, ``run`` does all until the lease is lost or ``stop``.

    ``look`` asks the database in a thread of its own for the last look before a call is sent, which
    must not wait behind a claim's commit. ``counts`` is what the connection to the switch counts,
    told with the lease to who watches. ``elsewhere`` asks other engines' switches; ``reached``
    notes where ours is, for them, with its Core-UUID. ``outside`` is where the data directory marks
    how far the database is; None: nowhere. ``version`` tells whether anybody wrote into it.
    """

    def __init__(
        self,
        *,
        sql: Sql,
        switch: Switch,
        clock: Clock,
        config: EngineSettings,
        records: SwitchRecords | None = None,
        owner: str | None = None,
        look: Sql | None = None,
        daily: tuple[DailyTask, ...] = (),
        counts: Callable[[], Mapping[str, int]] = dict,
        elsewhere: Elsewhere | None = None,
        reached: Callable[[str], None] = lambda _: None,
        outside: Outside | None = None,
        version: Version = lambda: None,
        forbids: Forbids = nothing_forbids,
    ) -> None:
        self.owner = owner or own_name()
        self._sql, self._switch, self._clock, self._config = sql, switch, clock, config
        self._stopped = Event()
        self._failure: BaseException | None = None
        self._counts, self._reached = counts, reached
        self._lease_until = clock.now()
        self._held = ""
        through = config.dialing.through
        self.audio = AudioWatch(config.audio_dir)
        self.tracker = Tracker(
            sql=sql,
            clock=clock,
            on_stray=self._hang_up,
            link=Failover(through, config.max_cps, self.owner),
            on_linked=self._send,
            watch=note_calls if through.rows else unwatched,
        )
        self.restoring = Restoring(
            sql=sql,
            switch=switch,
            clock=clock,
            tracker=self.tracker,
            records=records,
            outside=outside,
            owner=self.owner,
        )
        self.placement = Placement(
            switch=switch,
            clock=clock,
            dialing=config.dialing,
            lease_until=lambda: self._lease_until,
        )
        self.sender = Sender(
            sql=look or sql,
            switch=switch,
            tracker=self.tracker,
            clock=clock,
            placement=self.placement,
            through=through,
            owner=self.owner,
            audio=self.audio,
        )
        self.orders = Orders(
            sql=sql,
            switch=switch,
            clock=clock,
            dialing=config.dialing,
            owner=self.owner,
            placement=self.placement,
            version=version,
        )
        self.ticking = Ticking(
            sql=sql,
            switch=switch,
            clock=clock,
            config=config,
            owner=self.owner,
            audio=self.audio,
            tracker=self.tracker,
            sender=self.sender,
            restoring=self.restoring,
            test_calls=self.orders.test_calls,
            version=version,
        )
        self.legs = AgentLegs(
            sql=look or sql,
            switch=switch,
            clock=clock,
            pattern=config.dialing.agents,
            lease_until=lambda: self._lease_until,
        )
        self.hand_overs = HandOvers(
            sql=look or sql,
            switch=switch,
            clock=clock,
            tracker=self.tracker,
            legs=self.legs,
            version=version,
        )
        self.gateways = GatewayWatch(sql=look or sql, switch=switch, clock=clock, through=through)
        self.reconciler = Reconciler(
            sql=sql,
            switch=switch,
            tracker=self.tracker,
            clock=clock,
            records=records,
            in_hand=self.sender.holds,
            elsewhere=elsewhere,
            doubts=lambda one: self.restoring.doubts(one.start_at),
        )
        self.housekeeping = Housekeeping(
            sql=sql,
            clock=clock,
            sweep=self.reconciler.sweep,
            daily=DailyTasks(sql=sql, clock=clock, tasks=daily),
            simulated=self._is_simulated,
            forbids=forbids,
        )

    # --- by hand ---------------------------------------------------------------------------

    def take_up(self) -> None:
        """Acquire the lease and load what is open. Raises LeaseHeld, StoreReplaced."""
        now = self._clock.now()
        self._sql(check_file)
        holder = self._sql(_acquire, self.owner, now)
        if holder != self.owner:
            raise LeaseHeld(holder)
        self._lease_until = now + leases.LEASE
        self._sql(auto_stop_due, now)
        self._switch.listen(self._heard, self._link_changed)
        self.restoring.begin()
        self.placement.database = self.restoring.identity
        self.orders.take_up()
        opened = self.tracker.load()
        unsent = self._sql(
            handing_over.take_over, self.owner, notes_survived, self.restoring.noticed_at
        )
        for attempt in unsent:
            self.tracker.put(Withdrawn(attempt, now, NEVER_SENT))
        log.info(line("engine.took_up", owner=self.owner, open_attempts=opened, unsent=len(unsent)))

    def _hang_up(self, stray: str) -> None:
        gevent.spawn(self._switch.hangup, stray)

    def _send(self, linked: list[Claimed]) -> None:
        with suppress(StoreBusy):
            self._sql(self.restoring.note_claims)
        self.sender.add(linked)

    def _heard(self, event: SwitchEvent) -> None:
        if self.hand_overs.take(event) or isinstance(event, AgentEvent):
            return
        if not self.orders.test_calls.take(event):
            self.tracker.put(event)

    def renew(self) -> bool:
        """Tell how we are and keep the lease; False when it is, or may be, another's.

        A database that nobody can write is tried again for ever: nobody can take a lease in it, and
        once ours has run out nothing is sent. One that is out of our reach is not out of others'.
        """
        now = self._clock.now()
        try:
            kept: bool = self._sql(leases.renew, self.owner, now, self.condition())
        except (StoreAway, StoreReplaced):
            return now < self._lease_until
        except StoreBusy:
            return True
        if kept:
            self._lease_until = now + leases.LEASE
            with suppress(StoreBusy):
                self.restoring.beat()
        return kept

    def tick(self) -> list[Claimed]:
        """Claim what is due and give it to the sender."""
        return self.ticking.tick()

    # --- by itself -------------------------------------------------------------------------

    def run(self) -> None:
        """Work until stopped, or until the lease is lost; ``take_up`` first."""
        loops = [
            gevent.spawn(self.tracker.run),
            gevent.spawn(self.sender.run),
            gevent.spawn(self._tick_forever),
            gevent.spawn(self._renew_forever),
            gevent.spawn(self.orders.run),
            gevent.spawn(self._sweeps),
            gevent.spawn(self.gateways.run),
            gevent.spawn(self.hand_overs.run),
            gevent.spawn(self.hand_overs.look_for_ever),
        ]
        for loop in loops:
            loop.link_exception(self._failed)
        self.housekeeping.add(FIND_AUDIO_EVERY_S, self.find_audio, "audio")
        self.housekeeping.add(LOOK_AGAIN_EVERY_S, self.restoring.look_again, "restored")
        self.housekeeping.start()
        try:
            self._stopped.wait()
        finally:
            self.housekeeping.stop()
            gevent.killall(loops)
            self._leave()
        if self._failure is not None:
            raise self._failure

    def _leave(self) -> None:
        """Write what was heard, and let the lease go; what can't be written now is found open, and
        asked of the switch, by who comes next."""
        try:
            while self.tracker.drain():
                pass
            self._sql(leases.release, self.owner)
        except StoreBusy as error:
            log.warning(line("engine.left_unwritten", reason=error))

    def _failed(self, loop: gevent.Greenlet) -> None:
        """A loop that ends ends the engine: a supervisor starts it again, whole."""
        self._failure = loop.exception
        self._stopped.set()

    def stop(self) -> None:
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        return bool(self._stopped.is_set())

    def _tick_forever(self) -> None:
        while True:
            try:
                self.tick()
                self._tell_held(None)
            except StoreBusy as error:
                self._tell_held(error)
            self._clock.sleep(self._config.tick_s)

    def _tell_held(self, error: StoreBusy | None) -> None:
        """That the database's file was replaced: once, with a copy of what was in it."""
        why = str(error) if isinstance(error, StoreReplaced) else ""
        if why and why != self._held:
            kept = self._sql(keep_aside, self._clock.now())
            log.error(line("database.replaced", reason=why, kept_aside=kept))
        self._held = why

    def _renew_forever(self) -> None:
        while True:
            kept = self.renew()
            self._clock.sleep(leases.RENEW_EVERY.total_seconds())
            if not kept:
                log.error(line("engine.lease_lost", owner=self.owner))
                self._stopped.set()

    def condition(self) -> dict[str, Any]:
        """What pages and the CLI say of the engine."""
        try:
            info = self._switch.info()
            switch = {"up": self._switch.up, "simulated": info.simulated, "version": info.version}
            why = NOTHING if self._switch.up else STALLED
        except SwitchError as error:
            switch, why = {"up": False, "error": str(error)}, error.says
        switch["why"] = why.packed()
        lost = {str(campaign): one.why.packed() for campaign, one in self.audio.lost.items()}
        return {"switch": switch, "live": len(self.tracker.calls), "link": dict(self._counts()),
                "missed": self.reconciler.missed, "lost_audio": lost}  # fmt: skip

    def _is_simulated(self) -> bool | None:
        """Whether the switch is; None while it does not say."""
        try:
            return self._switch.info().simulated if self._switch.up else None
        except SwitchError:
            return None

    def find_audio(self) -> None:
        """Messages that were gone and are on the disk again count again."""
        after: int | None = 0
        while after is not None:
            after = self._sql(self.audio.find_again, after, self._clock.now())

    def _link_changed(self, up: bool) -> None:
        log.warning(line("switch.up" if up else "switch.down"))
        if up:
            self.placement.link_came_up()
            self.reconciler.link_came_up()
            gevent.spawn(self._sweeps)
            gevent.spawn(self._agents_again)

    def _agents_again(self) -> None:
        with suppress(SwitchError, StoreBusy):
            self.hand_overs.take_up()

    def _sweeps(self) -> None:
        with suppress(SwitchError, StoreBusy):
            self._sql(self._reached, self._switch.info().core)
        self._look_and_sweep()
        for seconds in SWEEP_AGAIN_S:
            self._clock.sleep(seconds)
            self._look_and_sweep()

    def _look_and_sweep(self) -> None:
        with suppress(StoreBusy):
            if self._switch.up:
                self.restoring.look()
        self._sweep()

    def _sweep(self) -> None:
        with suppress(StoreBusy):
            self.reconciler.sweep()


def notes_survived(engine: str) -> bool:
    """Whether all that another engine noted is sure to be in the database.

    SQLite's is written to the disk by the kernel, some time after the commit: it outlives the
    process, not the machine.
    """
    return keeps_what_it_took() or same_boot(engine)


def _acquire(owner: str, now: Any) -> str:
    holder = leases.current_owner()
    return leases.acquire(owner, now, dead=frozenset() if lives(holder) else frozenset({holder}))
