"""What is typed is not lost in a real browser: whatever happens before the server has taken it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, House, new_context
from tests.webui.test_browser import SAMPLE, short_list, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]

LONG_BYTES_S = 20_000
"""So slow that the file is still on its way whenever a busy machine comes to the reload."""

WORDS = "Hello {full_name}. These are my own words."


@pytest.fixture
def context(house: House, chromium: Browser) -> Iterator[BrowserContext]:
    context = new_context(chromium, base_url=house.url)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, house: House) -> Page:
    page = context.new_page()
    sign_in(page, house.username, house.password)
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    return page


def type_campaign(page: Page, name: str) -> None:
    page.goto("/campaigns/new")
    page.get_by_label("Campaign name").fill(name)
    page.get_by_label("Caller IDs").fill("18663123618")
    page.get_by_label("English template").fill(WORDS)
    page.locator("input[name=saturday]").check()
    page.get_by_label("Dial order").select_option("sequential")


def typed(page: Page, name: str) -> None:
    """All of it is there."""
    expect(page.get_by_label("Campaign name")).to_have_value(name)
    expect(page.get_by_label("Caller IDs")).to_have_value("18663123618")
    expect(page.get_by_label("English template")).to_have_value(WORDS)
    expect(page.locator("input[name=saturday]")).to_be_checked()
    expect(page.get_by_label("Dial order")).to_have_value("sequential")


def here_again(page: Page) -> None:
    expect(page.get_by_text("What you typed before is here again")).to_be_visible()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="dialer_session")


def create(page: Page, name: str) -> None:
    page.locator(".btn-list").get_by_role("button", name="Create campaign").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_the_other_type_keeps_all_and_the_chosen_file(page: Page, tmp_path: Path):
    type_campaign(page, "Switched")
    page.get_by_label("CSV or XLSX file").set_input_files(short_list(tmp_path))
    french = page.get_by_label("French template").input_value()
    page.get_by_role("button", name="Message Drop (MD)").click()
    expect(page.get_by_label("French template")).not_to_have_value(french)
    typed(page, "Switched")
    page.get_by_role("button", name="Link Back (LB)").click()
    expect(page.get_by_label("French template")).to_have_value(french)
    page.get_by_role("button", name="Message Drop (MD)").click()
    expect(page.get_by_label("French template")).not_to_have_value(french)
    page.locator(".btn-list").get_by_role("button", name="Create campaign").click()
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()
    page.goto("/campaigns/new")
    expect(page.get_by_label("Campaign name")).to_have_value("")


def test_what_is_wrong_in_a_folded_part_unfolds_it(page: Page):
    type_campaign(page, "Folded")
    part = page.locator("details", has=page.get_by_text("Attempts, times and caps"))
    part.locator("summary").first.click()
    field = part.locator("input[type=number]").first
    before = field.input_value()
    field.fill("-1")
    part.locator("summary").first.click()
    expect(field).to_be_hidden()
    page.locator(".btn-list").get_by_role("button", name="Create campaign").click()
    expect(field).to_be_focused()
    field.fill(before)
    create(page, "Folded")


def test_the_enter_key_creates_and_does_not_switch_the_type(page: Page):
    type_campaign(page, "By Enter")
    page.get_by_label("Caller IDs").press("Enter")
    expect(page.get_by_role("heading", name="By Enter")).to_be_visible()


def test_another_language_and_the_way_back_lose_nothing(page: Page):
    type_campaign(page, "Both ways")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_label("Nom de la campagne")).to_have_value("Both ways")
    page.get_by_role("button", name="English").click()
    typed(page, "Both ways")
    page.get_by_role("link", name="Results").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    page.go_back()
    typed(page, "Both ways")
    page.reload()
    typed(page, "Both ways")
    here_again(page)
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_label("Campaign name")).to_have_value("")


def test_what_was_saved_or_given_up_does_not_come_back(page: Page):
    type_campaign(page, "Saved once")
    create(page, "Saved once")
    page.goto("/campaigns/new")
    expect(page.get_by_label("Campaign name")).to_have_value("")
    type_campaign(page, "Given up")
    page.get_by_role("link", name="Cancel").click()
    page.goto("/campaigns/new")
    expect(page.get_by_label("Campaign name")).to_have_value("")


def test_a_second_tab_has_a_form_of_its_own(page: Page, context: BrowserContext):
    type_campaign(page, "First tab")
    other = context.new_page()
    type_campaign(other, "Second tab")
    page.reload()
    typed(page, "First tab")
    other.reload()
    typed(other, "Second tab")


def test_a_session_that_ends_while_somebody_types_leaves_the_form_alone(
    page: Page, context: BrowserContext, house: House
):
    type_campaign(page, "Typed on")
    end_session(page)
    told = page.locator("#signed-out")
    expect(told).to_be_visible()
    typed(page, "Typed on")
    with context.expect_page() as opened:
        told.get_by_role("link").click()
    other = opened.value
    other.get_by_label("User name").fill(house.username)
    other.get_by_label("Password").fill(house.password)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="New Campaign")).to_be_visible()
    expect(told).to_be_hidden()
    page.locator(".btn-list").get_by_role("button", name="Create campaign").click()
    expect(page.get_by_text("This page was too old")).to_be_visible()
    typed(page, "Typed on")
    create(page, "Typed on")


def test_a_page_without_a_form_goes_to_sign_in_and_comes_back(page: Page, house: House):
    page.goto("/queue/")
    end_session(page)
    expect(page.get_by_label("User name")).to_be_visible()
    page.get_by_label("User name").fill(house.username)
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Call Queue")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ended_before_the_form_was_sent_gives_it_back(
    house: House, chromium: Browser, scripts: bool
):
    context = new_context(chromium, base_url=house.url, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, house.username, house.password)
    name = f"Sent late {scripts}"
    type_campaign(page, name)
    end_session(page)
    page.locator(".btn-list").get_by_role("button", name="Create campaign").click()
    expect(page.get_by_text("what you typed is kept")).to_be_visible()
    page.get_by_label("User name").fill(house.username)
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("button", name="Sign in").click()
    if not scripts:
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("nothing is saved yet")).to_be_visible()
    typed(page, name)
    create(page, name)
    context.close()


def test_a_reload_while_a_list_is_sent_keeps_what_was_typed(page: Page, tmp_path: Path):
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    large = tmp_path / "large.csv"
    large.write_text(lines[0] + "".join(lines[1:]) * 40, encoding="utf-8")
    type_campaign(page, "Cut off")
    page.get_by_label("CSV or XLSX file").set_input_files(large)
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": LONG_BYTES_S})
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".btn-list").get_by_role("button", name="Create campaign").click()
    expect(page.get_by_role("progressbar", name="File sent")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]
    typed(page, "Cut off")
    expect(page.get_by_text("Choose the file again: large.csv")).to_be_visible()


def test_settings_that_are_typed_outlast_another_button(page: Page):
    page.goto("/settings/")
    page.get_by_label("Agency name").fill("Acme Recoveries")
    page.get_by_role("button", name="Run Cleanup Now").click()
    expect(page.get_by_text("of audio deleted")).to_be_visible()
    expect(page.get_by_label("Agency name")).to_have_value("Acme Recoveries")
    here_again(page)


def other_campaign(page: Page) -> str:
    """The name of a campaign beside the sample."""
    type_campaign(page, "Another one")
    create(page, "Another one")
    return "Another one"


def test_a_phone_stays_when_another_campaign_is_chosen_for_a_test_call(page: Page):
    other = other_campaign(page)
    page.goto("/test-call/?tab=campaign&campaign=1")
    page.get_by_label("Phone number to call").fill("416 555 0178")
    page.get_by_label("Campaign", exact=True).select_option(label=other)
    expect(page.get_by_text("This campaign has no records")).to_be_visible()
    page.get_by_label("Campaign", exact=True).select_option(label="Sample: collections (Link Back)")
    expect(page.get_by_label("Phone number to call")).to_have_value("416 555 0178")
