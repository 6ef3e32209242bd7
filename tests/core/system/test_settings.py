"""What settings take, and that every default is taken."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.system.settings import FIELDS, BadSetting, checked
from esl_dialer.core.text.clock_times import clock, minutes_of


@pytest.mark.parametrize("key", FIELDS)
def test_each_default_is_a_value_the_setting_takes(key):
    assert checked(key, FIELDS[key].default) == FIELDS[key].default


def test_the_guides_defaults():
    wanted = {
        "global_max_cpm": 200,
        "auto_stop_time": "18:45",
        "business_zone": "America/Toronto",
        "stale_audio_days": 30,
        "english_voice": "en-AU-NatashaNeural",
        "french_voice": "fr-FR-DeniseNeural",
        "sftp_export": False,
    }
    assert {key: FIELDS[key].default for key in wanted} == wanted


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("auto_stop_time", "25:00"),
        ("auto_stop_time", "noon"),
        ("auto_stop_time", "24:00"),
        ("business_zone", "Canada/Nowhere"),
        ("business_zone", "../etc/passwd"),
        ("dnc_scope", "person"),
        ("english_voice", "fr-FR-DeniseNeural"),
        ("default_lb_template_en", "Hello {nobody}"),
        ("sftp_port", 0),
        ("global_cpm", -1),
        ("sftp_export", "maybe"),
        ("default_caller_id", "12"),
        ("no_such_setting", 1),
    ],
)
def test_what_is_refused(key, value):
    with pytest.raises(BadSetting, match=key):
        checked(key, value)


@given(st.times())
def test_a_time_of_day_is_minutes_after_midnight(at: time):
    minutes = at.hour * 60 + at.minute
    assert minutes_of(f"{at:%H:%M}") == minutes
    assert minutes_of(clock(minutes)) == minutes


def test_the_end_of_a_day_is_a_time_of_its_own():
    assert clock(minutes_of("24:00")) == "24:00"
    for text in ("24:01", "25:00", "9", "", "noon", "12:60"):
        with pytest.raises(ValueError, match="write it as 18:45"):
            minutes_of(text)
