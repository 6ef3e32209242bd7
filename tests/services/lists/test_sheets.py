"""What a workbook's sheet is beside its cells: told before it counts, in every kind of workbook."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.lists.sheets import HiddenRows, Merge
from esl_dialer.services.lists.importing import continue_import
from esl_dialer.services.lists.previewing import Preview, preview_file
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.books import HEADER, Rows, people, person, write_ods, write_xlsx
from tests.services.lists.helpers import NOW, begin_import, import_all, now
from tests.store.rows import phones_of

XLS = Path("tests/services/lists/fixtures/filtered.xls")
"""Made with xlwt: a cover, then four people; the second and the fourth are hidden, and the header
Phone is merged over two columns."""

Write = Callable[..., Path]
kinds = pytest.mark.parametrize("write", [write_xlsx, write_ods], ids=["xlsx", "ods"])


def look(path: Path, hidden_rows: str = "", sheet: str = "") -> Preview:
    return preview_file(path, Options(hidden_rows=hidden_rows, sheet=sheet))


def doubts(preview: Preview) -> list[tuple[str, str]]:
    return [(doubt.header, str(doubt.reason)) for doubt in preview.doubts]


def told(preview: Preview) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, str(p.reason)) for p in preview.problems]


@kinds
def test_hidden_rows_are_told_with_their_count_and_left_out_until_someone_says(
    tmp_path: Path, write: Write
) -> None:
    path = write(tmp_path / "book", {"List": people(4)}, hidden=[2, 4])
    preview = look(path)
    assert (preview.hidden_rows, preview.rows_good, preview.rows_bad) == (2, 2, 2)
    assert doubts(preview) == [("", "rows that are hidden in the sheet: 2, left out")]
    assert told(preview) == [(3, "", "hidden in the workbook"), (5, "", "hidden in the workbook")]
    assert look(path, "leave_out").rows_good == 2
    taken = look(path, "import")
    assert (taken.hidden_rows, taken.rows_good, taken.rows_bad) == (2, 4, 0)
    assert doubts(taken) == [("", "rows that are hidden in the sheet: 2, imported")]


def test_an_xls_is_read_as_an_xlsx_is() -> None:
    preview = look(XLS)
    assert (preview.sheet, preview.sheets) == ("Accounts", ("Cover", "Accounts"))
    assert (preview.hidden_rows, preview.rows_good, preview.rows_bad) == (2, 2, 2)
    assert preview.rows[0][-2:] == ("4165550111", "4165550121")
    assert [column.key for column in preview.columns][-2:] == ["phone_1", "phone_2"]


@kinds
def test_a_header_merged_over_several_phones_is_the_header_of_each(
    tmp_path: Path, write: Write
) -> None:
    rows: Rows = [[*HEADER, "", ""], [*person(1), "4165550222", ""], [*person(2), "", "4165550333"]]
    path = write(tmp_path / "book", {"List": rows}, merges=[Merge(0, 6, 0, 8)])
    preview = look(path)
    assert [column.key for column in preview.columns][6:] == ["phone_1", "phone_2", "phone_3"]
    assert doubts(preview) == [("Phone 1", "merged over 3 columns: each of them is read as it")]


@kinds
def test_another_merged_header_is_told(tmp_path: Path, write: Write) -> None:
    rows: Rows = [[*HEADER, "City", ""], [*person(1), "Toronto", "Ajax"]]
    preview = look(write(tmp_path / "book", {"List": rows}, merges=[Merge(0, 7, 0, 8)]))
    assert doubts(preview) == [
        ("City", "merged over 2 columns: the first is read as it, the others are left out"),
        ("", "column 9 has no header and is left out; it holds 'Ajax'"),
    ]


@kinds
def test_cells_merged_over_several_people_are_told(tmp_path: Path, write: Write) -> None:
    rows: Rows = [[*HEADER, "City"], [*person(1), "Ajax"], [*person(2), ""], person(3)]
    rows[3] = [*person(3)[:6], "", "Ajax"]
    path = write(tmp_path / "book", {"List": rows}, merges=[Merge(1, 7, 2, 7), Merge(2, 6, 3, 6)])
    preview = look(path)
    merged = "merged with another cell, which has the value: left empty"
    assert told(preview)[:2] == [(3, "City", merged), (4, "Phone 1", merged)]
    assert (preview.rows_good, preview.rows_bad) == (2, 1)


@kinds
def test_numbers_without_a_header_are_told(tmp_path: Path, write: Write) -> None:
    rows: Rows = [[*HEADER, ""], [*person(1), "416 555 0222"], [*person(2), "called"]]
    preview = look(write(tmp_path / "book", {"List": rows}))
    assert told(preview) == [(2, "", "a number in a column without a header: left out")]
    assert doubts(preview) == [
        ("", "column 8 has no header and is left out; it holds '416 555 0222'")
    ]


@kinds
def test_formulas_without_a_value_are_told(tmp_path: Path, write: Write) -> None:
    rows: Rows = [[*HEADER, "Balance"], [*person(1), "=1+1"], person(2, **{"Phone 1": "=G2"})]
    preview = look(write(tmp_path / "book", {"List": rows}))
    reason = "a formula whose value is not stored: left empty"
    assert told(preview)[:2] == [(2, "Balance", reason), (3, "Phone 1", reason)]
    assert (preview.rows_good, preview.rows_bad) == (1, 1)
    assert doubts(preview) == [
        ("", "formulas whose value is not stored: 2; open the workbook and save it")
    ]


def test_a_formula_with_a_value_has_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "book", {"List": [[*HEADER, "Balance", "City"], person(1)]})
    formulas = '</c><c r="H2"><f>1+1</f><v>2</v></c><c r="I2" t="str"><f>""</f><v></v></c></row>'
    change(path, "xl/worksheets/sheet1.xml", b"</c></row></sheetData>", formulas + "</sheetData>")
    preview = look(path)
    assert (told(preview), doubts(preview)) == ([], [])
    assert preview.rows[0][7] == "2"


def change(path: Path, part: str, old: bytes, new: str) -> None:
    """Write another text into a part of a workbook."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new.encode())
    with ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


