"""What one person changes is on every other screen at once, and on those that lost the link."""

from collections.abc import Iterator
from itertools import islice

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, House, new_context

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]

PROMISED_MS = 2_000
"""A browser tries a lost stream again after 2 s; else the part is asked for after 10 s. So long,
too, until the stream of a page that has just been opened is surely there."""


@pytest.fixture
def screens(house: House, chromium: Browser) -> Iterator[tuple[Page, Page]]:
    """Two people, each in a browser of their own: one at a campaign, one at the dashboard."""
    contexts = [new_context(chromium, base_url=house.url) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page, path in zip(pages, ("/campaigns/1", "/"), strict=True):
        page.goto("/sign-in")
        page.get_by_label("User name").fill(house.username)
        page.get_by_label("Password").fill(house.password)
        page.get_by_role("button", name="Sign in").click()
        page.goto(path)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


def change_speed(page: Page, cpm: int) -> None:
    page.locator("#cpm").fill(str(cpm))
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#notices")).to_contain_text(f"dials {cpm} calls per minute")


def test_a_change_is_on_another_screen_within_two_seconds(screens):
    one, other = screens
    shown = other.locator("#campaigns")
    change_speed(one, 70)
    expect(shown).to_contain_text("70 calls per minute")
    in_time = (speed for speed in range(71, 80) if is_shown_in_time(one, speed, shown))
    assert len(list(islice(in_time, 3))) == 3


def is_shown_in_time(changing: Page, cpm: int, shown: Locator) -> bool:
    """The machine may be busy with something else at one time or other."""
    change_speed(changing, cpm)
    try:
        expect(shown).to_contain_text(f"{cpm} calls per minute", timeout=PROMISED_MS)
    except AssertionError:
        return False
    return True


def test_a_screen_that_lost_the_link_catches_up(screens):
    one, other = screens
    other.context.set_offline(True)
    change_speed(one, 81)
    other.context.set_offline(False)
    shown = other.locator("#campaigns")
    expect(shown).to_contain_text("81 calls per minute")
