"""A file's first block to the plan by which the whole of it is read."""

from collections.abc import Iterator
from itertools import islice

from esl_dialer.core.lists.csv_rows import RawRow, rows_of
from esl_dialer.core.lists.list_file import (
    Encoding,
    NoHeader,
    check_is_text,
    delimiter_of,
    encoding_of,
    lines_of,
)
from esl_dialer.core.lists.reading_plan import Options, Plan, check_options, fits, make_plan
from esl_dialer.core.lists.sheets import SheetNotes, unmarked
from esl_dialer.core.says import Says

BLOCK = 1 << 18
"""Bytes that a file is read by; the first block decides how."""
SAMPLE_LINES = 200


def plan_of(block: bytes, options: Options, sheet: SheetNotes | None = None) -> Plan:
    """How a CSV that begins with this block will be read. Raises NotAList, BadOptions.

    ``sheet``: the CSV was made from a workbook.
    """
    check_options(options)
    check_is_text(block)
    encoding = Encoding(options.encoding) if options.encoding else encoding_of(block)
    lines = list(islice(lines_of([whole_lines(block)], encoding), SAMPLE_LINES))
    delimiter = options.delimiter or delimiter_of(text for text, _ in lines)
    rows = list(rows_of(lines, delimiter))
    if sheet:
        rows = list(map(unmarked, rows))
    plan = make_plan(rows, encoding, delimiter, options, sheet)
    if not fits(plan, rows):
        raise NoHeader(
            Says("the first row is no header, and the columns are not in the guide's order")
        )
    return plan


def planned_rows(blocks: Iterator[bytes], plan: Plan) -> Iterator[RawRow]:
    """The rows of data of a file, blank ones too."""
    lines = lines_of(blocks, plan.encoding)
    rows = rows_of(lines, plan.delimiter, plan.shape, plan.skip)
    return islice(map(unmarked, rows) if plan.sheet else rows, plan.skip, None)


def rows_before(blocks: Iterator[bytes], plan: Plan) -> list[list[str]]:
    """The rows that stand above the data: titles, the header, and what was left out."""
    return [row.cells for row in islice(top_rows(blocks, plan), plan.skip)]


def top_rows(blocks: Iterator[bytes], plan: Plan) -> Iterator[RawRow]:
    """The rows of a file from its top, not held to the shape of those of data."""
    rows = rows_of(lines_of(blocks, plan.encoding), plan.delimiter)
    return map(unmarked, rows) if plan.sheet else rows


def whole_lines(block: bytes) -> bytes:
    """A full block without the line that it cuts."""
    end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
    return block if len(block) < BLOCK or not end else block[:end]
