"""Hours of types of phones, as they are written."""

import pytest

from esl_dialer.core.campaigns.kind_hours import hours_by_kind, kind_hours_problem


def test_days_and_spans_of_each_type():
    text = "work=mon-thu 9:00-12:00,13:00-17:00; Work=fri 9:00-15:00\nmobile=sat 10:00-24:00"
    assert kind_hours_problem(text) is None
    hours = hours_by_kind(text)
    assert set(hours) == {"work", "mobile"}
    days = hours["work"].by_day
    assert days["thu"] == ((540, 720), (780, 1020))
    assert (days["fri"], days["sat"]) == (((540, 900),), ())
    assert hours["mobile"].by_day["sat"] == ((600, 1440),)
    assert hours_by_kind("") == {}


@pytest.mark.parametrize(
    "text",
    [
        "work", "work=", "work=mon", "work=9:00-17:00", "fax=mon 9:00-17:00",
        "work=fri-mon 9:00-12:00",
        "work=mon 17:00-9:00", "work=mon 9:00-25:00",
        "work=mon 9:00-12:00 11:00-13:00", "work=mon noon",
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_told(text):
    assert kind_hours_problem(text)
