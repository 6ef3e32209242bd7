from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.sheets import (
    MERGED,
    UNVALUED,
    Layout,
    Merge,
    MergedHeader,
    SheetNotes,
    SheetReader,
    unmarked,
)

HEADER = ["Account", "First Name", "Last Name", "Phone", "", ""]


def through(rows: list[list[str]], layout: Layout | None = None) -> tuple[list[RawRow], SheetNotes]:
    """A sheet's rows as they are read again, and its notes."""
    reader = SheetReader("List", ["List"], layout or Layout())
    marked = list(reader.rows([list(row) for row in rows]))
    return [unmarked(RawRow(n, row)) for n, row in enumerate(marked, 1)], reader.notes


def test_a_sheet_without_anything_is_as_it_is() -> None:
    rows = [["May"], HEADER, ["1", "Ann", "Lee", "4165550111", "", ""]]
    found, notes = through(rows)
    assert [row.cells for row in found] == rows
    assert notes == SheetNotes("List", ("List",))


def test_hidden_rows_of_data_are_counted_and_known_again() -> None:
    rows = [HEADER, ["1"], ["2"], ["", ""], ["3"]]
    found, notes = through(rows, Layout(hidden={0, 2, 3}))
    assert [row.hidden for row in found] == [False, False, True, False, False]
    assert [row.cells for row in found] == rows
    assert notes.hidden == 1


def test_formulas_without_a_value_are_told_by_place() -> None:
    found, notes = through([HEADER, ["1", "", ""]], Layout(unvalued={0: [1], 1: [2, 9]}))
    assert found[1].cells == ["1", "", ""]
    assert found[1].unread == ((2, UNVALUED),)
    assert notes.unvalued == 1


def test_a_header_over_several_phones_is_the_header_of_each() -> None:
    found, notes = through(
        [HEADER, ["1", "A", "L", "1", "2", "3"]], Layout(merges=[Merge(0, 3, 0, 5)])
    )
    assert found[0].cells[3:] == ["Phone", "Phone", "Phone"]
    assert notes.merged_headers == (MergedHeader("Phone", 3, each=True),)


def test_another_header_over_several_columns_is_of_the_first() -> None:
    header = ["Account", "Full Name", "", "Phone"]
    found, notes = through([header], Layout(merges=[Merge(0, 1, 0, 2)]))
    assert found[0].cells == header
    assert notes.merged_headers == (MergedHeader("Full Name", 2, each=False),)


def test_of_a_header_of_two_rows_the_lower_one_is_read() -> None:
    rows = [["Account", "TFN", "Contact", ""], ["", "", "First Name", "Phone 1"], ["1"] * 4]
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3)]
    found, _ = through(rows, Layout(merges=merges))
    assert found[1].cells == ["Account", "TFN", "First Name", "Phone 1"]


def test_cells_merged_with_another_are_told_and_not_guessed() -> None:
    rows = [HEADER, ["1", "Ann", "Lee", "4165550111"], ["2", "Bob", "Roy", ""], ["", "", "", ""]]
    found, _ = through(rows, Layout(merges=[Merge(1, 3, 3, 3), Merge(1, 1, 1, 2)]))
    assert found[1].cells == rows[1]
    assert found[2].unread == ((3, MERGED),)
    assert found[3].unread == ()


def test_notes_survive_their_json() -> None:
    notes = SheetNotes("A", ("A", "B"), 3, 2, (MergedHeader("Phone", 3, each=True),), known=False)
    assert SheetNotes.from_json(notes.to_json()) == notes
