"""The business day: what "today" means on the pages and for the auto-stop."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from esl_dialer.core.rules.windows import zone

BUSINESS_ZONE = "America/Toronto"
"""The guide's Eastern Time."""


def business_zone(name: str = BUSINESS_ZONE) -> ZoneInfo:
    """By IANA name. Raises ZoneInfoNotFoundError."""
    return zone(name)


def start_of_day(now: datetime, where: ZoneInfo) -> datetime:
    """The first instant of the day that ``now`` falls in, there."""
    return datetime.combine(now.astimezone(where).date(), time(), where).astimezone(now.tzinfo)
