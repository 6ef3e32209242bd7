"""Numbers that a workbook shows with zeros in front are read as they show."""

import io
from pathlib import Path

import pytest
import xlsxwriter

from esl_dialer.core.lists.sheets import Zeros
from esl_dialer.services.lists import xlsx_formats
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.services.lists.xlsx_formats import NoPlace, zeros_in
from esl_dialer.store import models
from tests.services.lists.books import HEADER, person, write_ods
from tests.services.lists.helpers import import_all

FIXTURES = Path(__file__).parent / "fixtures"
ACCOUNTS = ["0001234", "0098765", "1234567"]


class Padded(int):
    """As a cell shows it."""

    def __str__(self) -> str:
        return f"{int(self):07}"


def accounts(path: Path) -> list[str]:
    return [row[0] for row in preview_file(path).rows]


def test_zeros_of_a_format_are_digits_of_the_account(data_dir: Path, campaign: int) -> None:
    path = FIXTURES / "sent" / "zeros_by_format.xlsx"
    assert accounts(path) == ACCOUNTS
    import_all(campaign, path, data_dir)
    assert [r.account for r in models.Record.select().order_by(models.Record.id)] == ACCOUNTS


def test_in_an_old_workbook_too() -> None:
    assert accounts(FIXTURES / "zeros_by_format.xls") == ACCOUNTS


def test_in_an_open_document_too(tmp_path: Path) -> None:
    rows = [person(n, **{"Account Number 1": Padded(n)}) for n in (1234, 98765, 1234567)]
    assert accounts(write_ods(tmp_path / "a.ods", {"List": [HEADER, *rows]})) == ACCOUNTS


def test_a_phone_by_its_format_is_its_digits(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, person(1))
        phone = book.add_format({"num_format": "[<=9999999]###-####;(###) ###-####"})
        sheet.write_number(1, HEADER.index("Phone 1"), 4165550541, phone)
        sheet.write_number(1, 0, 12, book.add_format({"num_format": "000-000"}))
    (row,) = preview_file(tmp_path / "a.xlsx").rows
    assert (row[0], row[-1]) == ("000012", "4165550541")


def test_an_account_with_more_digits_than_a_sheet_keeps_is_refused(
    data_dir: Path, campaign: int
) -> None:
    """Two of them are one number there: their last digits are rounded."""
    with xlsxwriter.Workbook(str(data_dir / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for line, account in enumerate(
            (1234567890123456, 12345678901234567, 123456789012345), start=1
        ):
            sheet.write_row(line, 0, person(line, **{"Account Number 1": account}))
    seen = preview_file(data_dir / "a.xlsx")
    told = {(p.line, str(p.reason)) for p in seen.problems}
    rounded = "a spreadsheet rounded it; digits are lost"
    assert told == {(2, rounded), (3, rounded)}
    assert (seen.rows_good, seen.rows_bad) == (1, 2)


SHEET = (
    b'<x:sheetData><x:row r="2"><x:c r="A2" s="1"><x:v>12</x:v></x:c>'
    b"<x:c s='12' r='AB2'><x:v>5</x:v></x:c><x:c r='C2' s='2'/><c r='D2'/></x:row></x:sheetData>"
)


@pytest.mark.parametrize("block", [1, 7, 64, 1 << 20])
def test_cells_are_found_in_any_cuts(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(xlsx_formats, "BLOCK", block)
    zeros = zeros_in(io.BytesIO(SHEET), {"1": 4, "12": 3})
    assert zeros.applied([*"12345", *[""] * 22, "9"], 1)[:5] == ["0001", "2", "3", "4", "5"]
    assert zeros.applied([""] * 27 + ["9"], 1)[-1] == "009"


def test_a_cell_without_its_place_is_not_guessed() -> None:
    with pytest.raises(NoPlace):
        zeros_in(io.BytesIO(b'<c s="1"><v>5</v></c><c/>'), {"1": 4})


@pytest.mark.parametrize(("row", "column"), [(1 << 20, 0), (0, 1 << 14), (-1, 0)])
def test_no_sheet_has_a_cell_beyond_its_last(row: int, column: int) -> None:
    with pytest.raises(ValueError, match="no such cell"):
        Zeros().add(row, column, 4)
