import csv

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.csv_rows import rows_of
from esl_dialer.core.lists.list_file import LONGEST_LINE, Encoding, lines_of
from esl_dialer.core.lists.row_shape import Shape
from tests.core.lists.csv_files import cuts, read, table, written


@given(table, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.integers(1, 40))
def test_what_a_csv_writer_writes_is_read_in_any_cuts(
    rows: list[list[str]], delimiter: str, end: str, size: int
) -> None:
    """But for a cell of several lines that ends with a delimiter."""
    rows = [[cell.rstrip(f'{delimiter}"') for cell in row] for row in rows]
    data = written(rows, delimiter, end).encode()
    found = list(rows_of(lines_of(cuts(data, size), Encoding.UTF_8), delimiter))
    assert [row.cells for row in found] == rows
    assert not any(row.problem for row in found)


@given(st.text(st.sampled_from(" ,;\tab\0é\x0b\x85"), max_size=12), st.sampled_from(",;\t"))
def test_a_line_without_quotes_is_read_as_csv_reads_it(text: str, delimiter: str) -> None:
    (row,) = rows_of([(f"{text}\r\n", False)], delimiter, Shape(3, 3))
    reader = csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=True)
    assert row.cells == next(reader, [])


@given(st.binary(max_size=300), st.sampled_from(list(Encoding)), st.sampled_from(",;\t|"))
def test_no_bytes_break_the_reader_or_lose_lines(
    data: bytes, encoding: Encoding, delimiter: str
) -> None:
    lines = [row.line for row in rows_of(lines_of([data], encoding), delimiter)]
    assert lines == sorted(set(lines))


def test_rows_are_numbered_by_their_first_line() -> None:
    rows = read(b'a,b\n"two\nlines",c\n\nd,e\n')
    assert [(row.line, row.cells) for row in rows] == [
        (1, ["a", "b"]),
        (2, ["two\nlines", "c"]),
        (4, []),
        (5, ["d", "e"]),
    ]


def test_a_quote_never_closed_costs_one_row() -> None:
    rest = b"".join(b"x%d,y\n" % n for n in range(60))
    rows = read(b'a,b\n"bad,c\n' + rest)
    assert [row.line for row in rows if row.problem] == [2]
    assert [row.cells[0] for row in rows if not row.problem] == ["a", *(f"x{n}" for n in range(60))]


def test_a_quote_open_at_the_end_of_the_file_costs_one_row() -> None:
    rows = read(b'a,b\n"bad,c\nd,e\n')
    assert [(row.line, bool(row.problem)) for row in rows] == [(1, False), (2, True), (3, False)]


def test_an_empty_line_below_a_quote_never_closed_is_one() -> None:
    rows = read(b'a,b\n"bad,c\n\nd,e\n')
    found = [(row.line, row.cells, bool(row.problem)) for row in rows]
    assert found[2:] == [(3, [], False), (4, ["d", "e"], False)]


def test_a_line_without_end_is_cut_and_bad() -> None:
    for letters in (b"x", b"x,", "é,".encode()):
        rows = read(b"a,b\n" + letters * (3 * LONGEST_LINE) + b"\nc,d\n", size=1 << 16)
        assert [(row.line, bool(row.problem)) for row in rows] == [(1, 0), (2, 1), (3, 0)]
        assert len(rows[1].cells[0]) <= 1000
        assert rows[2].cells == ["c", "d"]


WIDE = Shape(8, 8)
NAMES = b"a,b,c,d,e,f,g,h\n"


def told(data: bytes, shape: Shape | None = WIDE) -> list[tuple[int, str]]:
    return [(r.line, str(r.problem)) for r in read(data, shape=shape, size=512) if r.problem]


def good(data: bytes, shape: Shape | None = WIDE) -> list[int]:
    return [r.line for r in read(data, shape=shape, size=512) if not r.problem]


def test_text_after_a_closing_quote_costs_its_own_line() -> None:
    assert told(b'1,"Ann" x,c\n2,b,c\n') == [(1, "text stands after a closing quote")]


