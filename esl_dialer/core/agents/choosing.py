"""Who gets the next call, and how many calls each campaign may start for who is free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Free:
    """An agent who may be given a call of any of these campaigns. ``idle_since``: since when."""

    agent: int
    campaigns: frozenset[int]
    idle_since: datetime | None = None


def longest_idle(free: Iterable[Free], campaign: int) -> Free | None:
    """The one who has waited longest of those who work for the campaign; None: there is none."""
    able = [one for one in free if campaign in one.campaigns]
    return min(able, key=lambda one: (one.idle_since or _LONG_AGO, one.agent), default=None)


def allotted(
    free: Iterable[Free], dialing: Mapping[int, int], campaigns: Sequence[int]
) -> dict[int, list[int]]:
    """By campaign, the agents who are free for calls that it may start now, each agent once.

    ``dialing`` counts its calls that will need one of them: each has the first claim. ``campaigns``
    are in the order in which they choose. Who works for fewest campaigns is given first, so that
    the others are left for those that have nobody else.
    """
    left = sorted(free, key=lambda one: (len(one.campaigns), one.idle_since or _LONG_AGO))
    for campaign, calls in dialing.items():
        for _ in range(calls):
            _take(left, campaign)
    given: dict[int, list[int]] = {campaign: [] for campaign in campaigns}
    for campaign in campaigns:
        while (found := _take(left, campaign)) is not None:
            given[campaign].append(found.agent)
    return given


def _take(left: list[Free], campaign: int) -> Free | None:
    found = next((one for one in left if campaign in one.campaigns), None)
    if found is not None:
        left.remove(found)
    return found
