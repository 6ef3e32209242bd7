"""Keyboards, dark rooms, phones, double clicks, hostile names: in a real browser."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, House, new_context
from tests.webui.test_browser import (
    SAMPLE,
    generate_audio,
    make_campaign,
    page,
    sign_in,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]
__all__ = ["page"]

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(2)</script>',
    '=HYPERLINK("http://evil.test")',
    "{{ 7 * 7 }}",
)
MOST_TABS = 120
FOCUSED = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  const shown = look.outlineStyle !== "none" || look.boxShadow !== "none";
  return [one.getAttribute("aria-label") || one.innerText || one.name || one.id || "", shown];
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this is in focus; the focus can be seen wherever it is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        text, shown = page.evaluate(FOCUSED)
        assert shown, f"the focus on {text!r} can't be seen"
        if text.strip() == name:
            return
    raise AssertionError(f"no Tab leads to {name!r}")


def test_a_campaign_is_started_and_paused_without_a_mouse(page: Page, tmp_path: Path):
    make_campaign(page, "Keys", tmp_path)
    generate_audio(page)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)[0] == "Skip to the content"
    tab_to(page, "Campaigns")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/")
    tab_to(page, "Keys")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Keys is dialing.")
    tab_to(page, "Pause")
    with page.expect_response("**/standing"), page.expect_response("**/standing"):
        pass
    assert page.evaluate(FOCUSED)[0].strip() == "Pause"
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Keys is paused.")


def test_the_page_is_as_dark_as_the_browser_until_someone_chooses(house: House, chromium: Browser):
    context = new_context(chromium, base_url=house.url, color_scheme="dark")
    page = context.new_page()
    theme = page.locator("html")
    page.goto("/sign-in")
    expect(theme).to_have_attribute("data-bs-theme", "dark")
    sign_in(page, house.username, house.password)
    page.emulate_media(color_scheme="light")
    expect(theme).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Dark").click()
    expect(theme).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(theme).to_have_attribute("data-bs-theme", "dark")
    context.close()


def test_a_double_click_makes_one_campaign(page: Page):
    page.goto("/campaigns/new")
    page.get_by_label("Campaign name").fill("Twice")
    page.get_by_role("button", name="Create campaign").dblclick()
    expect(page.locator("#notices")).to_contain_text("Twice is made, as a draft.")
    page.goto("/campaigns/")
    expect(page.get_by_role("link", name="Twice")).to_have_count(1)


def hostile_list(folder: Path) -> Path:
    """The sample's first people, under names that would like to run."""
    rows = list(csv.reader(io.StringIO(SAMPLE.read_text(encoding="utf-8-sig"))))
    for row, name in zip(rows[1:], HOSTILE, strict=False):
        for column in ("First Name", "Last Name", "Full Name", "City"):
            row[rows[0].index(column)] = name
    path = folder / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[: len(HOSTILE) + 1])
    return path


@pytest.fixture
def alarmed(page: Page) -> Iterator[list[str]]:
    """What dialogs said that a script of the list opened."""
    told: list[str] = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    yield told
    assert told == []


@pytest.mark.usefixtures("alarmed")
def test_names_that_would_run_are_shown_as_text(page: Page, tmp_path: Path):
    page.goto("/campaigns/new")
    page.get_by_label("Campaign name").fill(HOSTILE[0])
    page.get_by_label("CSV or XLSX file").set_input_files(hostile_list(tmp_path))
    page.get_by_role("button", name="Create campaign").click()
    expect(page.get_by_text(HOSTILE[1]).first).to_be_visible()
    page.get_by_role("button", name="Import into").click()
    expect(page.locator("#lists")).to_contain_text("done")
    page.get_by_role("link", name="Records", exact=True).click()
    for name in HOSTILE:
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)
        page.goto(f"/people?search={name.split()[0][:4]}")
        page.go_back()
    page.get_by_role("link", name=HOSTILE[1], exact=True).click()
    expect(page.get_by_role("heading", name=HOSTILE[1])).to_be_visible()
    page.goto("/")
    expect(page.locator("#campaigns").get_by_text(HOSTILE[0])).to_be_visible()
