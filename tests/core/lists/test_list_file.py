import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.lists.list_file import (
    Encoding,
    NotAList,
    check_is_text,
    delimiter_of,
    encoding_of,
    lines_of,
)
from tests.core.lists.csv_files import read, table, written


@given(table, st.sampled_from([Encoding.UTF_16_LE, Encoding.UTF_16_BE]), st.integers(1, 9))
def test_utf_16_is_read_by_its_mark_in_any_cuts(
    rows: list[list[str]], encoding: Encoding, size: int
) -> None:
    data = "\ufeff".encode(encoding) + written(rows).encode(encoding)
    assert encoding_of(data) is encoding
    assert [row.cells for row in read(data, size=size)] == rows


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