@kinds
def test_the_sheet_with_the_header_is_found_behind_a_cover(tmp_path: Path, write: Write) -> None:
    cover: Rows = [["Placement of May"], ["Name", "ABC Financial"], ["Contact", "4165550199"]]
    sheets = {"Cover": cover, "Empty": [], "Accounts": people(2), "More": people(1)}
    preview = look(write(tmp_path / "book", sheets))
    assert (preview.sheet, preview.rows_good) == ("Accounts", 2)
    assert preview.sheets == ("Cover", "Accounts", "More")
    assert doubts(preview) == [("", "the sheet Accounts is read, of: Cover, Accounts, More")]
    assert look(tmp_path / "book", sheet="More").rows_good == 1


@kinds
def test_rows_above_the_header_do_not_move_what_is_hidden(tmp_path: Path, write: Write) -> None:
    rows: Rows = [[], ["Placement"], [], *people(3)]
    preview = look(write(tmp_path / "book", {"List": rows}, hidden=[0, 1, 5]))
    assert told(preview) == [(6, "", "hidden in the workbook")]
    assert preview.hidden_rows == 1


@kinds
def test_an_import_leaves_out_what_is_hidden_or_takes_it(
    data_dir: Path, campaign: int, write: Write
) -> None:
    path = write(data_dir / "book", {"List": people(4)}, hidden=[2, 4])
    list_id = import_all(campaign, path, data_dir)
    assert {r.account for r in models.Record.select()} == {"X1", "X3"}
    assert [p.line for p in lists.errors_by_line(list_id)] == [3, 5]
    taken = Options(hidden_rows="import")
    again = begin_import(campaign, path, "all", data_dir=data_dir, now=NOW, options=taken)
    continue_import(again.list_id, data_dir, now)
    assert {r.account for r in models.Record.select()} == {"X1", "X2", "X3", "X4"}


def test_who_did_not_say_is_asked_with_the_count(data_dir: Path, campaign: int) -> None:
    asked: list[int] = []

    def ask(count: int) -> HiddenRows:
        asked.append(count)
        return HiddenRows.IMPORT

    path = write_xlsx(data_dir / "book", {"List": people(4)}, hidden=[2, 4])
    begun = begin_import(campaign, path, "all", data_dir=data_dir, now=NOW, ask=ask)
    assert continue_import(begun.list_id, data_dir, now).rows_good == 4
    said = Options(hidden_rows="leave_out")
    begin_import(campaign, path, "some", data_dir=data_dir, now=NOW, ask=ask, options=said)
    assert asked == [2]


def test_a_workbook_that_can_not_be_asked_says_so(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "book", {"List": people(1)}, hidden=[1])
    change(path, "xl/worksheets/sheet1.xml", b"<worksheet", "<!DOCTYPE worksheet><worksheet")
    preview = look(path)
    assert preview.rows_good == 1
    assert doubts(preview) == [
        ("", "whether rows are hidden can't be seen in this workbook: save it as XLSX")
    ]


@kinds
def test_a_control_character_in_a_cell_shows_no_hidden_row(tmp_path: Path, write: Write) -> None:
    """No XML has one, and careless programs write them: the file's last row of DOS, say."""
    rows = [*people(2), ["\x1a"], ["", "Ann\x0bRoy"]]
    preview = look(write(tmp_path / "book", {"List": rows}, hidden=[1]))
    assert (preview.hidden_rows, preview.rows_good) == (1, 1)
    assert doubts(preview) == [("", "rows that are hidden in the sheet: 1, left out")]


def test_phones_of_a_merged_header_are_stored(data_dir: Path, campaign: int) -> None:
    import_all(campaign, XLS, data_dir)
    records = {r.account: [p.number for p in phones_of(r)] for r in models.Record.select()}
    assert records["X3"] == ["+14165550113", "+14165550123"]
