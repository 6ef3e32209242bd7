"""What a list is taken for, before it counts."""

import html
import io
import re
from pathlib import Path

import pytest

from esl_dialer.core.lists.addresses import NotFetched, Order
from esl_dialer.core.says import Says
from esl_dialer.services.lists import fetching, list_reading
from esl_dialer.store import models
from tests.services.lists.books import people, write_xlsx
from tests.services.lists.sent import SENT
from tests.store.rows import phones_of

BOOK = Path("tests/services/lists/fixtures/filtered.xls")


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def send(admin, campaign: int, path: Path) -> str:
    """Where the page that shows the file is."""
    file = {"file": (io.BytesIO(path.read_bytes()), path.name)}
    return admin.post(f"/campaigns/{campaign}/lists/new", file).location


def pasted(admin, campaign: int, text: str) -> str:
    """Where the page that shows it is."""
    return admin.post(f"/campaigns/{campaign}/lists/new", {"text": text}).location


def test_pasted_rows_are_looked_at_and_imported_as_a_file_is(admin, ctx, campaign) -> None:
    rows = SENT[0].path.read_text(encoding="utf-8")
    at = pasted(admin, campaign, rows.replace("\n", "\r\n"))
    assert 'value="Pasted text"' in admin.get(at).text
    admin.post(at, {"name": "By hand"})
    list_reading.work_once(ctx, "a reader")
    assert {r.account for r in models.Record.select()} == set(SENT[0].phones)


STRANGE = "Report of May\nKonto,Wer,Privat\nK-1,Ann,416 555 0101\nK-2,Bo,416 555 0102\n"
CHOICE = re.compile(r'name="column_(\d+)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="(\w*)" selected>')


def chosen_in(page: str) -> list[str]:
    return [CHOSEN.search(found[0])[1] for found in CHOICE.finditer(page)]


def fields_of(page: str) -> dict[str, str]:
    """The form as it is sent when nothing is touched."""
    hidden = re.findall(r'type="hidden" name="((?:was_|shown_)\w+)" value="([^"]*)"', page)
    start = re.search(r'name="start" value="(\d+)" form="check" checked', page)
    columns = {f"column_{at}": one for at, one in enumerate(chosen_in(page), 1)}
    return {"name": "Mapped", **dict(hidden), **columns} | ({"start": start[1]} if start else {})


def test_a_strange_list_is_mapped_on_its_grid(admin, ctx, campaign) -> None:
    at = pasted(admin, campaign, STRANGE)
    form = fields_of(admin.get(at).text)
    assert form["start"] == "1"
    looked = admin.post(at, form | {"start": "3", "look": "1"}).text
    assert 'aria-label="What column Konto is"' in looked
    assert chosen_in(looked) == ["custom", "custom", "custom"]
    mapped = fields_of(looked) | {"column_1": "account_number", "column_3": "phone_home"}
    again = html.unescape(admin.post(at, mapped | {"look": "1"}).text)
    assert chosen_in(again) == ["account_number", "custom", "phone_home"]
    assert "No column for" not in again
    assert not models.ListImport.select().count()
    admin.post(at, fields_of(again))
    list_reading.work_once(ctx, "a reader")
    found = {r.account: (r.person.custom, phones_of(r)[0].kind) for r in models.Record.select()}
    assert found == {"K-1": ({"Wer": "Ann"}, "home"), "K-2": ({"Wer": "Bo"}, "home")}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"column_2": "account_number"}, "columns 'Konto' and 'Wer' are both mapped to Account"),
        ({"column_3": "custom"}, "no column for: Phone 1"),
    ],
)
def test_a_mapping_that_can_not_be_is_told_and_stays(admin, campaign, said, told) -> None:
    at = pasted(admin, campaign, STRANGE)
    looked = admin.post(at, fields_of(admin.get(at).text) | {"start": "3", "look": "1"}).text
    form = fields_of(looked) | {"column_1": "account_number", "column_3": "phone_home"} | said
    answer = admin.post(at, form)
    assert (answer.status_code, html.unescape(answer.text).count(told)) == (422, 1)
    typed = [text for name, text in form.items() if name.startswith("column_")]
    assert chosen_in(answer.text) == typed
    if "column_2" in said:
        assert told in html.unescape(admin.post(at, form | {"look": "1"}).text)
    assert not models.ListImport.select().count()


