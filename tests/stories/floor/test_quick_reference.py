"""Each task of the guide's quick reference, as a person does it: from nothing to a report."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.house.layers import ROOT
from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, House, empty_house, new_context
from tests.webui.test_browser import SAMPLE, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]

FIRST, SECOND = "a first password", "a second password"
DESK = "416 555 0178"
"""A number of the rehearsal carrier that answers."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with empty_house(tmp_path, FIRST) as running:
        yield running


@pytest.fixture
def page(house: House, chromium: Browser) -> Iterator[Page]:
    """The first user, with a password of their own; the console must have no complaint."""
    context = new_context(chromium, base_url=house.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
    sign_in(page, house.username, house.password)
    page.get_by_label("Your password now").fill(FIRST)
    page.get_by_label("New password", exact=True).fill(SECOND)
    page.get_by_label("New password again").fill(SECOND)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="No campaigns yet")).to_have_count(0)
    expect(page.get_by_text("No campaigns yet")).to_be_visible()
    yield page
    context.close()
    assert complaints == []


def people(folder: Path, first: int, last: int) -> Path:
    """Rows of the sample list, as a file of their own."""
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path = folder / f"people-{first}-{last}.csv"
    path.write_text("".join([lines[0], *lines[first : last + 1]]), encoding="utf-8")
    return path


def go(page: Page, name: str) -> None:
    """By the sidebar."""
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=name, exact=True).click()


def campaign_page(page: Page) -> None:
    go(page, "Campaigns")
    page.get_by_role("link", name="Walk").click()


def toolbar(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Campaign", exact=True).get_by_role(
        "link", name=name
    ).click()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def told(page: Page, text: str) -> None:
    expect(page.locator("#notices")).to_contain_text(text)


def spoken(page: Page) -> None:
    expect(button(page, "Start")).to_be_enabled()


def create_a_campaign(page: Page, folder: Path) -> None:
    go(page, "New Campaign")
    page.get_by_label("Campaign name").fill("Walk")
    page.get_by_label("Caller IDs").fill("18663123618, 18889617999")
    page.get_by_label("CSV or XLSX file").set_input_files(people(folder, 1, 8))
    button(page, "Create campaign").click()
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()
    button(page, "Import into Walk").click()
    expect(page.locator("#lists")).to_contain_text("done")
    expect(page.locator("#standing")).to_contain_text("records have no audio")


def generate_audio(page: Page, folder: Path) -> None:
    campaign_page(page)
    toolbar(page, "Audio")
    button(page, "Generate for New Files Only").click()
    spoken(page)
    expect(page.locator("#standing")).to_contain_text("Ready to start.")


def start_dialing(page: Page, folder: Path) -> None:
    campaign_page(page)
    button(page, "Start").click()
    told(page, "Walk is dialing.")
    expect(page.locator("#feed tbody tr").first).to_be_visible()


def adjust_speed(page: Page, folder: Path) -> None:
    page.get_by_label("Speed: calls per minute").fill("120")
    expect(page.locator("#cpm-shown")).to_have_text("120")
    button(page, "Apply").click()
    told(page, "Walk dials 120 calls per minute.")


def change_dial_order(page: Page, folder: Path) -> None:
    button(page, "Sequential").click()
    told(page, "Walk dials in sequential order.")
    expect(button(page, "Sequential")).to_have_attribute("aria-pressed", "true")


def pause_dialing(page: Page, folder: Path) -> None:
    button(page, "Pause").click()
    told(page, "Walk is paused.")
    expect(button(page, "Start")).to_be_enabled()


def stop_dialing(page: Page, folder: Path) -> None:
    button(page, "Stop").click()
    told(page, "Walk is stopped.")
    expect(page.locator("#standing")).not_to_contain_text("live")


def redial_the_entire_list(page: Page, folder: Path) -> None:
    toolbar(page, "Reset")
    page.get_by_role("button", name=re.compile(r"Re-queue \d+ records")).click()
    told(page, "pending again.")
    button(page, "Start").click()
    told(page, "Walk is dialing.")


def add_more_records(page: Page, folder: Path) -> None:
    toolbar(page, "Add CSV")
    page.get_by_label("CSV or XLSX file").set_input_files(people(folder, 9, 12))
    button(page, "Send").click()
    button(page, "Import into Walk").click()
    expect(page.locator("#standing")).to_contain_text(re.compile(r"\b12\b|to call"))
    button(page, "Stop").click()
    generate_audio(page, folder)
    button(page, "Start").click()
    told(page, "Walk is dialing.")


