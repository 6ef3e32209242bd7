"""Pictures of the pages: `scripts/screenshots`.

Without a word after it, the three of the documentation. With ``--all DIRECTORY``, every page: wide,
dark and French, and on a phone, for people to look at.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.house.layers import ROOT
from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, PAGES, House, running_house
from tests.webui.test_browser import sign_in, speak

DOCUMENTED = ("dashboard", "campaign", "reports")
"""Pages whose pictures the documentation shows."""

CALLS_S = 8
"""Seconds (real) of dialing before the pictures are taken."""


@dataclass(frozen=True, slots=True)
class Look:
    """A screen's size in pixels, its theme and its reader's language."""

    width: int
    height: int
    theme: str
    language: str


DOCUMENTATION = Look(1280, 800, "light", "en")
LOOKS = {
    "wide": Look(1440, 900, "light", "en"),
    "dark-fr": Look(1280, 900, "dark", "fr"),
    "phone": Look(390, 844, "light", "en"),
    "phone-dark": Look(390, 844, "dark", "en"),
}


def main(words: list[str]) -> None:
    if not CHROMIUM:
        sys.exit(NO_CHROMIUM)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_house(Path(folder)) as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        begin(browser, house)
        if words[:1] == ["--all"]:
            take_all(browser, house, Path(words[1]))
        else:
            take(browser, house, DOCUMENTATION, DOCUMENTED, ROOT / "docs" / "images")
        browser.close()


def begin(browser: Browser, house: House) -> None:
    """Let the sample campaign dial for a while."""
    page = browser.new_page(base_url=house.url)
    sign_in(page, house.username, house.password)
    page.goto("/campaigns/1")
    page.locator("#standing button.btn-green:enabled").click(timeout=120_000)
    page.wait_for_timeout(CALLS_S * 1000)
    page.close()


def take_all(browser: Browser, house: House, target: Path) -> None:
    for name, look in LOOKS.items():
        take(browser, house, look, tuple(PAGES), target / name, whole=True)


def take(
    browser: Browser, house: House, look: Look, names: tuple[str, ...], target: Path,
    *, whole: bool = False,
) -> None:  # fmt: skip
    target.mkdir(parents=True, exist_ok=True)
    size = {"width": look.width, "height": look.height}
    page = browser.new_page(base_url=house.url, viewport=size, color_scheme=look.theme)
    if "sign-in" in names:
        picture(page, PAGES["sign-in"], target / "sign-in.png", whole=whole)
    sign_in(page, house.username, house.password)
    speak(page, look.language)
    for name in names:
        if name != "sign-in":
            picture(page, PAGES[name], target / f"{name}.png", whole=whole)
    page.close()


def picture(page: Page, path: str, target: Path, *, whole: bool) -> None:
    page.goto(path)
    page.wait_for_timeout(1000)
    page.screenshot(path=target, full_page=whole)


if __name__ == "__main__":
    main(sys.argv[1:])
