from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from esl_dialer.services.system import preferences
from webui.pages import filters
from webui.text import language


@pytest.fixture
def in_french(app):
    from flask import g  # noqa: PLC0415 (only inside a request's context)

    with app.test_request_context():
        g.language = "fr"
        yield


def test_numbers_dates_and_words_are_french(in_french):
    assert language.number(12431) == "12\u00a0431"
    assert language.percent(0.125) == "12,5\u00a0%"
    assert language.instant(datetime(2026, 11, 20, 17, 5, tzinfo=UTC)) == "20 nov. 12:05:00 HNE"
    assert language.word("no_answer") == "sans réponse"


@pytest.mark.parametrize(
    ("name", "month", "shown"),
    [
        ("America/St_Johns", 1, "HNT"),
        ("America/Halifax", 7, "HAA"),
        ("America/Toronto", 7, "HAE"),
        ("America/Regina", 1, "HNC"),
        ("America/Chicago", 7, "HAC"),
        ("America/Denver", 1, "HNR"),
        ("America/Los_Angeles", 7, "HAP"),
        ("UTC", 1, "UTC"),
    ],
)
def test_zones_have_their_french_names(in_french, name, month, shown):
    there = datetime(2026, month, 10, 17, 0, tzinfo=UTC).astimezone(ZoneInfo(name))
    assert language.zone_name(there) == shown


def test_today_is_the_business_zones(app, ctx):
    from flask import g  # noqa: PLC0415 (only inside a request's context)

    ctx.clock.at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    with app.test_request_context():
        g.ctx = ctx
        assert filters.today().isoformat() == "2026-11-20"
        preferences.save(ctx, {"business_zone": "UTC"})
        assert filters.today().isoformat() == "2026-11-21"


def test_numbers_dates_and_words_are_english():
    assert language.number(12431) == "12,431"
    assert language.percent(0.125) == "12.5%"
    assert language.percent(None) == "–"
    assert language.instant(datetime(2026, 7, 1, 3, 5, tzinfo=UTC)) == "Jun 30 23:05:00 EDT"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+14165550123", "(416) 555-0123"),
        ("4165550123", "(416) 555-0123"),
        ("18005550123", "(800) 555-0123"),
        ("+442079460000", "+442079460000"),
        ("", ""),
    ],
)
def test_a_phone_number_is_shown_as_people_write_it(number, shown):
    assert language.phone(number) == shown
