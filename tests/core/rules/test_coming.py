"""Which hours end or begin next."""

from datetime import UTC, datetime

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.rules.coming import Edge, Happening, HoursAhead
from esl_dialer.core.rules.rule import Conditions
from tests.core.campaigns.made import a_campaign

EAST, WEST = "America/Toronto", "America/Vancouver"
CAMPAIGN = a_campaign(window=Window.of(DailyHours(9 * 60, 18 * 60)))
HELD, FREE = Conditions(hours_count=True), Conditions(hours_count=False)


def at(hour: int, day: int = 20) -> datetime:
    """A Friday of November, UTC. Vancouver no longer sets its clocks back."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_hours_end_with_the_last_and_begin_with_the_first():
    noon, night = HoursAhead(HELD, at(17)), HoursAhead(HELD, at(8))
    assert noon.of(CAMPAIGN, [EAST]) == Edge(at(23), Happening.CLOSE)
    assert noon.of(CAMPAIGN, [EAST, WEST]) == Edge(at(1, 21), Happening.CLOSE)
    assert night.of(CAMPAIGN, [WEST, EAST]) == Edge(at(14), Happening.OPEN)


def test_where_hours_do_not_count_or_nobody_waits_nothing_comes():
    assert HoursAhead(FREE, at(17)).of(CAMPAIGN, [EAST]) is None
    assert HoursAhead(HELD, at(17)).of(CAMPAIGN, []) is None
    assert HoursAhead(HELD, at(17)).of(CAMPAIGN, [""]) is None
