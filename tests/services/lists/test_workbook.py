from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from esl_dialer.core.lists.layout import HEADERS, KEYS
from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.services.lists.workbook import cell_text
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import NOW, begin_import, import_all, row, stored


def write_book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for line, values in enumerate(cells):
                sheet.write_row(line, 0, values)
    return path


def typed_row(**changes: object) -> list[object]:
    """Numbers and dates as a spreadsheet types them."""
    values: dict[str, object] = dict(zip(KEYS, row(), strict=True))
    values |= {"account_number": 1000000, "balance": 6335.57, "phone_1": 4165550111}
    values |= {"tfn": 8002709938, "assign_date": datetime(2026, 1, 15), "sif_pct": 0.6}  # noqa: DTZ001
    return list((values | changes).values())


def test_a_workbook_is_imported_with_its_numbers_and_dates(data_dir: Path, campaign: int) -> None:
    path = write_book(data_dir / "list.xlsx", {"List": [list(HEADERS), typed_row()]})
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_good, info.file_name) == (1, "list.xlsx")
    record = stored(campaign)[0]
    assert record[1] == "1000000"
    assert record[-1] == (0, "+14165550111", "", "")
    fields = next(value for value in record if isinstance(value, dict))
    assert (fields["balance"], fields["assign_date"]) == ("6335.57", "2026-01-15")
    assert (fields["tfn"], fields["sif_pct"]) == ("8002709938", "60")


def test_errors_name_the_sheets_own_rows(data_dir: Path, campaign: int) -> None:
    sheet: list[list[object]] = [[], ["Placement"], [], list(HEADERS), typed_row()]
    sheet += [typed_row(account_number="2", address="two\nlines"), typed_row(province="ZZ")]
    path = write_book(data_dir / "list.xlsx", {"List": sheet})
    list_id = import_all(campaign, path, data_dir)
    assert [(p.line, p.column) for p in lists.errors_by_line(list_id)] == [(7, "Province")]


def test_the_first_sheet_with_rows_is_read_unless_one_is_named(
    data_dir: Path, campaign: int
) -> None:
    sheets = {
        "Empty": [],
        "January": [list(HEADERS), typed_row(account_number="J")],
        "March": [list(HEADERS), typed_row(account_number="M")],
    }
    path = write_book(data_dir / "list.xlsx", sheets)
    assert preview_file(path).rows[0][0] == "J"
    assert preview_file(path, Options(sheet="March")).rows[0][0] == "M"
    with pytest.raises(NotAList, match="May"):
        preview_file(path, Options(sheet="May"))
    first = begin_import(campaign, path, "1", data_dir=data_dir, now=NOW)
    march = Options(sheet="March")
    other = begin_import(campaign, path, "2", data_dir=data_dir, now=NOW, options=march)
    assert not other.repeated
    assert begin_import(campaign, path, "3", data_dir=data_dir, now=NOW).list_id == first.list_id


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_broken_workbook_is_refused(data_dir: Path, campaign: int, content: bytes) -> None:
    path = data_dir / "broken.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotAList, match="workbook"):
        begin_import(campaign, path, "broken", data_dir=data_dir, now=NOW)
    assert list((data_dir / "lists").iterdir()) == []


def test_a_cell_far_away_does_not_take_the_machines_memory(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "x")
        sheet.write(1_000_000, 16_000, "y")
    with pytest.raises(NotAList, match="too large"):
        preview_file(path)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (4165550111.0, "4165550111"),
        (1234.5, "1234.5"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        ("", ""),
        ("two\r\nlines", "two lines"),
        (date(2026, 1, 15), "2026-01-15"),
        (datetime(2026, 1, 15), "2026-01-15"),  # noqa: DTZ001
        (datetime(2026, 1, 15, 9, 30), "2026-01-15 09:30:00"),  # noqa: DTZ001
    ],
)
def test_cells_as_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text
