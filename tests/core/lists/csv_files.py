"""CSV files made for tests, and read back."""

import csv
import io

from hypothesis import strategies as st

from esl_dialer.core.lists.csv_rows import RawRow, rows_of
from esl_dialer.core.lists.list_file import encoding_of, lines_of
from esl_dialer.core.lists.row_shape import Shape

DELIMITERS = (",", ";", "\t", "|")


def believed(cell: str) -> bool:
    """A cell of several lines that ends with a delimiter may be two rows', and is refused; spaces
    in front of one mean nothing."""
    return not cell.startswith(" ") and not (
        set(cell) & set("\n\r") and cell.rstrip('"').endswith(DELIMITERS)
    )


cell = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=9
).filter(believed)
table = st.lists(st.lists(cell, min_size=2, max_size=5), min_size=1, max_size=8)


def cuts(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def read(
    data: bytes, delimiter: str = ",", size: int = 7, shape: Shape | None = None
) -> list[RawRow]:
    return list(rows_of(lines_of(cuts(data, size), encoding_of(data)), delimiter, shape))


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if end == "\n" else csv.QUOTE_MINIMAL  # minimal leaves "\r" bare
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()