def test_a_quote_closed_by_the_one_that_opens_another_cell_costs_its_own_line() -> None:
    data = b'1,"Ann,c\n2,b,c\n3,"Say ""Hi"" Inc",c\n'
    assert told(data) == [(1, "a quote is opened and never closed")]
    assert good(data) == [2, 3]


def test_spaces_after_a_closing_quote_mean_nothing() -> None:
    rows = read(b'"1" ,"Ann, Jr" ,c\n"2","b ","c" \n"3" ,"x\n"" y" ,"z" \n')
    assert [row.cells for row in rows] == [
        ["1", "Ann, Jr", "c"],
        ["2", "b ", "c"],
        ["3", 'x\n" y', "z"],
    ]


def test_spaces_behind_a_quote_that_closes_nothing_are_text() -> None:
    cells = ['Say "Hi" , twice', '" , x', '"', 'x\n" , y']
    assert [row.cells for row in read(written([cells, ["1", "", "2", "3"]]).encode())] == [
        cells,
        ["1", "", "2", "3"],
    ]
    assert [row.cells for row in read(b'"" ,"""" ,"x\n" ,19" \n')] == [["", '"', "x\n", '19"']]


def test_spaces_before_an_opening_quote_mean_nothing() -> None:
    """As in a list whose delimiter is a comma and a space."""
    rows = read(b'1, "Ann, Jr" , c\n 2, " b ", "Say ""Hi""" \n"3", "x\ny", 19" rack\n')
    assert [row.cells for row in rows] == [
        ["1", "Ann, Jr", "c"],
        ["2", " b ", 'Say "Hi"'],
        ["3", "x\ny", '19" rack'],
    ]
    assert told(b'1, "Ann" x, c\n2, b, c\n') == [(1, "text stands after a closing quote")]


def test_a_cell_of_several_lines_is_read() -> None:
    data = NAMES + b'1,2,3,4,5,"12 Main St, Apt 4\nToronto, ON",7,8\n'
    [_, row] = read(data, shape=WIDE)
    assert (row.cells[5], row.lines) == ("12 Main St, Apt 4\nToronto, ON", 2)


def test_a_quoted_cell_with_another_rows_delimiters_costs_its_own_line() -> None:
    data = NAMES + b'1,2,"3,4,5,6,7,8\n1,2,3,4",5,6,7,8\n1,2,3,4,5,6,7,8\n'
    assert told(data) == [(2, "a quoted cell takes in what looks like another row")]
    assert good(data) == [1, 3, 4]


def test_the_end_of_a_cell_that_may_have_been_one_is_no_row() -> None:
    """``Toronto, ON"`` has the cells of a whole row with what follows it, and is none."""
    data = NAMES + b'1,"12 Main\nToronto, ON",3,4,5,6,7,8\n1,2,3,4,5,6,7,8\n'
    assert told(data) == [
        (2, "a quoted cell takes in what looks like another row"),
        (3, "a quoted cell of another line reaches into this one"),
    ]
    assert good(data) == [1, 4]


def test_the_end_of_a_cell_that_takes_in_cells_of_its_row_and_the_next_one_is_no_row() -> None:
    """The line end before the second row is lost, and its inch mark closes the cell."""
    joined = b'1,"2,a,b,c,d,e,f,g,h\n",3,4,5,6,7,8a 6\' 2",c,d,e,f,g,h,i\n'
    data = NAMES + joined + b"q,r,s,t,u,v,w,x\n"
    assert [line for line, _ in told(data)] == [2, 3]
    assert good(data) == [1, 4]


def test_the_end_of_the_last_cell_of_a_row_that_can_not_be_read_is_no_row() -> None:
    """The inch mark of the next row closes what it would open; a name with a comma is a name."""
    bad = b'"1" x,2,3,4,5,6,"7\n'
    data = NAMES + bad + b'",8\n6\' 2",2,3,4,"5\n5",6,7,8\nq,r,s,t,u,v,w,x\n'
    assert good(data)[-1] == 6
    assert 3 in [line for line, _ in told(data)]
    assert good(NAMES + b'"1" x,2,3,4,5,6,7,8\n"Ann, Jr",2,3,4,5,6,7,8\n') == [1, 3]


