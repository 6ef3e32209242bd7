import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.lists.list_file import (
    LONGEST_LINE,
    Encoding,
    NotAList,
    RawRow,
    check_is_text,
    delimiter_of,
    encoding_of,
    lines_of,
    rows_of,
)

cell = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=9
)
table = st.lists(st.lists(cell, min_size=2, max_size=5), min_size=1, max_size=8)


def cuts(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def read(data: bytes, delimiter: str = ",", size: int = 7) -> list[RawRow]:
    return list(rows_of(lines_of(cuts(data, size), encoding_of(data)), delimiter))


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if end == "\n" else csv.QUOTE_MINIMAL  # minimal leaves "\r" bare
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


@given(table, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.integers(1, 40))
def test_what_a_csv_writer_writes_is_read_in_any_cuts(
    rows: list[list[str]], delimiter: str, end: str, size: int
) -> None:
    data = written(rows, delimiter, end).encode()
    found = list(rows_of(lines_of(cuts(data, size), Encoding.UTF_8), delimiter))
    assert [row.cells for row in found] == rows
    assert not any(row.problem for row in found)


@given(st.binary(max_size=300), st.sampled_from(list(Encoding)), st.sampled_from(",;\t|"))
def test_no_bytes_break_the_reader_or_lose_lines(
    data: bytes, encoding: Encoding, delimiter: str
) -> None:
    lines = [row.line for row in rows_of(lines_of([data], encoding), delimiter)]
    assert lines == sorted(set(lines))


@given(table, st.sampled_from([Encoding.UTF_16_LE, Encoding.UTF_16_BE]), st.integers(1, 9))
def test_utf_16_is_read_by_its_mark_in_any_cuts(
    rows: list[list[str]], encoding: Encoding, size: int
) -> None:
    data = "\ufeff".encode(encoding) + written(rows).encode(encoding)
    assert encoding_of(data) is encoding
    found = rows_of(lines_of(cuts(data, size), encoding), ",")
    assert [row.cells for row in found] == rows


@pytest.mark.parametrize("encoding", [Encoding.UTF_16_LE, Encoding.UTF_16_BE])
def test_utf_16_without_a_mark_is_seen(encoding: Encoding) -> None:
    assert encoding_of(written([list(HEADERS)]).encode(encoding)) is encoding


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (Encoding.UTF_8, "Renée;Chloé\nZoë"),
        (Encoding.CP1252, "Renée;Chloé\nZoë;D’Souza;œuf"),
        (Encoding.MAC_ROMAN, "Renée;Chloé\nZoë;Hélène;François"),
        (Encoding.CP850, "Renée;Chloé\nZoë;Hélène;François"),
    ],
)
def test_the_encoding_is_told_from_its_letters(encoding: Encoding, text: str) -> None:
    data = text.encode(encoding)
    assert encoding_of(data) is encoding
    assert "".join(line for line, _ in lines_of([data], encoding)) == text


def test_a_line_in_the_other_encoding_is_read_and_marked() -> None:
    data = "a,Renée\nb,Zoë\n".encode() + "c,Chloé\n".encode("cp1252") + b"d,e\n"
    rows = read(data)
    assert [row.cells[1] for row in rows] == ["Renée", "Zoë", "Chloé", "e"]
    assert [row.other_encoding for row in rows] == [False, False, True, False]


def test_a_byte_order_mark_does_not_spoil_a_quoted_header() -> None:
    assert read(b'\xef\xbb\xbf"a","b"\n')[0].cells == ["a", "b"]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_all_line_ends(end: str) -> None:
    rows = read(f"a,b{end}c,d{end}e,f".encode())
    assert [(row.line, row.cells) for row in rows] == [
        (1, ["a", "b"]),
        (2, ["c", "d"]),
        (3, ["e", "f"]),
    ]


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


def test_a_line_without_end_is_cut_and_bad() -> None:
    for letters in (b"x", b"x,", "é,".encode()):
        rows = read(b"a,b\n" + letters * (3 * LONGEST_LINE) + b"\nc,d\n", size=1 << 16)
        assert [(row.line, bool(row.problem)) for row in rows] == [(1, 0), (2, 1), (3, 0)]
        assert len(rows[1].cells[0]) <= 1000
        assert rows[2].cells == ["c", "d"]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_the_one_that_makes_the_header(delimiter: str) -> None:
    body = ["1", "O'Neil; Big, Jim | x\ty"] * 10
    lines = written([list(HEADERS), body], delimiter).splitlines()
    assert delimiter_of(lines) == delimiter


def test_a_separator_line_is_believed() -> None:
    assert delimiter_of(["sep=|", "a,b,c|d"]) == "|"


@pytest.mark.parametrize(
    ("sample", "what"),
    [
        (b"", "empty"),
        (b"  \r\n\r\n", "empty"),
        (b"PK\x03\x04" + b"x" * 90, "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<html><table>", "web page"),
        (b"ab\x00\x01\x02cd" * 50, "binary"),
    ],
)
def test_what_is_no_list_is_named(sample: bytes, what: str) -> None:
    with pytest.raises(NotAList, match=what):
        check_is_text(sample)