def test_an_account_and_a_phone_are_enough_when_it_is_said(admin, ctx, campaign) -> None:
    at = pasted(admin, campaign, "Account,Cell\nK-1,416 555 0101\n")
    page = admin.get(at).text
    assert "An account and a phone are enough" in page
    assert admin.post(at, fields_of(page)).status_code == 422
    looked = admin.post(at, fields_of(page) | {"needs": "phone", "look": "1"}).text
    assert 'type="hidden" name="needs" value="phone"' in looked
    admin.post(at, fields_of(page) | {"needs": "phone"})
    list_reading.work_once(ctx, "a reader")
    assert [r.account for r in models.Record.select()] == ["K-1"]


def test_what_was_only_looked_at_is_imported_as_it_was_recognised(admin, campaign) -> None:
    at = pasted(admin, campaign, SENT[0].path.read_text(encoding="utf-8"))
    form = fields_of(admin.get(at).text)
    admin.post(at, form)
    [one] = models.ListImport.select()
    assert {match[3] for match in one.options["matches"]} <= {"exact", "custom", "ignored"}


def test_a_mapping_is_kept_found_compared_and_forgotten(admin, ctx, campaign) -> None:
    at = pasted(admin, campaign, STRANGE)
    looked = admin.post(at, fields_of(admin.get(at).text) | {"start": "3", "look": "1"}).text
    mapped = {"column_1": "account_number", "column_3": "phone_home", "keep_mapping": "Bank A"}
    admin.post(at, fields_of(looked) | mapped)
    other = pasted(admin, campaign, STRANGE.replace("K-", "L-"))
    page = admin.get(other).text
    assert "The columns are known by the mapping Bank A." in page
    assert chosen_in(page) == ["account_number", "custom", "phone_home"]
    admin.post(other, fields_of(page))
    while list_reading.work_once(ctx, "a reader"):
        pass
    assert {r.account for r in models.Record.select()} == {"K-1", "K-2", "L-1", "L-2"}
    third = pasted(admin, campaign, STRANGE.replace("Privat", "Mobil"))
    assert "No kept mapping is of this header row" in admin.get(third).text
    compared = admin.client.get(f"{third}?mapping=Bank A", follow_redirects=True)
    assert "it has no column 'Privat'" in html.unescape(compared.text)
    assert compared.request.path == third
    page = admin.get(f"/campaigns/{campaign}/lists/new").text
    assert "Konto, Wer, Privat" in page
    forget = re.search(r'action="(/campaigns/\d+/lists/mappings/\d+/forget)"', page)[1]
    told = admin.post(forget, follow_redirects=True).text
    assert "The mapping Bank A is forgotten." in told
    assert "Kept mappings" not in told
    assert admin.post(forget).status_code == 404


def fetch(order: Order) -> str:
    Path(order.target).write_bytes(SENT[0].path.read_bytes())
    return "may.csv"


def refuse(_: Order) -> str:
    raise NotFetched(Says("no host is called {host}", host="lists.example"))


def test_a_list_of_an_address_is_fetched_and_looked_at(admin, ctx, campaign) -> None:
    form = {"address": "https://lists.example/may.csv"}
    at = admin.post(f"/campaigns/{campaign}/lists/new", form).location
    page = admin.get(at).text
    assert "It waits for a worker." in page
    assert 'hx-trigger="every 1s' in page
    assert "It waits" in admin.get(f"{at}/state").text
    fetching.work_once(ctx, "a worker", fetch)
    check = admin.get(at).location
    assert admin.get(f"{at}/state").headers["HX-Redirect"] == check
    assert 'value="may"' in admin.get(check).text


def test_why_nothing_was_fetched_is_told(admin, ctx, campaign) -> None:
    new = f"/campaigns/{campaign}/lists/new"
    at = admin.post(new, {"address": "https://lists.example/may.csv"}).location
    fetching.work_once(ctx, "a worker", refuse)
    for address in (at, f"{at}/state"):
        page = spaced(admin, address)
        assert "Nothing was fetched: no host is called lists.example" in page
        assert "hx-get" not in re.search('<div class="card-body" id="fetched".*?>', page)[0]
    answer = admin.post(new, {"address": "lists.example/may.csv"})
    assert (answer.status_code, "write it as https://HOST/PATH" in answer.text) == (422, True)
    assert 'value="lists.example/may.csv"' in answer.text


