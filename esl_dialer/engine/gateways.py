"""The gateways as the engine uses and watches them."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.core.routing.choosing import Line, Lines, free_at, moved, ready, take
from esl_dialer.core.routing.gateways import SPAN, Figures, Gateway, sofia_name, warnings
from esl_dialer.core.routing.resting import State, state
from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Switch, SwitchError
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import Recurring, line
from esl_dialer.store.database import StoreBusy, transaction
from esl_dialer.store.routing import gateways
from esl_dialer.store.routing.gateways import Kept
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
"""Seconds between two looks at the switch's gateways."""

JUDGE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """When a gateway takes a call, None: none does; ``gateway`` None: ask again then."""

    at: datetime | None
    gateway: Gateway | None = None


@dataclass(frozen=True, slots=True)
class Gateways:
    """Where calls may go: the rows; ``otherwise`` when there is none, or when they do not count
    because nobody may be called."""

    otherwise: Gateway
    rows: bool = True

    def lines(self) -> Lines:
        """As they stand now, with their channels in use."""
        return gateways.lines(self.otherwise) if self.rows else (Line(self.otherwise),)

    def away(self, now: datetime) -> frozenset[str]:
        """The names of those out of service; what is probed is sent its probe."""
        if not self.rows:
            return frozenset()
        out = {k.gateway.name for k in gateways.every() if not (k.gateway.enabled and k.up)}
        resting = {n for n, rest in gateways.rests().items() if state(rest, now) is State.RESTING}
        return frozenset(out | resting)

    def take_one(
        self,
        now: datetime,
        at: datetime,
        *,
        tried: Collection[str] = (),
        until: datetime | None = None,
    ) -> Turn:
        """The turn of one call that is due at ``at``, within the gateways' own speeds: not through
        those tried before, nor later than ``until``. A turn that is given is kept."""
        lines = ready(self.lines(), now)
        free = free_at(lines, at, tried)
        if free is None or (until is not None and free > until):
            return Turn(free)
        after, gateway = take(lines, free, tried)
        if self.rows:
            with transaction():
                gateways.keep(moved(lines, after))
        return Turn(free, gateway)


class GatewayWatch:
    """Asks the switch for the state of each gateway, and counts what the carriers count.

    Each change is an outbox entry, once: ``gateway.down``, ``gateway.up``, ``gateway.short_calls``.
    """

    def __init__(self, *, sql: Sql, switch: Switch, clock: Clock, through: Gateways) -> None:
        self._sql, self._switch, self._clock, self._through = sql, switch, clock, through
        self._judged: datetime | None = None
        self._troubles: dict[str, Recurring] = {}

    def run(self) -> None:
        trouble = Recurring(log, "gateways.not_looked_at", "gateways.looked_at")
        while True:
            try:
                self.look()
                trouble.gone()
            except StoreBusy:
                pass
            except SwitchError as error:
                trouble.met(error)
            self._clock.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Once; a switch that can't be asked changes nothing."""
        if not (self._through.rows and self._switch.up):
            return
        now = self._clock.now()
        for kept in self._sql(gateways.every):
            self._look_at(kept, now)
        if self._judged is None or now - self._judged >= JUDGE_EVERY:
            self._judged = now
            self._sql(judge, self._switch.info().simulated, now)

    def _look_at(self, kept: Kept, now: datetime) -> None:
        name = sofia_name(kept.gateway.dial_string)
        try:
            up = self._switch.gateway_up(name) if name else True
        except SwitchError as error:
            self._unasked(kept.gateway.name).met(error)
            return
        self._unasked(kept.gateway.name).gone()
        if up != kept.up or kept.up_since is None:
            self._sql(note_state, kept.gateway.name, up, now)

    def _unasked(self, gateway: str) -> Recurring:
        made = Recurring(log, "gateway.not_asked", "gateway.asked", gateway=gateway)
        return self._troubles.setdefault(gateway, made)


def note_state(name: str, up: bool, now: datetime) -> None:
    with transaction():
        if gateways.set_up(name, up, now):
            kind = "gateway.up" if up else "gateway.down"
            log.warning(line(kind, gateway=name))
            outbox.put(kind, {"gateway": name}, now)


def judge(simulated: bool, now: datetime) -> None:
    """Note which gateways come near a carrier's limit, and tell of each that is new."""
    for kept in gateways.every():
        figures = gateways.figures(kept.gateway.name, now - SPAN, simulated=simulated)
        found = tuple(warnings(kept.gateway, figures))
        if found != kept.warned:
            _warn(kept, found, figures, now)


def _warn(kept: Kept, found: tuple[str, ...], figures: Figures, now: datetime) -> None:
    name = kept.gateway.name
    with transaction():
        if not gateways.set_warned(name, kept.warned, found):
            return
        for warning in sorted(set(found) - set(kept.warned)):
            told = {
                "gateway": name,
                "warning": warning,
                "short_share": round(figures.short_share, 3),
                "zero_share": round(figures.zero_share, 3),
            }
            log.warning(line("gateway.near_limit", **told))
            outbox.put("gateway.short_calls", told, now)
