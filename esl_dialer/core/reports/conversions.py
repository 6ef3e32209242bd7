"""What calls came to as people said, and how many of them were positive: conversions."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from esl_dialer.core.reports.arithmetic import Hour, Rate
from esl_dialer.core.words import Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """Calls that began within one hour, ended so, and got the disposition of this key."""

    at: datetime
    disposition: str
    outcome: Outcome
    count: int


@dataclass(frozen=True, slots=True)
class Conversions:
    """``dispositions`` by key, the most often said first; ``by_day`` how many were positive;
    ``rate``: positive ones of the calls that were answered."""

    dispositions: dict[str, int]
    by_day: dict[str, int]
    rate: Rate


def unsaid(of_outcome: int, outcome: Outcome, said: Iterable[Said]) -> int:
    """Of so many calls that ended so, those of which nobody said anything."""
    return max(0, of_outcome - sum(one.count for one in said if one.outcome is outcome))


def by_key(
    hours: Iterable[Hour], outcome: Outcome, disposition: str, said: Collection[Said]
) -> list[Said]:
    """What the person's key said, of calls of which nobody said anything else."""
    taken: Counter[datetime] = Counter()
    for one in said:
        if one.outcome is outcome:
            taken[one.at] += one.count
    left = ((hour, hour.count - taken[hour.at]) for hour in hours)
    return [Said(hour.at, disposition, outcome, count) for hour, count in left if count > 0]


def conversions(
    said: Iterable[Said], positive: Collection[str], answered: int, where: ZoneInfo
) -> Conversions:
    """Add up; days are those of the zone."""
    counts: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for one in said:
        counts[one.disposition] += one.count
        if one.disposition in positive:
            days[one.at.astimezone(where).date().isoformat()] += one.count
    return Conversions(
        dict(counts.most_common()), dict(sorted(days.items())), Rate(sum(days.values()), answered)
    )


def counted(said: Iterable[Said], titles: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Key, title and count of every disposition with a title, zeros too, then of the others."""
    counts: Counter[str] = Counter()
    for one in said:
        counts[one.disposition] += one.count
    others = {key: key for key in counts if key not in titles}
    return [(key, title, counts[key]) for key, title in (dict(titles) | others).items()]
