"""``uuid_bridge``: two legs that live talk with each other, and what becomes of each at the end.

As measured on FreeSWITCH: both leave what they run at once, and hear each other some 40 ms later;
one that ends before leaves the other stranded, or parked if it says ``uuid_bridge_park_on_cancel``.
After a talk the one that is left goes where its ``transfer_after_bridge`` says, which is unset by
that, else waits with ``park_after_bridge``, else is hung up.
"""

from functools import partial

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.apps import transfer
from esl_dialer.simulator.bridging import join, part
from esl_dialer.simulator.carrier import talk_ms
from esl_dialer.simulator.causes import NORMAL
from esl_dialer.simulator.channel import Channel, Running, State
from esl_dialer.simulator.core import MS, Core
from esl_dialer.simulator.ending import hangup, stop_running
from esl_dialer.simulator.execution import listen
from esl_dialer.simulator.far_end import far_end_hangs_up
from esl_dialer.simulator.figures import is_true
from esl_dialer.simulator.parked import wait_alone

JOINED_MS = 40
CANCELLED = "ORIGINATOR_CANCEL"
APP = "uuid_bridge"


class HandOver:
    """One ``uuid_bridge``: ``first`` is the uuid named first."""

    def __init__(self, core: Core, first: Channel, other: Channel) -> None:
        self._core, self._first, self._other = core, first, other
        self._joined = self._over = False

    def begin(self) -> None:
        for leg, peer in self._legs():
            stop_running(leg)
            leg.queue.clear()
            leg.state = State.SOFT_EXECUTE
            leg.running = Running(APP, peer.uuid, self._core.new_id())
            leg.running.stop = partial(self._stop, leg, peer)
        self._timer = self._core.after(JOINED_MS * MS, self._join)

    def _legs(self) -> tuple[tuple[Channel, Channel], tuple[Channel, Channel]]:
        return (self._first, self._other), (self._other, self._first)

    def _join(self) -> None:
        if self._over:
            return
        self._joined = True
        join(self._core, self._first, self._other)
        listen(self._core, self._other, lambda _: None)
        if (self._first.role, self._other.role) == (LegRole.AGENT, LegRole.CONTACT):
            person = self._other
            act = partial(self._says_goodbye, person)
            self._core.for_channel(person, talk_ms(person.number, person.nth) * MS, act)

    def _says_goodbye(self, person: Channel) -> None:
        if not self._over:
            far_end_hangs_up(self._core, person)

    def _stop(self, leg: Channel, left: Channel) -> None:
        """One hangs up, or is sent elsewhere."""
        leg.running = None
        if self._over:
            return
        self._over = True
        self._timer.cancel()
        if not self._joined:
            self._cancelled(leg, left)
            return
        pair = {"Bridge-A-Unique-ID": self._first.uuid, "Bridge-B-Unique-ID": self._other.uuid}
        self._core.emit("CHANNEL_UNBRIDGE", self._first, first=pair)
        part(self._core, leg, left)
        left.running = None
        self._core.for_channel(left, 0, partial(self._goes_on, left))

    def _cancelled(self, leg: Channel, left: Channel) -> None:
        """Nobody wakes the second one: it has no sound and no end, unless somebody looks."""
        if left is not self._first:
            return
        left.running = None
        if is_true(left.variables.get("uuid_bridge_park_on_cancel", "")):
            self._core.for_channel(left, 0, partial(wait_alone, self._core, left))
        else:
            self._core.for_channel(left, 0, partial(hangup, self._core, left, CANCELLED))

    def _goes_on(self, left: Channel) -> None:
        if not left.alive or left.running is not None:
            return
        where = left.variables.pop("transfer_after_bridge", "")
        if where:
            transfer(self._core, left, *where.split(":"))
        elif is_true(left.variables.get("park_after_bridge", "")):
            wait_alone(self._core, left)
        else:
            hangup(self._core, left, NORMAL)
