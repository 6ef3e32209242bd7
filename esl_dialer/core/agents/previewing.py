"""People who are shown to an agent before they are dialed: who sees whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

GRACE = timedelta(seconds=30)
"""A record that is shown comes back by itself so long after its time, whatever became of all."""

LATE = timedelta(seconds=5)
"""So long after its time nobody is dialed any more for whom that could not be."""


class Somebody(Protocol):
    """A record that may be dialed."""

    @property
    def record(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def person_key(self) -> str: ...


def shown(
    agents: Iterable[int], people: Sequence[Somebody], passed: Mapping[int, Collection[int]]
) -> dict[int, Somebody]:
    """By agent, who is shown to them: each person to one, in both orders. ``passed``: by agent, the
    records that they skipped and that others may be given."""
    left, given = list(people), {}
    for agent in agents:
        mine = passed.get(agent, ())
        found = next((one for one in left if one.record not in mine), None)
        if found is None:
            continue
        given[agent] = found
        left = [one for one in left if not _same(one, found)]
    return given


def _same(one: Somebody, other: Somebody) -> bool:
    key = one.person_key
    return one.number == other.number or bool(key and key == other.person_key)
