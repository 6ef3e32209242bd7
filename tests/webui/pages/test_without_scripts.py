"""The day's work with scripts off: every form, and the menu of a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, House, new_context, wait_until
from tests.webui.test_browser import short_list, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]


@pytest.fixture
def page(house: House, chromium: Browser) -> Iterator[Page]:
    context = new_context(chromium, base_url=house.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, house.username, house.password)
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    load(page, page.locator("#content").get_by_role("button", name=name, exact=True))


def load(page: Page, button: Locator) -> None:
    """Without scripts every button loads a page: returns when that page is there."""
    with page.expect_navigation():
        button.click()


def told(page: Page, text: str) -> None:
    expect(page.locator("#notices")).to_contain_text(text)


def reload_until(page: Page, shown) -> None:
    """As a person does where nothing moves by itself."""

    def again() -> bool:
        page.reload()
        return bool(shown())

    wait_until(again)


def test_a_campaign_from_its_list_to_its_reset(page: Page, tmp_path: Path):
    page.goto("/campaigns/new")
    page.get_by_label("Campaign name").fill("Plain")
    page.get_by_label("Caller IDs").fill("18663123618")
    page.get_by_label("CSV or XLSX file").set_input_files(short_list(tmp_path, 5))
    press(page, "Create campaign")
    press(page, "Import into Plain")
    reload_until(page, lambda: "done" in page.locator("#lists").inner_text())
    campaign = re.sub(r"[?#].*", "", page.url)
    page.goto(f"{campaign}/audio")
    press(page, "Generate for New Files Only")
    page.goto(campaign)
    start = page.locator("#content").get_by_role("button", name="Start", exact=True)
    reload_until(page, lambda: start.count() and start.first.is_enabled())
    press(page, "Start")
    told(page, "Plain is dialing.")
    press(page, "Pause")
    page.get_by_label(re.compile("Speed")).fill("42")
    press(page, "Apply")
    told(page, "Plain dials 42 calls per minute.")
    press(page, "Sequential")
    expect(page.get_by_role("button", name="Sequential")).to_have_attribute("aria-pressed", "true")
    press(page, "Stop")
    reload_until(page, lambda: "live" not in page.locator("#standing").inner_text())
    page.goto(f"{campaign}/reset")
    load(page, page.get_by_role("button", name=re.compile(r"Re-queue \d+ record")))
    expect(page.locator("#notices")).to_contain_text("pending again")


def test_a_test_call_is_followed(page: Page):
    page.goto("/test-call/")
    page.get_by_label("Phone number to call").fill("416 555 0178")
    page.get_by_label("Transfer number").fill("416 555 0190")
    page.get_by_label("Text to be said").fill("Hello. This is a test.")
    press(page, "Generate & Call")
    expect(page.locator("#steps")).to_contain_text("ended")


def test_numbers_users_and_settings(page: Page):
    page.goto("/dnc/")
    page.get_by_label("One number or many").fill("416 555 7001, 416 555 7002")
    press(page, "Add All")
    told(page, "2 numbers added")
    page.get_by_label("Search by number or reason").fill("7002")
    page.keyboard.press("Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.goto("/users/new")
    page.get_by_label("User name").fill("plain")
    page.get_by_label("First password").fill("first password")
    press(page, "Create User")
    expect(page.get_by_role("cell", name="plain", exact=True)).to_be_visible()
    page.goto("/settings/")
    page.locator("#notice_stall_minutes").fill("7")
    press(page, "Save")
    expect(page.locator("#notice_stall_minutes")).to_have_value("7")
    page.get_by_role("navigation").get_by_label("Global speed (CPM)").fill("150")
    load(page, page.get_by_role("button", name="Set", exact=True))
    told(page, "150 calls per minute")


def test_what_everyone_has_on_every_page(page: Page):
    page.goto("/notices/")
    load(page, page.get_by_role("button", name="Français"))
    expect(page.get_by_role("heading", name="Avis")).to_be_visible()
    load(page, page.get_by_role("button", name="English"))
    for path in ("/results/", "/reports/", "/people"):
        page.goto(path)
        load(page, page.locator("#content form[method=get] button").first)
        expect(page.locator("h1")).to_be_visible()
    load(page, page.get_by_role("button", name="Sign out"))
    expect(page.get_by_label("User name")).to_be_visible()


def test_a_phone_has_its_menu(page: Page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/")
    expect(page.get_by_role("button", name="Menu")).to_have_count(0)
    page.get_by_role("link", name="Results").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
