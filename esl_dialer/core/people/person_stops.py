"""Stops of a person: why nobody calls them, in which campaigns, until when, and who said so.

One holds every record of the person, whichever list brought it: whose it is goes by the person's
key, as every list and campaign has it. What is removed stays known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason

LONGEST_WHY = 255


class Scope(StrEnum):
    """Which records of the person a stop holds."""

    EVERYWHERE = "everywhere"
    CAMPAIGN = "campaign"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class PersonStop:
    """``campaign``, ``list``: the one that it is for, 0: all. ``until``: from then on they may be
    called again; None: for good. ``source``: the cell of a list that said so; else ``set_by`` did,
    who tells why. ``removed_at``: since when it holds nobody."""

    id: int
    reason: StopReason
    campaign: int
    list: int
    until: datetime | None
    why: str
    source: Says
    set_by: str
    set_at: datetime
    removed_at: datetime | None = None
    removed_by: str = ""
    removed_why: str = ""

    @property
    def scope(self) -> Scope:
        if self.campaign:
            return Scope.CAMPAIGN
        return Scope.LIST if self.list else Scope.EVERYWHERE

    def binds(self, campaign: int, list_id: int | None) -> bool:
        return self.campaign in {0, campaign} and self.list in {0, list_id}

    def holds(self, now: datetime) -> bool:
        """Whether it holds anybody back then."""
        return self.removed_at is None and (self.until is None or self.until > now)

    @property
    def told(self) -> Says:
        """Where it stands."""
        if self.source:
            return self.source
        day = f"{self.set_at:%Y-%m-%d}"
        return Says("stop of the person, set by {name} on {day}", name=self.set_by, day=day)


@dataclass(frozen=True, slots=True)
class ListedStop:
    """A stop that a row of a list says; ``by``: who imported it."""

    reason: StopReason
    source: Says
    until: datetime | None = None
    by: str = ""


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
    """By those that are not removed. Whether one has ended, the rules ask."""
    bound = [one for one in stops if one.removed_at is None and one.binds(campaign, list_id)]
    for_good = next((one for one in bound if one.until is None), None)
    timed = [TimedStop(one.reason, one.told, one.until) for one in bound if one.until]
    return Held(
        mark=Mark(for_good.reason, for_good.told, for_good.id) if for_good else None,
        timed=max(timed, key=lambda one: one.until, default=None),
    )


def whose(person_key: str, account_key: str) -> str:
    """Whom a stop is of: the person's key, or of one whom nobody knows the account's."""
    return person_key or f"account {account_key}"