def test_a_bare_quote_before_a_line_that_begins_with_the_end_of_a_cell_is_torn() -> None:
    """Another bare quote of the row makes the count even."""
    data = NAMES + b'19" rack,2,3,4,5,6,7,8"a\n",2,3 6\' 2",4,5,6\nq,r,s,t,u,v,w,x\n'
    assert [line for line, _ in told(data)] == [2, 3]
    assert good(data) == [1, 4]


def test_the_end_of_a_cell_below_a_line_that_was_quoted_as_a_whole_is_no_row() -> None:
    """It went through a second writer: one cell, too short a row; empty lines may lie between."""
    end = b'",3,4\nx 6\' 2",2,3,4,5,6,7,8\nq,r,s,t,u,v,w,x\n'
    for between in (b"", b"\n", b"part of it\n", b"part of it\n\n"):
        data = NAMES + b'"1,""2"\n' + between + end
        last = 3 + between.count(b"\n")
        torn = (last, "a quoted cell of another line reaches into this one")
        assert torn in told(data, Shape(8, 8))
        assert good(data, Shape(8, 8))[-1] == last + 2


def test_a_line_inside_of_a_cell_that_would_be_a_row_alone_is_one() -> None:
    title = b'Total,,,,"x\n1,2,3,4,5,6,7",8\n'
    assert told(NAMES + title) == [(2, "a quoted cell takes in what looks like another row")]
    assert good(NAMES + title) == [1, 3]


def test_a_cell_closed_by_the_quote_before_a_text_that_begins_with_a_delimiter() -> None:
    data = NAMES + b'1,2,3,"4,5\n1,", Toronto",8\n'
    assert [line for line, _ in told(data)] == [2]


def test_where_rows_may_be_short_fewer_delimiters_are_another_rows() -> None:
    note = b'1,2,3,4,5,"a, b\nc, d",7,8\n'
    assert told(NAMES + note) == []
    assert [line for line, _ in told(NAMES + note, Shape(8, 4))] == [2, 3]
    assert told(NAMES + b'1,2,3,4,5,"a\nb",7,8\n', Shape(8, 4)) == []


def test_a_line_joined_with_the_end_of_a_quoted_cell_is_refused() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,"a\nb"2,2,3,4,5,6,7,8\n3,2,3,4,5,6,7,8\n'
    assert [line for line, _ in told(data)] == [2, 3]
    assert good(data) == [1, 4]


def test_a_line_that_ends_with_the_beginning_of_the_next_rows_cell_is_refused() -> None:
    torn = "a quoted cell of another line reaches into this one"
    data = NAMES + b'1,2,3,4,5,6,7,8"a\nb",2,3,4,5,6,7,8\n\n3,2,3,4,5,6,7,8\n'
    assert told(data) == [(2, torn), (3, torn)]
    assert good(data) == [1, 4, 5]
    of_three = data.replace(b"a\nb", b"a\n\nx, y\nb")
    assert told(of_three) == [(2, torn), (4, torn), (5, torn)]
    assert good(of_three) == [1, 3, 6, 7]


def test_a_line_that_ends_with_a_quote_before_one_that_can_not_be_read_is_refused() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,8"a\n"b" x,2,3,4,5,6,7,8\n3,2,3,4,5,6,7,8\n'
    assert [line for line, _ in told(data)] == [2, 3]
    assert good(data) == [1, 4]


def test_a_lost_line_end_before_a_cell_whose_second_line_has_a_comma() -> None:
    torn = "a quoted cell of another line reaches into this one"
    data = NAMES + b'1,2,3,4,5,6,7,8"a\nb, c",2,3,4,5,6,7,8\n3,2,3,4,5,6,7,8\n'
    assert told(data) == [(2, torn), (3, torn)]
    assert good(data) == [1, 4]


def test_bare_quotes_with_a_whole_row_between_them_are_letters() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,19"\n2,2,3,4,5,6,7,8\n6\' 2",2,3,4,5,6,7,8\n'
    assert told(data) == []


