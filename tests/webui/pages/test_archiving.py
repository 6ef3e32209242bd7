"""Clone, archive and bring back, on the pages."""

import pytest

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.store import models


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def test_a_clone_is_offered_a_free_name_and_opened(admin, campaign, ctx):
    assert 'value="Spring (2)"' in admin.get(f"/campaigns/{campaign}/clone").text
    answer = admin.post(f"/campaigns/{campaign}/clone", {"name": "Spring (2)"})
    made = campaigns.get(ctx, "Spring (2)")
    assert (answer.status_code, answer.location) == (303, f"/campaigns/{made.id}")
    assert "with the settings of Spring" in admin.get(answer.location).text
    assert 'value="Spring (3)"' in admin.get(f"/campaigns/{made.id}/clone").text


@pytest.mark.parametrize("name", ["spring", "7", "x" * 129])
def test_what_is_wrong_with_the_name_is_told_beside_it(admin, campaign, name):
    answer = admin.post(f"/campaigns/{campaign}/clone", {"name": name})
    assert answer.status_code == 422
    assert 'id="name-note"' in answer.text
    assert f'value="{name}"' in answer.text
    assert models.Campaign.select().count() == 1


def test_a_setting_that_is_not_taken_any_more_is_told_too(admin, campaign):
    """Releases before the bound let it dial at 900 a minute."""
    models.Campaign.update(cpm=900.0).execute()
    answer = admin.post(f"/campaigns/{campaign}/clone", {"name": "Fast"})
    assert (answer.status_code, "Calls per minute" in answer.text) == (422, True)


def test_a_day_that_is_not_taken_any_more_is_told_by_its_name(admin, campaign):
    wrong = Window.of(DailyHours()).changed(days={"wed": ((600, 540),)})
    models.Campaign.update(window=wrong).execute()
    answer = admin.post(f"/campaigns/{campaign}/clone", {"name": "Fast"})
    assert answer.status_code == 422
    assert ", Wednesday: 10:00-09:00 must start" in answer.text
    assert "window.wed" not in answer.text


def test_archived_and_back(admin, campaign, ctx):
    answer = admin.post(f"/campaigns/{campaign}/archive")
    assert (answer.status_code, answer.location) == (303, f"/campaigns/{campaign}")
    page = admin.get(f"/campaigns/{campaign}").text
    assert "Bring back" in page
    assert f'action="/campaigns/{campaign}/start"' not in page
    for path in (f"/campaigns/{campaign}/records", "/imports/", f"/results/?campaign={campaign}"):
        assert "Spring" in admin.get(path).text, path
    admin.post(f"/campaigns/{campaign}/unarchive")
    assert campaigns.get(ctx, campaign).archived_at is None
    assert "Bring back" not in admin.get(f"/campaigns/{campaign}").text


@pytest.mark.parametrize("state", [RunState.ACTIVE, RunState.PAUSED])
def test_what_dials_is_not_archived(admin, campaign, state):
    models.Campaign.update(run_state=state).execute()
    assert f'action="/campaigns/{campaign}/archive"' not in admin.get(f"/campaigns/{campaign}").text
    answer = admin.post(f"/campaigns/{campaign}/archive")
    assert (answer.status_code, "stop it first" in answer.text) == (409, True)
    assert models.Campaign.get().archived_at is None


def test_a_viewer_is_shown_none_of_it(signed_in, campaign):
    page = signed_in("viewer").get(f"/campaigns/{campaign}").text
    assert "/clone" not in page
    assert "/archive" not in page
