"""What a list is taken for, before it counts."""

import html
import io
from pathlib import Path

import pytest

from esl_dialer.services.lists import list_reading
from esl_dialer.store import models
from tests.services.lists.books import people, write_xlsx
from tests.services.lists.sent import SENT

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


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"text": "  \r\n"}, "choose a file, or paste the rows"),
        ({"text": "a,b", "file": (io.BytesIO(b"a,b"), "a.csv")}, "send one of them"),
    ],
)
def test_a_file_or_pasted_rows_are_sent_and_not_both(admin, campaign, form, told) -> None:
    answer = admin.post(f"/campaigns/{campaign}/lists/new", form)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert not models.List.select().count()


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
    [one] = models.List.select()
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
    [one] = models.List.select()
    viewer = signed_in("viewer")
    assert "Cancel import" not in viewer.get(f"/campaigns/{campaign}/lists/").text
    assert viewer.post(f"/campaigns/{campaign}/lists/{one.id}/cancel").status_code == 403
    assert models.List.get().status == "pending"