def change_the_spoken_text(page: Page, folder: Path) -> None:
    button(page, "Stop").click()
    toolbar(page, "Edit")
    page.get_by_label("English template").fill("Hello {full_name}. Please call {tfn}.")
    expect(page.locator("#preview")).to_contain_text("Hello John Muglia.")
    button(page, "Save").click()
    told(page, "regenerate the audio")
    toolbar(page, "Audio")
    button(page, "Regenerate ALL Audio").click()
    expect(page.locator("#audio")).to_contain_text("The audio is being generated")
    spoken(page)


def adjust_global_speed(page: Page, folder: Path) -> None:
    page.get_by_label("Global speed (CPM)").fill("150")
    button(page, "Set").click()
    told(page, "150 calls per minute")


def quick_test(page: Page, folder: Path) -> None:
    go(page, "Test Call")
    page.get_by_label("Phone number to call").fill(DESK)
    page.get_by_label("Transfer number").fill("416 555 0190")
    page.get_by_label("Text to be said").fill("Hello. This is a test.")
    button(page, "Generate & Call").click()
    expect(page.locator("#steps")).to_contain_text("ended")


def campaign_test_call(page: Page, folder: Path) -> None:
    go(page, "Test Call")
    page.get_by_role("link", name="Campaign Test").click()
    page.get_by_label("Campaign", exact=True).select_option(label="Walk")
    page.get_by_label("Record").press_sequentially("mug")
    expect(page.locator("#accounts option").first).to_contain_text("MUGLIA")
    page.get_by_label("Record").fill("1000000")
    page.get_by_label("Phone number to call").fill(DESK)
    button(page, "Send test call").click()
    expect(page.locator("#steps")).to_contain_text("ended")


def export_results(page: Page, folder: Path) -> None:
    go(page, "Reports")
    page.get_by_label("Campaign", exact=True).select_option(label="Walk")
    button(page, "Show").click()
    expect(page.locator("canvas").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert len(rows[0]) == 12
    assert {row["Campaign Name"] for row in rows} == {"Walk"}


def take_the_report_away(page: Page, folder: Path) -> None:
    campaign_page(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Report (XLSX)").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def run_the_like_again(page: Page, folder: Path) -> None:
    campaign_page(page)
    toolbar(page, "Clone")
    page.get_by_label("Name of the new campaign").fill("Again")
    button(page, "Clone").click()
    expect(page.get_by_role("heading", name="Again")).to_be_visible()


def put_it_away(page: Page, folder: Path) -> None:
    button(page, "Archive").click()
    told(page, "Again is archived")
    go(page, "Campaigns")
    expect(page.get_by_role("link", name="Again")).to_have_count(0)


def add_a_user(page: Page, folder: Path) -> None:
    go(page, "Users")
    page.get_by_role("link", name="Add User").click()
    page.get_by_label("User name").fill("watcher")
    page.get_by_label("First password").fill("first password")
    button(page, "Create User").click()
    expect(page.get_by_role("cell", name="watcher")).to_be_visible()


def clean_up_old_audio(page: Page, folder: Path) -> None:
    go(page, "Settings")
    button(page, "Run Cleanup Now").click()
    told(page, "of audio deleted")


WALK: dict[str, Callable[[Page, Path], None]] = {
    "Create a campaign": create_a_campaign,
    "Generate audio": generate_audio,
    "Start dialing": start_dialing,
    "Adjust speed": adjust_speed,
    "Change dial order": change_dial_order,
    "Pause dialing": pause_dialing,
    "Stop dialing": stop_dialing,
    "Redial entire list": redial_the_entire_list,
    "Add more records": add_more_records,
    "Change spoken text": change_the_spoken_text,
    "Adjust global speed": adjust_global_speed,
    "Quick test (no campaign)": quick_test,
    "Campaign test call": campaign_test_call,
    "Export results": export_results,
    "Take a campaign's report away": take_the_report_away,
    "Run the like of a campaign again": run_the_like_again,
    "Put a finished campaign away": put_it_away,
    "Add a user": add_a_user,
    "Clean up old audio": clean_up_old_audio,
}
"""By task of the quick reference: how it is done. The order is a person's first day."""


def test_each_task_of_the_quick_reference_is_done(page: Page, tmp_path: Path):
    for act in WALK.values():
        act(page, tmp_path)


def test_the_guide_lists_the_tasks_that_are_tried():
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    section = guide.partition("## Quick reference")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| ([A-Z][^|]*?) \|", section, re.MULTILINE)) == {"Task", *WALK}
