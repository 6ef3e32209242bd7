"""People who are shown to an agent before they are dialed: who sees whom, and what a skip means."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.words import RecordStatus

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


def skipped(before: Progress, most: int, minutes: int, now: datetime) -> Progress:
    """What the record comes to: as after an attempt that reached nobody, by the campaign's retry
    rule; it has ``most`` attempts, ``minutes`` apart. No law counts it: nobody was called."""
    attempts = before.attempts + 1
    if attempts < most:
        wait = now + timedelta(minutes=minutes)
        return replace(before, status=RecordStatus.RETRY, attempts=attempts, not_before=wait)
    ended = _FINAL.get(str(before.last_outcome), RecordStatus.NO_ATTEMPT)
    return replace(before, status=ended, attempts=attempts, not_before=None, urgent=False)


_FINAL = {
    str(status): status
    for status in RecordStatus
    if status not in {RecordStatus.PENDING, RecordStatus.QUEUED, RecordStatus.RETRY}
}
"""The status of a record whose last outcome is that word."""
