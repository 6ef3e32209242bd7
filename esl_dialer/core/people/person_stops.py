"""Stops of a person: why nobody calls them. One holds every record that it is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.people.noted import Noted
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStop(Noted):
    """While it stands nobody calls them."""

    reason: StopReason

    @property
    def told(self) -> Says:
        """Where it stands."""
        if self.source:
            return self.source
        day = f"{self.set_at:%Y-%m-%d}"
        return Says("stop of the person, set by {name} on {day}", name=self.set_by, day=day)


@dataclass(frozen=True, slots=True)
class ListedStop:
    """A stop that a row of a list says; ``import_id``: of which import; ``by``: who began that."""

    reason: StopReason
    source: Says
    until: datetime | None = None
    by: str = ""
    import_id: int = 0


@dataclass(frozen=True, slots=True)
class TimedStop:
    """A stop that ends by itself."""

    reason: StopReason
    source: Says
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What the stops of a person make of one record; ``mark`` is for good, ``timed`` the one that
    ends last."""

    mark: Mark | None = None
    timed: TimedStop | None = None


NOT_HELD = Held()


def held_by(stops: Iterable[PersonStop], campaign: int, list_id: int | None) -> Held:
    """By those that are not withdrawn. Whether one has ended, the rules ask."""
    bound = [one for one in stops if one.withdrawn_at is None and one.binds(campaign, list_id)]
    for_good = next((one for one in bound if one.until is None), None)
    timed = [TimedStop(one.reason, one.told, one.until) for one in bound if one.until]
    return Held(
        mark=Mark(for_good.reason, for_good.told, for_good.id) if for_good else None,
        timed=max(timed, key=lambda one: one.until, default=None),
    )
