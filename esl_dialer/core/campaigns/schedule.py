"""When a campaign starts and ends by itself.

Its times are those of a clock on a wall, in a named zone: what they come to as instants is asked
each time, of the zone's rules as they are then. An edge (a start, an end) is dealt with once: the
campaign keeps until when its edges are (``Campaign.planned_until``), so that nothing depends on
who looks, how often, or after which restart.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from esl_dialer.core.people.clocks import first_shown
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
    their own; None: by hand."""

    start: datetime | None = None
    end: datetime | None = None
    zone: str = ""

    def __bool__(self) -> bool:
        return bool(self.start or self.end)

    def __str__(self) -> str:
        if not self:
            return ""
        start = f"from {_told(self.start)}" if self.start else ""
        end = f"until {_told(self.end)}" if self.end else ""
        return f"{' '.join(filter(None, (start, end)))} ({self.zone})"

    @property
    def starts_at(self) -> datetime | None:
        return first_shown(self.start, self.zone) if self.start else None

    @property
    def ends_at(self) -> datetime | None:
        return first_shown(self.end, self.zone) if self.end else None

    def last_edge(self, now: datetime) -> tuple[datetime, Edge] | None:
        """The last that has come; None: none has."""
        edges = ((self.starts_at, Edge.START), (self.ends_at, Edge.END))
        return max(((at, edge) for at, edge in edges if at and at <= now), default=None)

    def next_start(self, now: datetime) -> datetime | None:
        """The first start that is yet to come."""
        at = self.starts_at
        return at if at and at > now else None


def due(schedule: Schedule, dealt_until: datetime | None, now: datetime) -> Edge | None:
    """What is to be done now: the last edge that has come, unless it was dealt with."""
    if not schedule or (last := schedule.last_edge(now)) is None:
        return None
    at, edge = last
    return edge if at > (dealt_until or NEVER_DEALT_WITH) else None


def dealt_with(before: Schedule | None, after: Schedule, now: datetime) -> datetime:
    """Until when the edges of a new schedule count as dealt with: up to now, but for a start that
    somebody has just set for this minute."""
    same = before is not None and (before.start, before.zone) == (after.start, after.zone)
    at = after.starts_at
    return now if same or at is None or at > now else at - timedelta(milliseconds=1)


def decided_by_hand(
    schedule: Schedule, dealt_until: datetime | None, now: datetime, *, completed: bool
) -> datetime | None:
    """Until when edges are dealt with, as a person, or the dialer, gives the campaign another run
    state: a start that waited is decided by that; an end that has come is still to be carried out,
    unless the campaign is ``completed`` by it. None: nothing changes."""
    if not schedule:
        return None
    return now if completed or due(schedule, dealt_until, now) is not Edge.END else None


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
