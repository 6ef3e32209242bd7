"""Run again, and reset: two questions of one page, each in its own words."""

from tests.store.rows import a_record


def test_each_says_what_it_does_and_how_many_it_dials(signed_in, campaign):
    admin = signed_in("admin")
    a_record(campaign, "+14165550100")
    again, reset = (admin.get(f"/campaigns/{campaign}/{verb}").text for verb in ("rerun", "reset"))
    assert "A new run: everybody is dialed afresh" in again
    assert "Dial 1 record" in again
    assert "Re-queue" not in again
    assert "Every record becomes pending again" in reset
    assert "Re-queue 1 record" in reset
    assert "A new run" not in reset
