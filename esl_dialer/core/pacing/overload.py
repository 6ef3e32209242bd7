"""How many calls a tick may claim: as many as engine and switch have shown that they stand.

A claim that can't be sent within ``AHEAD`` of its instant is withdrawn, and claiming it was work
for nothing: asked for more than it can do, an engine that claims all of it does less and less. So
claims whose instant has passed and that still wait are taken off a window, which opens while all
of it is used and nothing waits, and closes while much waits: as TCP keeps what is under way in a
window (Jacobson 1988), and not by a guess of the machine's speed.
"""

from dataclasses import dataclass

BACKLOG = 400
"""With more news that wait for their commit nothing is claimed."""

FIRST = 25.0
"""Calls a tick at the start of the engine: 100 a second, at four ticks a second."""

LEAST = 2.0
GROWTH, MORE = 1.06, 0.6
"""Times the first plus the second, each tick that uses all of it."""

CROWDED, CLOSING = 0.5, 0.9
"""Times the second while more than this share of the window waits."""


@dataclass(frozen=True, slots=True)
class Strain:
    """As a tick begins: the claims that wait beyond their instant, those withdrawn as too late
    since the last tick, and the news that wait for their commit."""

    overdue: int = 0
    withdrawn: int = 0
    backlog: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """``window``: the calls that may be claimed by one tick or wait beyond their instant."""

    window: float = FIRST

    def calls(self, strain: Strain) -> int:
        """How many this tick may claim. What has happened is written before anything new is
        begun."""
        return 0 if strain.backlog > BACKLOG else max(0, int(self.window) - strain.overdue)

    def after(self, strain: Strain, claimed: int) -> "Allowance":
        """That of the next tick, when this one claimed so many."""
        if self._crowded(strain):
            return Allowance(max(LEAST, self.window * CLOSING))
        if strain.overdue == 0 and claimed >= int(self.window):
            return Allowance(self.window * GROWTH + MORE)
        return self

    def _crowded(self, strain: Strain) -> bool:
        waits = strain.overdue > self.window * CROWDED or strain.backlog > BACKLOG
        return waits or strain.withdrawn > 0
