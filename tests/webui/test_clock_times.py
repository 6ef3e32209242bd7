"""A time of day is read alike wherever people write one: form, API, commands, settings."""

import pytest

from esl_dialer.core.text.clock_times import clock, minutes_of
from esl_dialer.services.campaigns import campaigns
from esl_dialer.store.system import settings
from tests.cli.conftest import Shell
from tests.webui.api.conftest import token_of
from tests.webui.pages.test_pages import FORM

WRITTEN = {"09:00": 540, "9:00": 540, "9:05": 545, "0:00": 0, "23:59": 1439}
NOT_WRITTEN = ("9:5", "0900", "9h00", "9", "09:60", "24:01", "-1:00", "9:00 pm", "09:00:00", "noon")

NOT_SO = "'{}' is no time of day: write it as 18:45"


@pytest.fixture
def shell(ctx):
    return Shell(None, ctx)


@pytest.fixture
def form(signed_in):
    admin = signed_in("admin")
    return lambda start, end: admin.post(
        "/campaigns/new", FORM | {"window_start": start, "window_end": end}
    )


@pytest.fixture
def api(app, ctx):
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token_of(ctx, 'admin')}"}
    given = {"name": "Autumn", "kind": "MD"}
    return lambda start, end: client.post(
        "/api/v1/campaigns",
        json=given | {"window_start": start, "window_end": end},
        headers=headers,
    )


def window_of(ctx):
    hours = campaigns.get(ctx, "Autumn").window.hours
    return hours.start, hours.end


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_a_time_is_one_in_the_form(form, ctx, text):
    assert form(text, "24:00").status_code == 303
    assert window_of(ctx) == (WRITTEN[text], 1440)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_a_time_is_one_in_the_api(api, ctx, text):
    assert api(text, "24:00").status_code == 201
    assert window_of(ctx) == (WRITTEN[text], 1440)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_a_time_is_one_in_a_command(shell, ctx, text):
    assert shell("campaign", "create", "Autumn", "--window", f"{text}-24:00").exit_code == 0
    assert window_of(ctx) == (WRITTEN[text], 1440)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_a_time_is_one_in_a_setting(shell, text):
    assert shell("settings", "set", "auto_stop_time", text).exit_code == 0
    assert clock(minutes_of(settings.get("auto_stop_time"))) == clock(WRITTEN[text])


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_what_is_none_is_none_anywhere(form, api, shell, text):
    answers = (form(text, "18:45"), api(text, "18:45"))
    assert [one.status_code for one in answers] == [422, 422]
    assert "a time of day, as 09:00" in answers[0].text
    assert answers[1].json["problems"] == {"window_start": NOT_SO.format(text)}
    assert shell("campaign", "create", "Autumn", "--window", f"{text}-18:45").exit_code == 2
    refused = shell("settings", "set", "auto_stop_time", "--", text)
    assert refused.exit_code == 3
    assert "write it as 18:45" in refused.stderr
