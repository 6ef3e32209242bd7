"""When a campaign starts and ends by itself.

Its times are those of a clock on a wall, in a named zone: what they come to as instants is asked
each time, of the zone's rules as they are then. An edge (a start, an end) is dealt with once: the
campaign keeps until when its edges are (``Campaign.planned_until``), so that nothing depends on
who looks, how often, or after which restart.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from esl_dialer.core.campaigns.recurrence import Recurrence, last_before, occurrences
from esl_dialer.core.people.clocks import first_shown, zone
from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted

SHORTEST = timedelta(minutes=2)
"""From a start to its end; so late may a start be that somebody chose as "now"."""

FARTHEST = timedelta(days=3660)
"""How far ahead a time may lie."""

NEVER_DEALT_WITH = datetime(1970, 1, 1, tzinfo=UTC)

WRITTEN = "%Y-%m-%dT%H:%M"


class NoWallTime(SaysError, ValueError):
    """It is not written as ``2026-12-01T09:00``."""


class Edge(StrEnum):
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Schedule:
    """``start`` and ``end`` are wall clock times of ``zone`` (an IANA name), without a zone of
    their own; None: by hand. With a ``recurrence`` they are those of the first occurrence; each
    lasts as long by the wall clock, and is a run of its own."""

    start: datetime | None = None
    end: datetime | None = None
    zone: str = ""
    recurrence: Recurrence | None = None

    def __bool__(self) -> bool:
        return bool(self.start or self.end or self.recurrence)

    def __str__(self) -> str:
        if not self:
            return ""
        start = f"from {_told(self.start)}" if self.start else ""
        end = f"until {_told(self.end)}" if self.end else ""
        often = f"; {self.recurrence}" if self.recurrence else ""
        return f"{' '.join(filter(None, (start, end)))} ({self.zone}){often}"

    @property
    def starts_at(self) -> datetime | None:
        """Of the first occurrence, which the start that was typed need not be."""
        return first_shown(first, self.zone) if (first := self._first) else None

    @property
    def ends_at(self) -> datetime | None:
        """Of the first occurrence, too."""
        end = self._first + self.length if self._first and self.length else self.end
        return first_shown(end, self.zone) if end else None

    @property
    def _first(self) -> datetime | None:
        """By the wall clock; None: by hand, or it never occurs."""
        if self.start is None or self.recurrence is None:
            return self.start
        return next(occurrences(self.start, self.recurrence, self.start), None)

    @property
    def length(self) -> timedelta | None:
        """Of an occurrence, by the wall clock; None: until nothing is left to dial."""
        return self.end - self.start if self.start and self.end else None

    def last_edge(self, now: datetime) -> tuple[datetime, Edge] | None:
        """The last that has come; None: none has."""
        return max(
            (one for one in _edges(self, now.astimezone(UTC).date()) if one[0] <= now), default=None
        )

    def next_edge(self, now: datetime) -> tuple[datetime, Edge] | None:
        """The first that is yet to come."""
        return min((one for one in self._around(now) if one[0] > now), default=None)

    def next_start(self, now: datetime) -> datetime | None:
        """The first start that is yet to come."""
        starts = (at for at, edge in self._around(now) if edge is Edge.START)
        return min((at for at in starts if at > now), default=None)

    def _around(self, now: datetime) -> "Edges":
        return _edges(self, now.astimezone(UTC).date())

    def next_starts(self, now: datetime, count: int) -> list[datetime]:
        """The first of the starts that are yet to come."""
        if not self.start or not self.recurrence:
            at = self.next_start(now)
            return [at] if at else []
        walls = occurrences(self.start, self.recurrence, _wall(now, self.zone) - MARGIN)
        coming = (at for at in (first_shown(wall, self.zone) for wall in walls) if at > now)
        return list(islice(coming, count))


MARGIN = timedelta(days=1)
"""By which a wall clock may differ from another, and a zone set its clock."""

Edges = tuple[tuple[datetime, Edge], ...]


@lru_cache(maxsize=2048)
def _edges(schedule: Schedule, day: date) -> Edges:
    """The edges that an instant of the UTC day can ask for: those of the day, the last before it
    and the first after it. A tick asks for each campaign's: they are looked for once a day."""
    return tuple(
        (first_shown(wall, schedule.zone), edge)
        for start in _starts(schedule, day)
        for wall, edge in _of_one(schedule, start)
    )


def _starts(schedule: Schedule, day: date) -> list[datetime | None]:
    first, recurrence = schedule.start, schedule.recurrence
    if first is None or recurrence is None:
        return [first]
    low, high = datetime.combine(day, time()) - MARGIN, datetime.combine(day, time()) + 2 * MARGIN
    long = schedule.length or timedelta()
    earlier = last_before(first, recurrence, low - long)
    starts: list[datetime | None] = [earlier] if earlier else []
    for wall in occurrences(first, recurrence, low - long):
        starts.append(wall)
        if wall > high:
            break
    return starts


def _of_one(schedule: Schedule, start: datetime | None) -> list[tuple[datetime, Edge]]:
    """The edges of an occurrence, by the wall clock."""
    found = [(start, Edge.START)] if start else []
    if schedule.end:
        long = schedule.length
        found.append((start + long if start and long else schedule.end, Edge.END))
    return found


def _wall(now: datetime, name: str) -> datetime:
    return now.astimezone(zone(name)).replace(tzinfo=None)


def start_between(schedule: Schedule, since: datetime, until: datetime) -> datetime | None:
    """The last start from ``since`` to ``until``, both with their ends; None: there is none."""
    edges = _edges(schedule, until.astimezone(UTC).date()) if schedule else ()
    starts = (at for at, edge in edges if edge is Edge.START)
    return max((at for at in starts if since <= at <= until), default=None)


def due(schedule: Schedule, dealt_until: datetime | None, now: datetime) -> Edge | None:
    """What is to be done now: the last edge that has come, unless it was dealt with."""
    if not schedule or (last := schedule.last_edge(now)) is None:
        return None
    at, edge = last
    return edge if at > (dealt_until or NEVER_DEALT_WITH) else None


def dealt_with(
    before: Schedule | None, after: Schedule, dealt_until: datetime | None, now: datetime
) -> datetime:
    """Until when the edges of a new schedule count as dealt with: up to now, but for a start that
    somebody has just set for this minute, and for one that waits and stays as it is."""
    same = before is not None and (before.start, before.zone) == (after.start, after.zone)
    last = after.last_edge(now)
    if last is None or last[1] is Edge.END:
        return now
    of_this_minute = last[0] >= now - SHORTEST and not same
    waits = before is not None and due(before, dealt_until, now) is Edge.START
    stays = waits and before is not None and before.last_edge(now) == last
    return last[0] - timedelta(milliseconds=1) if of_this_minute or stays else now


def read_wall_time(text: str) -> datetime | None:
    """``2026-12-01T09:00``, with a space too; None for nothing. Raises NoWallTime."""
    if not (typed := text.strip()):
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None or len(typed) < len("2026-12-01T09:00"):
        raise NoWallTime(
            Says("{text} is no date and time: write it as 2026-12-01 09:00", text=quoted(text))
        )
    return at.replace(second=0, microsecond=0)


def write_wall_time(at: datetime | None) -> str:
    return f"{at:{WRITTEN}}" if at else ""


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
