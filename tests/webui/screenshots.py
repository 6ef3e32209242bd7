"""The pictures of the documentation: `scripts/screenshots`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.house.layers import ROOT
from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, House, running_house

PICTURES = {
    "dashboard": "/",
    "campaign": "/campaigns/1",
    "reports": "/reports/",
}
"""By name: the page."""

CALLS_S = 20
"""Seconds (real) of dialing before the pictures are taken."""


def main(target: Path) -> None:
    if not CHROMIUM:
        sys.exit(NO_CHROMIUM)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_house(Path(folder)) as house:
        take(house, target)


def take(house: House, target: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            base_url=house.url, viewport={"width": 1280, "height": 800}, color_scheme="light"
        )
        page = context.new_page()
        begin(page, house)
        for name, path in PICTURES.items():
            picture(page, path, target / f"{name}.png")
        browser.close()


def begin(page: Page, house: House) -> None:
    """Sign in, and let the sample campaign dial for a while."""
    page.goto("/sign-in")
    page.get_by_label("User name").fill(house.username)
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/campaigns/1")
    page.locator("#standing button.btn-green:enabled").click(timeout=120_000)
    page.wait_for_timeout(CALLS_S * 1000)


def picture(page: Page, path: str, target: Path) -> None:
    page.goto(path)
    page.wait_for_timeout(1500)
    page.screenshot(path=target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
