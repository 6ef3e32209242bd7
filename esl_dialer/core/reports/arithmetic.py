"""The arithmetic of reports."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from esl_dialer.core.words import SUCCESSES, Outcome


@dataclass(frozen=True, slots=True)
class Hour:
    """Calls that began within one hour, or a part of it (``at``: its first instant)."""

    at: datetime
    count: int
    answered: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Calls of one province and outcome; ``talk`` in seconds.

    ``contact``: the attempt at which these reached their people for the first time; 0: not so.
    """

    province: str
    outcome: Outcome
    contact: int
    count: int
    answered: int
    talk: float


@dataclass(frozen=True, slots=True)
class Sums:
    """The same calls twice: by when they ended, and by what they came to."""

    hours: tuple[Hour, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """``share`` is between 0 and 1, None when there was nothing."""

    part: int
    total: int

    @property
    def share(self) -> float | None:
        return self.part / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Report:
    """``by_hour`` is over the 24 hours of the day there; mean talk in seconds."""

    total: int
    answered: Rate
    succeeded: Rate
    transferred: int
    wrong_person: int
    mean_talk: float | None
    outcomes: dict[str, int]
    by_day: dict[str, int]
    by_hour: tuple[Rate, ...]
    """Answered of called."""
    by_province: dict[str, Rate]

    @property
    def funnel(self) -> dict[str, int]:
        """Calls that came so far, each step of those before: dialed, answered, heard (the message
        to its end, or a key pressed), pressed 1, connected to a representative."""
        heard, pressed = (self._ended(some) for some in (HEARD, PRESSED_1))
        return {
            "dialed": self.total,
            "answered": self.answered.part,
            "heard": heard,
            "pressed_1": pressed,
            "connected": self.transferred,
        }

    def _ended(self, some: frozenset[Outcome]) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in some)


PRESSED_1 = frozenset({Outcome.TRANSFERRED, Outcome.TRANSFER_FAILED})
HEARD = PRESSED_1 | {Outcome.COMPLETED, Outcome.WRONG_PERSON}


def report(sums: Sums, where: ZoneInfo) -> Report:
    """Add up; days and hours are those of the zone."""
    outcomes = outcomes_of(sums)
    total, answered = sum(outcomes.values()), sum(kind.answered for kind in sums.kinds)
    there = [(hour.at.astimezone(where), hour) for hour in sums.hours]
    days: Counter[str] = Counter()
    for at, hour in there:
        days[at.date().isoformat()] += hour.count
    hours = _rates((at.hour, hour) for at, hour in there)
    provinces = _rates((kind.province, kind) for kind in sums.kinds)
    return Report(
        total=total,
        answered=Rate(answered, total),
        succeeded=Rate(sum(outcomes[good] for good in SUCCESSES), total),
        transferred=outcomes[Outcome.TRANSFERRED],
        wrong_person=outcomes[Outcome.WRONG_PERSON],
        mean_talk=sum(kind.talk for kind in sums.kinds) / answered if answered else None,
        outcomes={str(outcome): count for outcome, count in outcomes.most_common()},
        by_day=dict(sorted(days.items())),
        by_hour=tuple(hours.get(hour, Rate(0, 0)) for hour in range(24)),
        by_province=dict(sorted(provinces.items())),
    )


def days_of(sums: Sums, where: ZoneInfo) -> dict[str, Rate]:
    """Answered of called, by day there, the earliest first."""
    days = _rates((hour.at.astimezone(where).date().isoformat(), hour) for hour in sums.hours)
    return dict(sorted(days.items()))


def outcomes_of(sums: Sums) -> Counter[Outcome]:
    """How many calls came to what."""
    counts: Counter[Outcome] = Counter()
    for kind in sums.kinds:
        counts[kind.outcome] += kind.count
    return counts


def contacts_of(sums: Sums) -> dict[int, int]:
    """How many people were reached for the first time at their 1st, 2nd, ... attempt."""
    counts: Counter[int] = Counter()
    for kind in sums.kinds:
        if kind.contact:
            counts[kind.contact] += kind.count
    return dict(sorted(counts.items()))


K = TypeVar("K", int, str)


def _rates(pairs: Iterable[tuple[K, Hour | Kind]]) -> dict[K, Rate]:
    sums: defaultdict[K, Rate] = defaultdict(lambda: Rate(0, 0))
    for key, each in pairs:
        so_far = sums[key]
        sums[key] = Rate(so_far.part + each.answered, so_far.total + each.count)
    return dict(sums)
