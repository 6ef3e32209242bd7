"""The arithmetic of reports."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from esl_dialer.core.words import SUCCESSES, Outcome


@dataclass(frozen=True, slots=True)
class Cell:
    """Calls of one hour (its first instant), province and outcome; ``talk`` in seconds."""

    hour: datetime
    province: str
    outcome: Outcome
    count: int
    answered: int
    talk: float


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


def report(cells: Iterable[Cell], where: ZoneInfo) -> Report:
    """Add up; days and hours are those of the zone."""
    every = list(cells)
    total = sum(cell.count for cell in every)
    answered = sum(cell.answered for cell in every)
    outcomes: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for cell in every:
        outcomes[str(cell.outcome)] += cell.count
        days[cell.hour.astimezone(where).date().isoformat()] += cell.count
    hours = _rates((cell.hour.astimezone(where).hour, cell) for cell in every)
    provinces = _rates((cell.province, cell) for cell in every)
    return Report(
        total=total,
        answered=Rate(answered, total),
        succeeded=Rate(sum(outcomes[str(good)] for good in SUCCESSES), total),
        transferred=outcomes[str(Outcome.TRANSFERRED)],
        wrong_person=outcomes[str(Outcome.WRONG_PERSON)],
        mean_talk=sum(cell.talk for cell in every) / answered if answered else None,
        outcomes=dict(outcomes.most_common()),
        by_day=dict(sorted(days.items())),
        by_hour=tuple(hours.get(hour, Rate(0, 0)) for hour in range(24)),
        by_province=dict(sorted(provinces.items())),
    )


K = TypeVar("K", int, str)


def _rates(pairs: Iterable[tuple[K, Cell]]) -> dict[K, Rate]:
    sums: defaultdict[K, Rate] = defaultdict(lambda: Rate(0, 0))
    for key, cell in pairs:
        so_far = sums[key]
        sums[key] = Rate(so_far.part + cell.answered, so_far.total + cell.count)
    return dict(sums)
