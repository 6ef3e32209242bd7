"""Stops of a person: why nobody calls them. One holds every record that it is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.people.noted import Noted, Who
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason


class Relation(StrEnum):
    """What a stop is to a person of whose account it is."""

    THEIRS = "theirs"
    PERHAPS = "perhaps"
    """It is under another name: nobody said whether it is theirs."""
    NOT_THEIRS = "not_theirs"
    """Somebody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStop(Noted):
    """While it stands nobody calls them. ``apart``: whose of its account a person said that it is
    not."""

    reason: StopReason
    apart: tuple[str, ...] = ()

    def may_be_of(self, who: Who) -> bool:
        # Not super(): slots make the class anew.
        return who.whose not in self.apart and Noted.may_be_of(self, who)

    def relation(self, who: Who) -> Relation:
        """To somebody to whom it is something."""
        if self.is_of(who):
            return Relation.THEIRS
        return Relation.NOT_THEIRS if who.whose in self.apart else Relation.PERHAPS

    @property
    def told(self) -> Says:
        """Where it stands."""
        if self.source:
            return self.source
        day = f"{self.set_at:%Y-%m-%d}"
        return Says("stop of the person, set by {name} on {day}", name=self.set_by, day=day)


@dataclass(frozen=True, slots=True)
class ListedStop:
    """A stop that a row of a list says, and of whom; ``import_id``: of which import; ``by``: who
    began that."""

    who: Who
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
class Doubt:
    """A stop of the account under another name: whether it is of the same person, nobody said.
    ``name``: whose it is; empty: not known. ``until``: None: for good."""

    stop: int
    reason: StopReason
    source: Says
    name: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What the stops of a person make of one record; ``mark`` is for good, ``timed`` the one that
    ends last; ``doubt``: one that may be theirs."""

    mark: Mark | None = None
    timed: TimedStop | None = None
    doubt: Doubt | None = None


NOT_HELD = Held()


def held_by(stops: Iterable[PersonStop], who: Who, campaign: int, list_id: int | None) -> Held:
    """By those that are not withdrawn. Whether one has ended, the rules ask."""
    bound = [one for one in stops if one.withdrawn_at is None and one.binds(campaign, list_id)]
    theirs = [one for one in bound if one.is_of(who)]
    for_good = next((one for one in theirs if one.until is None), None)
    timed = [TimedStop(one.reason, one.told, one.until) for one in theirs if one.until]
    return Held(
        mark=Mark(for_good.reason, for_good.told, for_good.id) if for_good else None,
        timed=max(timed, key=lambda one: one.until, default=None),
        doubt=_doubt([one for one in bound if one.may_be_of(who)]),
    )


def _doubt(stops: Iterable[PersonStop]) -> Doubt | None:
    """The one that ends last, if any."""
    last = max(stops, key=lambda one: (one.until is None, one.until or one.set_at), default=None)
    if last is None:
        return None
    return Doubt(last.id, last.reason, last.told, last.full_name, last.until)
