"""Dialing a dial string: ``a|b`` one after the other, ``a,b`` at once, until a leg answers."""

from collections.abc import Callable
from dataclasses import dataclass

from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import DialString, Groups
from esl_dialer.simulator.ending import CANCELLED, hangup
from esl_dialer.simulator.placing import REFUSED, TIMED_OUT, Placement, Told, nothing, place

LOST = "LOSE_RACE"


@dataclass(frozen=True, slots=True)
class Hopes:
    """Who is told what becomes of it: of the leg that is taken, or that there is none.

    ``on_failed`` gets the cause, and the leg that ended last, whose channel is not gone yet; None
    when none was made.
    """

    on_answer: Told
    on_failed: Callable[[str, Channel | None], None]
    on_ring: Told = nothing
    on_hangup: Told = nothing
    on_gone: Told = nothing


class Dialing:
    """One dial string under way; the first leg that answers is ``taken``, the others are let go."""

    def __init__(
        self,
        core: Core,
        groups: Groups,
        hopes: Hopes,
        *,
        timeout: int = 60,
        originator: Channel | None = None,
    ) -> None:
        self._core, self._hopes = core, hopes
        self._timeout, self._originator = timeout, originator
        self._waiting = list(groups)
        self._cause = REFUSED
        self._given: set[str] = set()
        """UUIDs that legs were to have."""
        self.legs: list[Channel] = []
        """Dialed, and neither answered nor ended."""
        self.taken: Channel | None = None

    def begin(self) -> None:
        self._go_on(None)

    def take(self, channel: Channel) -> None:
        """This one is wanted, answered or not; the others lose."""
        if self.taken is None:
            self.taken = channel
            for leg in self._dropped():
                if leg is not channel:
                    self._end(leg, LOST)
        if self.taken is channel:
            self._hopes.on_answer(channel)

    def give_up(self, cause: str) -> None:
        """Nothing more is dialed, and the legs that ring are ended."""
        self._waiting.clear()
        for leg in self._dropped():
            self._end(leg, cause)

    def _dropped(self) -> list[Channel]:
        legs, self.legs = self.legs, []
        return legs

    def _end(self, leg: Channel, cause: str) -> None:
        leg.variables |= CANCELLED
        hangup(self._core, leg, cause)

    def _go_on(self, last: Channel | None) -> None:
        """The next legs, as long as none could be dialed; with none left it has failed."""
        while self._waiting:
            placed = [self._place(leg) for leg in self._waiting.pop(0)]
            self.legs = [leg for leg in placed if isinstance(leg, Channel)]
            if self.legs:
                self._first = self.legs[0]
                return
            self._cause = [leg for leg in placed if isinstance(leg, str)][-1]
        self._hopes.on_failed(self._cause, last)

    def _place(self, leg: DialString) -> Channel | str:
        uuid = leg.variables.get("origination_uuid", "")
        if uuid in self._given:
            return REFUSED
        self._given |= {uuid} if uuid else set()
        return place(
            self._core,
            Placement(
                leg,
                timeout=self._timeout,
                originator=self._originator,
                on_ring=self._rings,
                on_answer=self.take,
                on_hangup=self._hung_up,
                on_gone=self._gone,
            ),
        )

    def _rings(self, channel: Channel) -> None:
        if self.taken is None:
            self._hopes.on_ring(channel)

    def _hung_up(self, channel: Channel) -> None:
        if channel is self.taken:
            self._hopes.on_hangup(channel)
        elif channel in self.legs:
            self.legs.remove(channel)
            if self.legs:
                return
            self._cause = self._first.cause
            if channel.cause == TIMED_OUT:
                self._cause = TIMED_OUT
                self._waiting.clear()
            self._go_on(channel)

    def _gone(self, channel: Channel) -> None:
        if channel is self.taken:
            self._hopes.on_gone(channel)
