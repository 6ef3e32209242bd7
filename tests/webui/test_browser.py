"""What the floor does all day, done in a real browser on the simulated switch."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.house.layers import ROOT
from tests.outbound.list_server import list_server
from tests.webui.browsing import CHROMIUM, NO_CHROMIUM, PAGES, House, new_context, wait_until
from tests.whole import WHOLE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]

SAMPLE = ROOT / "data" / "samples" / "collections_200.csv"
AXE = ROOT / "webui" / "static" / "vendor" / "axe.min.js"


@pytest.fixture
def page(house: House, chromium: Browser) -> Iterator[Page]:
    """Signed in as the first user; whatever the console says against the page fails the test."""
    context = new_context(chromium, base_url=house.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if complains(told) else None)
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
    sign_in(page, house.username, house.password)
    yield page
    context.close()
    assert complaints == []


def complains(told: ConsoleMessage) -> bool:
    """An error, but that a form was refused: the browser says so of each answer of 422."""
    return told.type == "error" and " 422 " not in told.text


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def short_list(folder: Path, rows: int = 12) -> Path:
    """The first people of the sample list, as a file of their own."""
    path = folder / "short.csv"
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(lines[: rows + 1]), encoding="utf-8")
    return path


def make_campaign(page: Page, name: str, folder: Path) -> None:
    """New Campaign, with a list that is looked at before it counts."""
    page.get_by_role("link", name="New Campaign").first.click()
    page.get_by_label("Campaign name").fill(name)
    page.get_by_label("Caller IDs").fill("18663123618, 18889617999")
    page.get_by_label("Calls per minute").fill("200")
    page.get_by_label("CSV or XLSX file").set_input_files(short_list(folder))
    page.get_by_role("button", name="Create campaign").click()
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()
    page.get_by_role("button", name=f"Import into {name}").click()
    expect(page.locator("#lists")).to_contain_text("done")


def generate_audio(page: Page) -> None:
    page.locator(".page-body").get_by_role("link", name="Audio", exact=True).click()
    page.get_by_role("button", name="Generate for New Files Only").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()


def test_a_list_becomes_calls_and_a_report(page: Page, tmp_path: Path):
    make_campaign(page, "Walk", tmp_path)
    generate_audio(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("Walk is dialing.")
    expect(page.locator("#feed tbody tr").first).to_be_visible()
    page.get_by_role("link", name="Dashboard").click()
    expect(page.locator("#feed")).to_contain_text("Walk")
    page.get_by_role("link", name="Results").click()
    page.get_by_label("Campaign", exact=True).select_option(label="Walk")
    wait_until(lambda: results(page) >= 3)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 3
    assert {row["Campaign Name"] for row in rows} == {"Walk"}
    page.get_by_role("link", name="Reports").click()
    expect(page.locator("canvas").first).to_be_visible()


def results(page: Page) -> int:
    """How many there are when asked again."""
    with page.expect_response(re.compile("/results/")):
        page.get_by_role("button", name="Show").click()
    return page.locator("tbody tr").count()


def test_a_campaign_is_paused_sped_up_reordered_stopped_and_reset(page: Page, tmp_path: Path):
    make_campaign(page, "Steered", tmp_path)
    generate_audio(page)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#standing")).to_contain_text("paused")
    page.get_by_label("Speed: calls per minute").fill("42")
    expect(page.locator("#cpm-shown")).to_have_text("42")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#notices")).to_contain_text("Steered dials 42 calls per minute.")
    page.get_by_role("button", name="Sequential").click()
    expect(page.get_by_role("button", name="Sequential")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#standing")).to_contain_text("stopped")
    expect(page.locator("#standing")).not_to_contain_text("live")
    page.get_by_role("link", name="Reset").click()
    page.get_by_role("button", name=re.compile(r"Re-queue \d+ records")).click()
    expect(page.locator("#notices")).to_contain_text("records are pending again.")


def test_a_text_is_edited_with_its_preview_and_spoken_again(page: Page, tmp_path: Path):
    make_campaign(page, "Reworded", tmp_path)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("English template").fill("Hello {full_nam}.")
    expect(page.locator("#preview")).to_contain_text("did you mean {full_name}?")
    page.get_by_label("English template").fill("Hello {full_name}. Please call {tfn}.")
    expect(page.locator("#preview")).to_contain_text("Hello John Muglia.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notices")).to_contain_text("regenerate the audio")
    page.locator(".page-body").get_by_role("link", name="Audio", exact=True).click()
    page.get_by_role("button", name="Regenerate ALL Audio").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()


def test_a_quick_test_call_is_followed_to_its_end(page: Page):
    page.get_by_role("link", name="Test Call").click()
    page.get_by_label("Phone number to call").fill("416 555 0178")
    page.get_by_label("Transfer number").fill("416 555 0190")
    page.get_by_label("Text to be said").fill("Hello. This is a test.")
    page.get_by_role("button", name="Generate & Call").click()
    expect(page.locator("#steps")).to_contain_text("answered")
    expect(page.locator("#steps")).to_contain_text("ended")


def test_numbers_that_must_not_be_called_are_pasted_and_found(page: Page):
    page.get_by_role("link", name="Do not call").click()
    page.get_by_label("One number or many").fill("(416) 555-7001; 416-555-7002\n4165557003")
    page.get_by_label("Reason", exact=True).fill("Legal hold")
    page.get_by_role("button", name="Add All").click()
    expect(page.locator("#notices")).to_contain_text("3 numbers added")
    page.get_by_label("Search by number or reason").press_sequentially("7002")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Delete 4165557002").click()
    page.get_by_role("button", name="Delete (416) 555-7002").click()
    expect(page.locator("#notices")).to_contain_text("may be called again")


def test_a_new_viewer_chooses_a_password_and_can_change_nothing(
    page: Page, house: House, chromium: Browser
):
    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Add User").click()
    page.get_by_label("User name").fill("watcher")
    page.get_by_label("First password").fill("first password")
    page.get_by_role("button", name="Create User").click()
    expect(page.get_by_role("cell", name="watcher")).to_be_visible()
    other = new_context(chromium, base_url=house.url).new_page()
    sign_in(other, "watcher", "first password")
    other.get_by_label("Your password now").fill("first password")
    other.get_by_label("New password", exact=True).fill("second password")
    other.get_by_label("New password again").fill("second password")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", name="Dashboard")).to_be_visible()
    assert other.get_by_role("link", name="New Campaign").count() == 0
    assert other.get_by_role("link", name="Users").count() == 0
    other.goto("/campaigns/1")
    assert other.get_by_role("button", name="Start", exact=True).count() == 0
    assert other.goto("/users/").status == 403
    other.context.close()


def test_the_global_speed_is_set_at_the_foot_of_the_sidebar(page: Page):
    page.get_by_label("Global speed (CPM)").fill("150")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("150 calls per minute")
    expect(page.get_by_label("Global speed (CPM)")).to_have_value("150")


SLOW_BYTES_S = 400_000


def test_a_large_list_shows_how_much_of_it_is_sent(page: Page, tmp_path: Path):
    lines = SAMPLE.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    large = tmp_path / "large.csv"
    large.write_text(lines[0] + "".join(lines[1:]) * 20, encoding="utf-8")
    page.goto("/campaigns/1/lists/new")
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": SLOW_BYTES_S})
    page.get_by_label("CSV or XLSX file").set_input_files(large)
    page.get_by_role("button", name="Send").click()
    bar = page.get_by_role("progressbar", name="File sent")
    expect(bar).to_be_visible()
    assert 0 < bar.evaluate("one => one.value / one.max") < 1
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()
    assert "/lists/check/" in page.url


DROPPED = """([form, files]) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, {type: "text/csv"}));
  const how = {dataTransfer: carried, bubbles: true, cancelable: true};
  for (const type of ["dragover", "drop"]) form.dispatchEvent(new DragEvent(type, how));
}"""


def drop(page: Page, selector: str, *files: Path) -> None:
    held = [[file.name, file.read_text(encoding="utf-8")] for file in files]
    page.evaluate(DROPPED, [page.locator(selector).element_handle(), held])


def test_a_file_is_dropped_on_the_form(page: Page, tmp_path: Path):
    page.goto("/campaigns/1/lists/new")
    drop(page, "h1, h2 >> nth=0", short_list(tmp_path))
    assert page.get_by_label("CSV or XLSX file").input_value() == ""
    drop(page, "form[data-drop] textarea", short_list(tmp_path), SAMPLE)
    assert page.get_by_label("CSV or XLSX file").input_value().endswith("short.csv")
    expect(page.get_by_text("One file at a time")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()


def test_rows_are_pasted(page: Page, tmp_path: Path):
    page.goto("/campaigns/1/lists/new")
    rows = short_list(tmp_path).read_text(encoding="utf-8")
    page.get_by_label("Or paste the rows").fill(rows)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()
    expect(page.get_by_label("List name")).to_have_value("Pasted text")


STRANGE = "Report of May,\nKonto,Privat\nK-1,416 555 0101\nK-2,416 555 0102\n"


def test_columns_are_mapped_and_the_start_row_is_set_by_keyboard(page: Page):
    page.goto("/campaigns/1/lists/new")
    page.get_by_label("Or paste the rows").fill(STRANGE)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("radio", name="1", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Look again").press("Enter")
    account = page.get_by_label("What column Konto is")
    account.focus()
    page.keyboard.type("Account n")
    expect(account).to_have_value("account_number")
    page.get_by_label("What column Privat is").select_option("Phone, home")
    page.get_by_label("List name").fill("Mapped by hand")
    page.get_by_role("button", name="Import into").press("Enter")
    expect(page.locator("#lists")).to_contain_text("Mapped by hand")
    expect(page.locator("#lists tr", has_text="Mapped by hand")).to_contain_text("done")
    page.goto("/people?search=K-2")
    expect(page.get_by_role("link", name="K-2")).to_be_visible()


def test_a_list_of_an_address_is_fetched_by_the_worker(page: Page):
    with list_server() as server:
        page.goto("/campaigns/1/lists/new")
        page.get_by_label("Or the address of a file").fill(server.address("list.csv", "127.0.0.1"))
        page.get_by_role("button", name="Send").click()
        refused = page.get_by_role("alert").filter(has_text="Nothing was fetched")
        expect(refused).to_contain_text("127.0.0.1 is not on the open network")
        assert server.hosts == []
        page.goto("/settings/")
        page.get_by_label("Inside hosts of lists").fill("localhost")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#notices")).to_contain_text("Saved")
        page.goto("/campaigns/1/lists/new")
        page.get_by_label("Or the address of a file").fill(server.address("list.csv"))
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Check the list")).to_be_visible()
        expect(page.get_by_label("List name")).to_have_value("list")


def test_a_refused_form_with_a_file_keeps_what_was_typed(page: Page, tmp_path: Path):
    page.goto("/campaigns/new")
    page.get_by_label("Campaign name").fill("Kept")
    page.get_by_label("Dial end time").fill("08:00")
    page.get_by_label("CSV or XLSX file").set_input_files(short_list(tmp_path))
    page.get_by_role("button", name="Create campaign").click()
    expect(page.get_by_role("alert").first).to_contain_text("Not saved")
    expect(page.get_by_label("Campaign name")).to_have_value("Kept")
    page.get_by_label("Dial end time").fill("18:00")
    page.get_by_role("button", name="Create campaign").click()
    expect(page.get_by_role("heading", name="Check the list")).to_be_visible()


def test_work_under_way_is_on_other_pages_and_its_end_is_told(page: Page, tmp_path: Path):
    make_campaign(page, "Followed", tmp_path)
    other = page.context.new_page()
    other.goto("/dnc/")
    other.get_by_title("Work under way").click()
    expect(other.locator("#works-list")).to_contain_text("short, into Followed")
    page.locator(".page-body").get_by_role("link", name="Audio", exact=True).click()
    page.get_by_role("button", name="Generate for New Files Only").click()
    expect(other.locator("#toasts")).to_contain_text("The audio of Followed is made")
    expect(other.locator("#works-list")).to_be_visible()
    other.reload()
    other.get_by_role("link", name="Notices").click()
    expect(other.get_by_text("The audio of Followed is made")).to_have_count(1)


def test_ten_tabs_of_one_browser_all_work(page: Page):
    tabs = [page.context.new_page() for _ in range(10)]
    for tab in tabs:
        tab.goto("/")
    for tab in tabs:
        expect(tab.locator("#engine-badge")).to_contain_text("Engine running")


NAMES = [name for name in PAGES if name != "sign-in"]
LOOKS = [("light", 1280, "en"), ("dark", 390, "fr"), ("dark", 1280, "fr"), ("light", 390, "en")]
SEEN = (
    [(look, NAMES) for look in LOOKS]
    if WHOLE
    else [(look, NAMES[at::2]) for at, look in enumerate(LOOKS[:2])]
)
"""Each page in each look; or in one of two."""


@pytest.mark.parametrize(("look", "names"), SEEN, ids=[str(look) for look, _ in SEEN])
def test_every_page_is_accessible(
    house: House, chromium: Browser, look: tuple[str, int, str], names: list[str]
):
    theme, width, language = look
    context = new_context(chromium, base_url=house.url, viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "theme", "value": theme, "url": house.url}])
    page = context.new_page()
    found = {"sign-in": _faults(page, "/sign-in")}
    sign_in(page, house.username, house.password)
    try:
        speak(page, language)
        found |= {name: _faults(page, PAGES[name]) for name in names}
        assert page.locator("html").get_attribute("lang") == language
    finally:
        speak(page, "en")
        context.close()
    assert {name: told for name, told in found.items() if told} == {}


def speak(page: Page, language: str) -> None:
    """Choose the user's language, as the button at the top does."""
    page.goto("/users/me/password")
    button = page.locator(f"button[name=language][value={language}]")
    if button.count():
        button.click()
        expect(page.locator("html")).to_have_attribute("lang", language)


def _faults(page: Page, path: str) -> list[str]:
    """What axe finds, what is wider than the screen, and ids that two things have."""
    page.goto(path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    told = [f"{v['id']}: {n['html'][:120]}" for v in result["violations"] for n in v["nodes"]]
    wide = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.table-responsive:has(.stack)')]"
        ".filter((one) => one.scrollWidth > one.clientWidth + 1)"
        ".map((one) => one.id || one.tagName)"
    )
    twice = page.evaluate(
        "[...document.querySelectorAll('[id]')].map((one) => one.id)"
        ".filter((id, at, all) => id && all.indexOf(id) !== at)"
    )
    return [
        *told,
        *(f"too wide: {name}" for name in wide),
        *(f"an id of two: {name}" for name in twice),
    ]
