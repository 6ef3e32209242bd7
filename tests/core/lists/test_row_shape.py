import pytest

from esl_dialer.core.lists.row_shape import Shape, shape_of

HEADERS = ("Account", "Name", "Phone", "Notes", "Phone 2", "Phone 3", "Phone 4")
NEEDED = 3


def row(filled: int, empty: int = 0) -> list[str]:
    return ["x"] * filled + [""] * empty


def shape(*rows: list[str], headers: tuple[str, ...] = HEADERS) -> Shape:
    return shape_of(headers, rows, NEEDED)


def test_a_whole_row_is_as_long_as_the_header() -> None:
    assert shape(row(7), row(3, 4)) == Shape(7, 7)
    assert shape() == Shape(7, 7)


def test_one_row_of_another_length_is_the_wrong_one() -> None:
    for wrong in (row(6), row(8), row(7, 1), row(3), row(1)):
        assert shape(row(7), wrong, row(5, 2)) == Shape(7, 7)


def test_the_same_empty_cells_after_every_row_belong_to_it() -> None:
    assert shape(row(7, 2), row(5, 4)) == Shape(9, 9)
    assert shape(row(7, 2), row(5, 4), row(7, 1)) == Shape(9, 9)
    assert shape(row(7, 2), row(7, 1)) == Shape(7, 7)
    assert shape(row(9), row(8, 1), row(7, 2)) == Shape(7, 7)


def test_one_row_alone_does_not_say_what_every_row_has() -> None:
    assert shape(row(5, 3)) == Shape(7, 7)


def test_blank_headers_at_the_end_need_no_cells() -> None:
    headers = (*HEADERS, "", "")
    assert shape(row(7), row(6, 1), headers=headers) == Shape(7, 7)
    assert shape(row(7, 2), row(6, 3), headers=headers) == Shape(9, 9)
    assert shape(row(9), row(6, 3), headers=headers) == Shape(9, 9)


def test_rows_may_end_with_their_last_cell_where_several_do() -> None:
    trimmed = shape(row(7), row(3), row(5), row(4))
    assert (trimmed, trimmed.trimmed) == (Shape(7, NEEDED), True)
    assert shape(row(3), row(5)) == Shape(7, NEEDED)


def test_excel_trims_sixteen_rows_to_the_longest_of_them() -> None:
    block = [row(3, 2)] * 15 + [row(5)]
    assert shape(*[row(7)] * 16, *block) == Shape(7, NEEDED)


def test_short_rows_that_no_record_fits_in_are_no_sign_of_trimming() -> None:
    assert shape(row(7), row(7), row(1), row(2)) == Shape(7, 7)


def test_a_few_short_rows_in_a_long_list_are_wrong() -> None:
    assert shape(*[row(7)] * 100, row(5), row(6)) == Shape(7, 7)


def test_rows_that_are_all_a_little_shorter_than_the_header_are_moved() -> None:
    assert shape(row(6), row(6)) == Shape(7, 7)
    assert shape(row(5)) == Shape(7, 7)
    assert shape(row(2, 1), row(2, 1)) == Shape(7, 7)
    assert shape(row(3), row(3)) == Shape(7, NEEDED)


def test_without_a_header_most_rows_say_it() -> None:
    assert shape(row(5), row(6), row(5), headers=()).whole == 5
    assert shape(headers=()).whole == 0


@pytest.mark.parametrize(
    ("shape", "cells", "delimiters"),
    [(Shape(7, 7), 7, 6), (Shape(7, 6), 7, 4), (Shape(7, 3), 7, 1)],
)
def test_two_rows_have_the_delimiters_of_two(shape: Shape, cells: int, delimiters: int) -> None:
    assert shape.delimiters_of_another(cells) == delimiters
