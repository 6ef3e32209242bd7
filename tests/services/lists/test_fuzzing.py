"""A slice of ``scripts/fuzz-lists``, the same each time; and its oracle sees what it must."""

from pathlib import Path
from random import Random

from esl_dialer.core.lists.list_rows import ListRow
from tests.core.lists.damage import line_end_taken_out
from tests.core.lists.origins import Origins
from tests.core.lists.told_apart import Style, made_list, records, written
from tests.services.lists.damaged_books import Book
from tests.services.lists.fuzzing import _is_hidden, run

FILES = 40


def test_nobody_is_mixed_by_damage(tmp_path: Path) -> None:
    sums = run(12, lambda sums: sums.files >= FILES, tmp_path, lambda _: None)
    assert (sums.mixed, sums.hidden) == (0, 0)
    assert sums.records > sums.rows / 2
    assert len(sums.kinds) > FILES / 2
    assert list(tmp_path.iterdir()) == []


def test_a_record_with_another_persons_phone_has_two_lines() -> None:
    listed = made_list(Random(5), 3)
    right = records(written(listed, Style()).encode())
    origins = Origins(listed.rows, right)
    assert [origins.of(record) for record in right] == [{0}, {1}, {2}]
    phone = listed.keys.index("phone_1")
    listed.rows[0][phone], listed.rows[1][phone] = listed.rows[1][phone], listed.rows[0][phone]
    mixed = records(written(listed, Style()).encode())
    assert [origins.of(record) for record in mixed] == [{0, 1}, {0, 1}, {2}]
    assert [bool(origins.displaced(record)) for record in mixed] == [True, True, False]


def test_an_amount_that_lost_a_figure_is_no_part_of_anothers() -> None:
    """``2,157.37`` has the words ``2`` and ``157.37``."""
    lines = [["A00001", "1557.37"], ["A00002", "2,157.37"]]
    origins = Origins(lines, [])
    assert origins.of(a_record("A00001", "157.37")) == {0}
    assert origins.of(a_record("A00003", "157.37")) == {1}
    assert origins.of(a_record("A00002", "1557.37")) == {0, 1}


def test_a_cell_that_several_lines_have_is_nobodys_account() -> None:
    """A row that was moved by a cell has a postal code for an account."""
    lines = [["A00001", "M5V 2T6", "t00001t"], ["A00002", "M5V 2T6", "t00002t"]]
    assert Origins(lines, []).of(a_record("M5V 2T6", "t00001t")) == {0}


def test_a_line_of_one_cell_is_not_joined_with_another() -> None:
    style = Style(end="\n")
    for text in ("A1,x\nA2\n", "A1\nA2,x\n"):
        assert {line_end_taken_out(Random(seed), text, style) for seed in range(9)} == {text}
    joined = {line_end_taken_out(Random(seed), "A1,x\nA2,y\n", style) for seed in range(9)}
    assert "A1,xA2,y\n" in joined


def a_record(account: str, amount: str) -> ListRow:
    return ListRow(2, account, "Ann", "ON", "", "", {"amount_due": amount}, {}, ())


def test_a_line_that_stands_twice_is_hidden_when_both_are() -> None:
    book = Book([["Account"], ["A1", "x"], ["A2", "x"], ["A1", "x"]])
    book.hidden = {2, 3}
    assert [_is_hidden(line, book) for line in (["A1"], ["A2"], ["A3"])] == [False, True, False]
    book.hidden = {1, 3}
    assert [_is_hidden(line, book) for line in (["A1"], ["A2"], ["A3"])] == [True, False, False]
