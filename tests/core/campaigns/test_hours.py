"""A window of the week: given in parts, put in order, told, and what is wrong with it."""

import pytest

from esl_dialer.core.campaigns import checks
from esl_dialer.core.campaigns.hours import (
    MOST_SPANS,
    DailyHours,
    OwnHours,
    Window,
    span_of,
    told_spans,
)
from esl_dialer.core.text.clock_times import NoTimeOfDay

SHORT = Window.of(DailyHours(540, 1080))
MORNING, AFTERNOON = (540, 720), (780, 1080)


def only_monday(*spans: tuple[int, int]) -> Window:
    return SHORT.changed(days={"mon": spans})


def parts(window: Window) -> dict[str, str]:
    return {part: str(says) for part, says in checks.window_parts(window.tidied).items()}


def test_what_is_not_given_stays():
    own = SHORT.changed(days={"fri": (MORNING,)}, zone="America/Toronto")
    assert own.by_day["fri"] == (MORNING,)
    assert own.by_day["mon"] == ((540, 1080),)
    assert own.changed(zone="").by_day == own.by_day
    assert own.changed(days={"fri": ((540, 1080),)}).zone == "America/Toronto"
    assert own.changed({"start": 540}) == own


def test_a_tick_changes_its_day_alone_and_no_hours_are_widened():
    """As somebody ticks Saturday of a week with a lunch break and a closed Friday."""
    own = SHORT.changed(days={"mon": (MORNING, AFTERNOON), "fri": ()})
    ticked = own.changed({"saturday": True})
    assert ticked.by_day == own.by_day | {"sat": ((540, 1080),)}
    assert ticked.changed({"saturday": False, "sunday": False}) == own
    for short in ({"start": 480}, {"end": 1200, "sunday": True}):
        with pytest.raises(OwnHours, match="day by day"):
            own.changed(short)
    assert SHORT.changed({"start": 480}).by_day["tue"] == ((480, 1080),)


def test_spans_come_in_their_order_and_those_that_touch_are_one():
    window = only_monday(AFTERNOON, MORNING, (720, 730)).tidied
    assert window.by_day["mon"] == ((540, 730), (780, 1080))
    assert only_monday((540, 720), (720, 1080)).tidied == SHORT


def test_hours_of_its_own_are_told_day_by_day_and_with_their_zone():
    text = str(only_monday(MORNING, AFTERNOON).changed(zone="Europe/Paris"))
    assert text.startswith("Mon 09:00-12:00 13:00-18:00, Tue 09:00-18:00, ")
    assert text.endswith("Sun closed (Europe/Paris)")
    assert str(SHORT.changed(zone="Europe/Paris")) == "09:00-18:00 (Europe/Paris)"


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ((MORNING, (700, 900)), "09:00-12:00 and 11:40-15:00 overlap"),
        ((MORNING, (545, 550)), "09:00-12:00 and 09:05-09:10 overlap"),
        (((600, 540),), "10:00-09:00 must start before it ends"),
        (((600, 600),), "10:00-10:00 must start before it ends"),
        (((-1, 60),), "from 00:00 to 24:00"),
        (((60, 1441),), "from 00:00 to 24:00"),
        (
            tuple((at * 10, at * 10 + 5) for at in range(MOST_SPANS + 1)),
            f"{MOST_SPANS} spans a day at most",
        ),
    ],
)
def test_what_is_wrong_with_a_day_is_told_of_that_day(spans, told):
    assert parts(only_monday(*spans)) == {"window.mon": told}
    assert checks.window(only_monday(*spans)) is None


def test_the_short_form_is_judged_as_a_whole():
    assert parts(Window.of(DailyHours(600, 600))) == {}
    told = "the dialing window must start before it ends, within one day"
    assert str(checks.window(Window.of(DailyHours(600, 600)))) == told


def test_a_week_without_hours_and_a_zone_that_is_none():
    told = "no day has any hours: nobody would be called"
    assert str(checks.window(Window(((),) * 7))) == told
    assert (
        "did you mean America/Toronto"
        in parts(SHORT.changed(zone="America/Toronot"))["window.zone"]
    )


@pytest.mark.parametrize("text", ["09:00-18:45", "0:00-24:00"])
def test_a_span_is_read_as_it_is_told(text):
    assert span_of(told_spans((span_of(text),))) == span_of(text)


@pytest.mark.parametrize("text", ["", "09:00", "9-5", "09:00-18:45-19:00", "09:00-25:00", "closed"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(NoTimeOfDay):
        span_of(text)
