"""The Settings page: its sections, and saving without losing what was typed."""

import re

import pytest

from esl_dialer.core.system.settings import FIELDS
from esl_dialer.services import sealing
from esl_dialer.services.system import preferences
from webui.pages.setting_sections import NOTICES, SECTIONS

SEEN = re.compile(r'name="seen" value="(\w+)"')


@pytest.fixture
def boss(signed_in):
    return signed_in("super_admin")


def value(ctx, key):
    return next(p.value for p in preferences.every(ctx) if p.key == key)


def test_each_setting_stands_under_one_heading():
    assert {field.section for field in FIELDS.values()} == SECTIONS.keys()


def test_the_index_leads_to_each_section(boss):
    page = boss.get("/settings/").text
    for name in ("gateways", *SECTIONS):
        assert f'href="#settings-{name}"' in page
        assert f'id="settings-{name}"' in page


def test_what_is_typed_stays_when_one_field_is_refused(boss, ctx):
    told = boss.post("/settings/", {"cdr_days": "44", "auto_stop_time": "25 h"})
    assert told.status_code == 422
    assert 'name="cdr_days" value="44"' in told.text
    assert 'class="nav-link text-danger" href="#settings-times"' in told.text
    assert value(ctx, "cdr_days") == 30


def test_only_the_fields_of_the_form_are_saved(boss, ctx):
    boss.post("/settings/", {"sftp_export": "true", "sftp_password": "hidden"})
    boss.post("/settings/", {"cdr_days": "44", "sftp_password": ""})
    assert (value(ctx, "cdr_days"), value(ctx, "sftp_export")) == (44, True)
    assert value(ctx, "sftp_password") is True
    assert sealing.setting(ctx, "sftp_password") == "hidden"


def test_settings_of_another_are_shown_before_they_are_overwritten(boss, ctx):
    seen = SEEN.search(boss.get("/settings/").text)[1]
    preferences.save(ctx, {"cdr_days": 60})
    told = boss.post("/settings/", {"seen": seen, "cdr_days": "44"})
    assert told.status_code == 409
    assert "saved meanwhile: 60" in told.text
    assert 'value="44"' in told.text
    assert value(ctx, "cdr_days") == 60
    again = SEEN.search(told.text)[1]
    assert boss.post("/settings/", {"seen": again, "cdr_days": "44"}).status_code == 303
    assert value(ctx, "cdr_days") == 44


@pytest.mark.parametrize("path", ["deliver", "test-notice"])
def test_a_test_saves_what_was_typed_first(boss, ctx, path):
    page = "http://localhost/settings/"
    form = {"cdr_days": "44", "channel": "mail"}
    assert boss.post(f"/settings/{path}", form, headers={"Referer": page}).status_code == 303
    assert value(ctx, "cdr_days") == 44
    assert boss.post(f"/settings/{path}", form | {"cdr_days": "one"}).status_code == 422


def test_a_switch_that_is_off_says_so(boss, ctx):
    page = boss.get("/settings/").text
    assert 'name="switches" value="notice_disk"' in page
    boss.post("/settings/", {"switches": ["notice_disk", "notice_work"], "notice_work": "true"})
    assert (value(ctx, "notice_disk"), value(ctx, "notice_work")) == (False, True)
    assert value(ctx, "notice_switch") is True


def test_each_notice_is_in_the_table_and_its_threshold_beside_it():
    switched = {key for key in FIELDS if key.startswith("notice_") and FIELDS[key].default is True}
    assert NOTICES.keys() == switched
    assert {limit for limit in NOTICES.values() if limit} <= FIELDS.keys()
