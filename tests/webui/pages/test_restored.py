"""The page of a restored database, its line on every page, and the words that can be said."""

import re

import pytest

from esl_dialer.core.calls.restored import Word
from esl_dialer.store import models
from tests.restores import noticed

LINE = (
    "This database was restored: calls between Nov 20 11:30:00 EST and Nov 20 12:00:00 EST may be"
)


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("path", ["/", "/results/", "/restored/"])
def test_every_page_says_what_waits(signed_in, ctx, campaign, path):
    noticed(ctx.now(), {campaign: 212})
    page = plain(signed_in("viewer").get(path).text)
    assert LINE in page
    assert "1 campaign waits for your word." in page


def test_a_database_that_was_never_restored_says_so_there_and_nowhere_else(signed_in, ctx):
    viewer = signed_in("viewer")
    assert "This database was never restored" in viewer.get("/restored/").text
    assert "restored" not in plain(viewer.get("/").text)


def test_the_page_tells_what_is_known(signed_in, ctx, campaign):
    noticed(ctx.now(), {campaign: 212}, claims=30)
    page = plain(signed_in("admin").get("/restored/").text)
    assert "The switch told of 0 calls that are taken in" in page
    assert "At most 30 more were placed." in page
    assert "212" in page
    assert "Count them as called, and go on" in page


def test_before_the_switch_was_asked_nothing_can_be_said(signed_in, ctx, campaign):
    noticed(ctx.now(), {}, asked=False)
    page = plain(signed_in("admin").get("/restored/").text)
    assert "The switch was not asked yet" in page
    assert "Count them as called" not in page


def test_who_may_not_control_dialing_sees_no_button_and_is_refused(signed_in, ctx, campaign):
    noticed(ctx.now(), {campaign: 212})
    viewer = signed_in("viewer")
    assert "waits for who may control dialing" in viewer.get("/restored/").text
    assert viewer.post(f"/restored/{campaign}").status_code == 403
    assert viewer.get(f"/restored/{campaign}/dial").status_code == 403


SAID = {
    ("", "called"): Word.CALLED,
    ("", ""): Word.CALLED,
    ("", "dial"): Word.CALLED,
    ("", "tomorrow"): Word.TOMORROW,
    ("/dial", ""): Word.DIAL,
}
"""By address and form, what is understood."""


@pytest.mark.parametrize("asked", SAID)
def test_a_word_lets_the_campaign_go_on(signed_in, ctx, campaign, asked):
    noticed(ctx.now(), {campaign: 3})
    admin, (path, given) = signed_in("admin"), asked
    answer = admin.post(f"/restored/{campaign}{path}", {"word": given}, follow_redirects=True)
    assert "Spring goes on." in answer.text
    (held,) = models.HeldCampaign.select()
    assert (held.word, held.said_by) == (SAID[asked], "admin")
    assert LINE not in plain(admin.get("/").text)


def test_dialing_them_is_asked_once_more(signed_in, ctx, campaign):
    noticed(ctx.now(), {campaign: 3})
    page = plain(signed_in("admin").get(f"/restored/{campaign}/dial").text)
    assert "3 records of it may have been called" in page
    assert "They can be dialed at once, and may be called a second time." in page


def test_in_french(signed_in, ctx, campaign):
    noticed(ctx.now(), {campaign: 3})
    admin = signed_in("admin")
    admin.post("/language", {"language": "fr"})
    page = plain(admin.get("/restored/").text)
    assert "Cette base a été restaurée" in page
    assert "1 campagne attend votre décision." in page
