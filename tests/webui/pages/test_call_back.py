"""A call-back on the pages: picked in the callee's time, shown beside one's own, cleared."""

from datetime import UTC, datetime

import pytest

from esl_dialer.core.words import RecordStatus
from esl_dialer.store import models
from tests.store.rows import a_record

SOON = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
"""17:00 in Toronto, where it is noon; 15:00 in Vancouver, which keeps its clocks."""


@pytest.fixture
def record(ctx, campaign):
    return a_record(campaign, "+16045550100", gate="America/Vancouver@CA-BC", province="BC")


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_it_is_set_in_the_callees_time_and_shown_in_both(admin, record):
    form = admin.get(f"/records/{record}/call-back").text
    assert "There it is Nov 20 10:00 MST (America/Vancouver); yours is Nov 20 12:00 EST." in form
    assert 'min="2026-11-20T10:00"' in form
    typed = {"at": "2026-11-20T15:00", "note": "at home"}
    assert admin.post(f"/records/{record}/call-back", typed).status_code == 303
    assert models.Record.get_by_id(record).scheduled_for == SOON
    page = admin.get(f"/records/{record}").text
    assert "Nov 20 15:00 MST" in page
    assert "Your time: Nov 20 17:00 EST" in page
    assert "at home" in page
    assert "Set by admin" in page
    again = admin.get(f"/records/{record}/call-back").text
    assert 'value="2026-11-20T15:00"' in again
    assert 'value="at home"' in again


def test_it_is_cleared(admin, record):
    admin.post(f"/records/{record}/call-back", {"at": "2026-11-20T15:00"})
    assert admin.post(f"/records/{record}/call-back/clear").status_code == 303
    assert models.Record.get_by_id(record).scheduled_for is None
    assert "Clear the call-back" not in admin.get(f"/records/{record}").text


def test_a_bad_time_is_told_at_its_field_and_what_was_typed_stays(admin, record):
    answer = admin.post(f"/records/{record}/call-back", {"at": "2026-11-19T15:00", "note": "x y"})
    assert answer.status_code == 422
    assert 'id="at-note">it is in the past: choose a later time' in answer.text
    assert 'value="x y"' in answer.text


def test_of_a_finished_one_it_is_asked(admin, record):
    models.Record.update(status=RecordStatus.NO_ANSWER, ready=False).execute()
    assert 'name="again"' in admin.get(f"/records/{record}/call-back").text
    typed = {"at": "2026-11-20T15:00"}
    refused = admin.post(f"/records/{record}/call-back", typed)
    assert refused.status_code == 409
    assert "it is finished (no answer): say that it is to be called again" in refused.text
    assert admin.post(f"/records/{record}/call-back", typed | {"again": "on"}).status_code == 303
    assert models.Record.get_by_id(record).status is RecordStatus.RETRY


def test_who_may_only_look_sees_it_and_no_button(admin, signed_in, record):
    admin.post(f"/records/{record}/call-back", {"at": "2026-11-20T15:00"})
    viewer = signed_in("viewer")
    page = viewer.get(f"/records/{record}").text
    assert "Nov 20 15:00 MST" in page
    assert "call-back/clear" not in page
    assert f"/records/{record}/call-back" not in page
