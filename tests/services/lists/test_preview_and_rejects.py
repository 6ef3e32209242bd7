import csv
from pathlib import Path

import pytest

from esl_dialer.core.lists.headers import How
from esl_dialer.core.lists.layout import HEADERS, KEYS, REASON_HEADER
from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.reading_plan import BadOptions, Options
from esl_dialer.core.lists.typed_cells import NO_PROVINCE
from esl_dialer.runtime.languages import catalogue
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.services.lists.rejects import rejected_rows
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import (
    NOW,
    begin_import,
    import_all,
    row,
    rows,
    stored,
    write_list,
)

DIRTY = Path("tests/services/lists/fixtures/dirty_cp1252.csv")


def rejects(list_id: int, data_dir: Path, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(rejected_rows(list_id, data_dir), delimiter=delimiter))


def test_a_preview_says_what_a_file_is_taken_for(tmp_path: Path) -> None:
    preview = preview_file(DIRTY)
    assert (preview.encoding, preview.delimiter, preview.has_header) == ("cp1252", ";", True)
    assert (preview.rows_checked, preview.rows_good, preview.rows_bad) == (24, 15, 9)
    assert preview.missing == ()
    assert {match.how for match in preview.columns} == {How.EXACT}
    assert preview.rows[0][1] == "Zoë"
    assert preview.size == DIRTY.stat().st_size
    assert list(tmp_path.iterdir()) == []


def test_a_preview_estimates_the_rows_of_a_long_file(tmp_path: Path) -> None:
    path = write_list(tmp_path / "long.csv", rows(5000))
    assert preview_file(path).rows_estimated == pytest.approx(5000, rel=0.05)


def test_titles_above_the_header_and_a_separator_line_are_passed_over(
    data_dir: Path, campaign: int
) -> None:
    path = data_dir / "titled.csv"
    body = "\n".join(";".join(cells) for cells in [list(HEADERS), *rows(2)])
    path.write_text(f"sep=;\nPlacement list;;\n\n{body}\n", encoding="utf-8")
    import_all(campaign, path, data_dir)
    assert [r[1] for r in stored(campaign)] == ["A1", "A2"]


def test_a_list_without_header_is_read_in_the_guides_order(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "bare.csv", rows(3)[1:], header=rows(3)[0])
    list_id = import_all(campaign, path, data_dir)
    assert [r[1] for r in stored(campaign)] == ["A1", "A2", "A3"]
    assert lists.get(list_id).rows_bad == 0


def test_other_columns_without_header_are_refused(tmp_path: Path) -> None:
    shuffled = [list(reversed(cells)) for cells in rows(5)]
    path = write_list(tmp_path / "odd.csv", shuffled[1:], header=shuffled[0])
    with pytest.raises(NotAList, match="order"):
        preview_file(path)


def test_columns_are_found_by_name_and_others_kept(data_dir: Path, campaign: int) -> None:
    header = ["Cellulaire", "Nom complet", "Date of Birth", "Province", "No de compte", "TFN"]
    header += ["Prénom", "Nom de famille", "Code postal"]
    cells = ["4165550111", "JOHN MUGLIA", "1970-01-02", "Ontario", "77", "8002709938"]
    body = [[*cells, "John", "Muglia", "L3S 4V6"]]
    import_all(campaign, write_list(data_dir / "french.csv", body, header), data_dir)
    record = stored(campaign)[0]
    assert record[1:5] == ("77", "JOHN MUGLIA", "ON", "America/Toronto@CA-ON")
    assert {"Date of Birth": "1970-01-02"} in record
    assert record[-1] == (0, "+14165550111", "", "mobile")


def test_a_person_may_say_which_column_is_which(data_dir: Path, campaign: int) -> None:
    header = ["Key", *HEADERS[1:]]
    path = write_list(data_dir / "key.csv", rows(1), header)
    assert "Account Number 1" in preview_file(path).missing
    options = Options(columns={"Key": "account_number"})
    assert preview_file(path, options).missing == ()
    assert begin_import(campaign, path, "key", data_dir=data_dir, now=NOW, options=options)


@pytest.mark.parametrize(
    "options",
    [
        Options(columns={"Key": "account_number"}),
        Options(columns={"TFN": "no_such"}),
        Options(encoding="ebcdic"),
        Options(delimiter="x"),
        Options(date_order="ymd"),
    ],
)
def test_options_that_name_nothing_are_refused(tmp_path: Path, options: Options) -> None:
    path = write_list(tmp_path / "list.csv", rows(1))
    with pytest.raises(BadOptions):
        preview_file(path, options)


def test_rejects_are_the_same_csv_with_a_reason(data_dir: Path, campaign: int) -> None:
    list_id = import_all(campaign, DIRTY, data_dir)
    found = rejects(list_id, data_dir, ";")
    assert found[0] == [*HEADERS, REASON_HEADER]
    assert len(found) == 1 + lists.get(list_id).rows_bad
    by_account = {cells[0]: cells[-1] for cells in found}
    assert by_account["1000005"] == f"Province: {NO_PROVINCE}"
    assert by_account["1000010"] == "Phone 1: no phone number that can be called"
    assert {len(cells) for cells in found} == {len(KEYS) + 1}


def test_reasons_are_told_in_the_readers_language(data_dir: Path, campaign: int) -> None:
    list_id = import_all(campaign, DIRTY, data_dir)
    french = "".join(rejected_rows(list_id, data_dir, lambda one: one.told(catalogue("fr"))))
    assert "pas une province ni un territoire du Canada" in french
    assert "aucun numéro de téléphone à appeler" in french
    assert "not a province" not in french


def test_corrected_rejects_can_be_imported_again(data_dir: Path, campaign: int) -> None:
    body = [row(account_number="1", province="ZZ", full_name="=cmd()", phone_1="+1 416 555 0111")]
    body += [row(account_number="2")]
    list_id = import_all(campaign, write_list(data_dir / "bad.csv", body), data_dir)
    text = "".join(rejected_rows(list_id, data_dir))
    assert "'=cmd()" in text
    assert "'+1 416" in text
    again = data_dir / "corrected.csv"
    again.write_text(text.replace("ZZ", "ON"), encoding="utf-8", newline="")
    import_all(campaign, again, data_dir)
    assert [(r[1], r[2]) for r in stored(campaign)] == [("2", "JOHN MUGLIA"), ("1", "=cmd()")]


def test_a_row_that_can_not_be_read_is_among_the_rejects(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "quote.csv", rows(3))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = '"' + lines[2]
    path.write_text("".join(lines), encoding="utf-8", newline="")
    list_id = import_all(campaign, path, data_dir)
    assert [r[1] for r in stored(campaign)] == ["A1", "A3"]
    assert rejects(list_id, data_dir)[1][-1] == "a quote is opened and never closed"


def test_a_refused_file_is_not_kept(data_dir: Path, campaign: int) -> None:
    path = data_dir / "not.csv"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(NotAList):
        begin_import(campaign, path, "no", data_dir=data_dir, now=NOW)
    assert list((data_dir / "lists").iterdir()) == []


def test_the_file_is_kept_as_it_was(data_dir: Path, campaign: int) -> None:
    info = lists.get(import_all(campaign, DIRTY, data_dir))
    assert (data_dir / info.stored_path).read_bytes() == DIRTY.read_bytes()
    assert info.file_name == DIRTY.name
    assert [path.name for path in (data_dir / "lists").iterdir()] == [info.sha256]
