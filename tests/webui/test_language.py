import re
from datetime import UTC, datetime

import pytest

from tests.webui.texts import every_text
from webui import language

FIELDS = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("text", sorted(every_text()))
def test_every_text_has_its_french(text):
    french = language.french()[text]
    assert french
    assert sorted(FIELDS.findall(french)) == sorted(FIELDS.findall(text))


def test_the_sources_are_read():
    assert len(every_text()) > 200
    assert "Why is it not dialing?" in every_text()


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