def test_a_bare_quote_at_the_end_of_a_list_is_a_letter() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,19"\n\nTotal: 1\n'
    assert (told(data), good(data)) == ([], [1, 2, 3, 4])


def test_a_bare_quote_beside_good_lines_is_a_letter() -> None:
    data = NAMES + b'19" rack,2,3,4,5,6,7,8\n1,2,3,4,5,6,7,6\' 2"\n1,2,3,4,5,6,7,8\n'
    assert told(data) == []


def test_a_cell_that_was_not_closed_and_holds_the_beginning_of_the_next_row_is_refused() -> None:
    """The line end between two rows is lost, and with it the quote before it."""
    torn = "a quoted cell of another line reaches into this one"
    data = NAMES + b'1,2,3,4,5,6,7,"a ""b"" 2,2,3,"\nx",5,6,7,8\n3,2,3,4,5,6,7,8\n'
    assert told(data) == [(2, torn), (3, torn)]
    assert good(data) == [1, 4]
    worse = data.replace(b'x",5', b'x","5" y')
    assert told(worse) == [(2, torn), (3, "text stands after a closing quote")]


def test_a_line_whose_quoted_cell_has_another_rows_delimiters_is_two() -> None:
    """Of the first row the beginning, of the second the end: as many cells as a row has."""
    data = NAMES + b'1,2,"3,4,5,6,7,82,2,",3",4,5,6,7,8\n3,2,3,4,5,6,7,8\n'
    assert told(data) == [(2, "a quoted cell takes in what looks like another row")]
    assert good(data) == [1, 3]
    sentence = b'1,2,"3, 4, 5, 6, 7, 8, 9, 10, 11",4,5,6,7,8\n'
    assert told(NAMES + sentence) == []


def test_the_sentence_of_a_row_is_not_torn_by_the_one_below_that_is_broken() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,"say ""hi"", twice"\n2,"b" x,3,4,5,6,7,8\n'
    assert told(data) == [(3, "text stands after a closing quote")]
    assert told(data.replace(b'2,"b" x', b'"2" x,b')) == [(3, "text stands after a closing quote")]


def test_a_quoted_cell_that_takes_in_a_part_of_a_short_row_is_refused() -> None:
    """Quotes that a word processor made curly from one cell to another of the next row, which is
    short: the row is as long as it should be, and the cells behind are another person's."""
    names = b"\t".join(b"%d" % n for n in range(1, 17)) + b"\n"
    whole = [b'"A%d"' % n for n in range(16)]
    curly = [cell.replace(b'"', "\u201d".encode()) for cell in whole]
    first = b"\t".join(whole[:6]) + b'\t"A6' + "\u201d\t".encode() + b"\t".join(curly[7:])
    second = b"\t".join(curly[:4]) + "\t\u201dB4".encode() + b'"\t' + b"\t".join(whole[7:])
    data = names + first + b"\n" + second + b"\n"
    rows = list(rows_of(lines_of([data], Encoding.UTF_8), "\t", Shape(16, 16)))
    assert str(rows[1].problem) == "a quoted cell takes in what looks like another row"


def test_a_note_of_several_lines_has_a_sentences_commas() -> None:
    note = b'1,2,3,4,5,6,7,"Called, left word, calls back, asked for Ann,\nor later"\n'
    assert told(NAMES + note) == []


def test_a_short_row_that_begins_with_the_quote_of_the_cell_before_it_is_refused_with_it() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,8"a\n",2,3",4,5\n3,2,3,4,5,6,7,8\n'
    assert [line for line, _ in told(data, Shape(8, 8))] == [2, 3]


def test_a_lost_line_end_before_a_cell_of_two_lines_is_seen_beside_other_bare_quotes() -> None:
    data = NAMES + b'1,2,3,4,5,6,7,8"a\nb",2,3,4,5,6\' 2",7,8\n3,2,3,4,5,6,7,8\n'
    assert [line for line, _ in told(data, Shape(8, 8))] == [2, 3]