def spaced(admin, address: str) -> str:
    return re.sub(r"\s+", " ", admin.get(address).text)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"text": "  \r\n"}, "choose a file, give an address, or paste the rows"),
        ({"text": "a,b", "file": (io.BytesIO(b"a,b"), "a.csv")}, "send one of them"),
    ],
)
def test_a_file_or_pasted_rows_are_sent_and_not_both(admin, campaign, form, told) -> None:
    answer = admin.post(f"/campaigns/{campaign}/lists/new", form)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert not models.ListImport.select().count()


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.file)
def test_rows_that_may_not_be_what_they_seem_are_told(admin, campaign, sent) -> None:
    text = html.unescape(admin.get(send(admin, campaign, sent.path)).text)
    assert all(reason in text for reason in sent.told.values())


def test_hidden_rows_are_told_with_their_count_and_a_choice(admin, ctx, campaign) -> None:
    at = send(admin, campaign, BOOK)
    text = admin.get(at).text
    assert "rows that are hidden in the sheet: 2, left out" in text
    assert "2 rows do not show in the sheet" in text
    admin.post(at, {"name": "All", "hidden_rows": "import"})
    list_reading.work_once(ctx, "a reader")
    assert {r.account for r in models.Record.select()} == {"X1", "X2", "X3", "X4"}


@pytest.mark.parametrize("choice", [{}, {"hidden_rows": "leave_out"}, {"hidden_rows": "perhaps"}])
def test_without_a_word_for_them_they_are_left_out(admin, ctx, campaign, choice) -> None:
    admin.post(send(admin, campaign, BOOK), {"name": "Some"} | choice)
    list_reading.work_once(ctx, "a reader")
    assert {r.account for r in models.Record.select()} == {"X1", "X3"}


def test_another_sheet_is_looked_at_and_imported(admin, ctx, campaign, tmp_path) -> None:
    sheets = {"January": people(3), "March": people(1)}
    at = send(admin, campaign, write_xlsx(tmp_path / "book.xlsx", sheets))
    assert "<option selected>January</option>" in admin.get(at).text
    march = admin.get(f"{at}?sheet=March").text
    assert "<option selected>March</option>" in march
    assert 'name="sheet" value="March"' in march
    admin.post(at, {"name": "Some", "sheet": "March"})
    list_reading.work_once(ctx, "a reader")
    assert models.Record.select().count() == 1


def test_a_sheet_that_is_not_there_is_told_and_the_file_stays(admin, campaign) -> None:
    at = send(admin, campaign, BOOK)
    answer = admin.client.get(f"{at}?sheet=May", follow_redirects=True)
    assert answer.request.path == at
    assert "alert-danger" in answer.text


def test_an_import_under_way_is_cancelled_and_its_campaigns_deletion_names_it(
    admin, ctx, campaign
) -> None:
    admin.post(send(admin, campaign, BOOK), {"name": "Late Winter"})
    [one] = models.ListImport.select()
    assert "Late Winter is still being imported" in admin.get(f"/campaigns/{campaign}/delete").text
    assert "Cancel import" in admin.get(f"/campaigns/{campaign}/lists/").text
    at = f"/campaigns/{campaign}/lists/{one.id}/cancel"
    told = admin.post(at, follow_redirects=True).text
    assert "The import of Late Winter is cancelled; 0 records of it stay in the campaign." in told
    assert "Cancel import" not in told
    assert "cancelled" in admin.get(f"/campaigns/{campaign}/lists/").text
    assert "still being imported" not in admin.get(f"/campaigns/{campaign}/delete").text
    assert not list_reading.work_once(ctx, "a reader")
    assert "it has ended already" in admin.post(at, follow_redirects=True).text


def test_who_only_looks_cancels_nothing(signed_in, admin, campaign) -> None:
    admin.post(send(admin, campaign, BOOK), {"name": "Late Winter"})
    [one] = models.ListImport.select()
    viewer = signed_in("viewer")
    assert "Cancel import" not in viewer.get(f"/campaigns/{campaign}/lists/").text
    assert viewer.post(f"/campaigns/{campaign}/lists/{one.id}/cancel").status_code == 403
    assert models.ListImport.get().status == "pending"
