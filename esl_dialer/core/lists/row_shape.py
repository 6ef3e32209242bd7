"""How many cells a whole row of a file has, and what a row of another length is.

A delimiter too many or too few moves every cell after it into the next column, where it may look
right: an amount cut in two, another phone. What gives it away is the row's length, so the first
rows of a file are asked what theirs is, and rows of another are refused.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_SHORT = 2
SHORT_SHARE = 20
"""One in so many rows is short, at least, in a file whose rows may be."""
EXCELS_ROWS = 16
"""Excel writes CSV in blocks of so many rows, each as wide as its last cell that is not empty."""
FEWEST_OF_A_PART = 4
"""Fewer delimiters may stand in a note of several lines."""
CUT_BY_DELIMITERS = 2
"""Rows that are all of one length, shorter than the header by so many cells, are not trimmed."""


@dataclass(frozen=True, slots=True)
class Shape:
    """``whole`` is the cells of a whole row.

    ``least`` is the fewest with which a row is believed: fewer than ``whole`` in a file whose
    writer leaves out the empty cells at the end of each row.
    """

    whole: int
    least: int

    @property
    def trimmed(self) -> bool:
        return self.least < self.whole

    def delimiters_of_another(self, cells: int) -> int:
        """How many delimiters in the quoted cells of a row of so many cells make two rows of it.

        Two rows have at least ``2 * least - 2`` together, of which ``cells - 1`` are outside.
        """
        return max(1, 2 * self.least - cells - 1)

    @property
    def delimiters_of_a_part(self) -> int:
        """How many, not as a sentence has them, in the quoted cells that take in a line end are
        taken for a row that is short: a third of a whole one's."""
        return max(FEWEST_OF_A_PART, (self.whole - 1) // 3)


def shape_of(headers: Sequence[str], rows: Sequence[Sequence[str]], needed: int) -> Shape:
    """Decide from the first rows, blank ones left aside.

    ``needed`` is the fewest cells that a record needs: up to its last required column. Without
    ``headers`` most rows' length is the whole one.
    """
    whole = _whole(headers, rows)
    return Shape(whole, min(needed, whole) if _is_trimmed(whole, rows, needed) else whole)


def _whole(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The header's length, or that of most rows where they differ from it by empty cells."""
    lengths = Counter(map(len, rows))
    most = max(lengths, key=lambda length: (lengths[length], length), default=0)
    if not headers:
        return most
    named = max((place for place, name in enumerate(headers, 1) if name), default=0)
    beyond = (row[len(headers) :] for row in rows if len(row) == most)
    alike = sum(not any(map(str.strip, cells)) for cells in beyond)
    agreed = len(rows) > 1 and alike * 2 > len(rows)
    return most if agreed and named <= most else len(headers)


def _is_trimmed(whole: int, rows: Sequence[Sequence[str]], needed: int) -> bool:
    """Whether rows that are shorter just lack the empty cells at their end."""
    lengths = [len(row) for row in rows if needed <= len(row)]
    short = [row for row in rows if needed <= len(row) < whole]
    if not short:
        return False
    ended = sum(bool(row[-1].strip()) for row in short)
    if len(short) < len(lengths):
        share = len(short) * SHORT_SHARE >= len(rows)
        return len(short) >= FEWEST_SHORT and share and ended * EXCELS_ROWS >= len(short)
    if len(set(lengths)) > 1:
        return ended * EXCELS_ROWS >= len(short)
    return whole - lengths[0] > CUT_BY_DELIMITERS and ended == len(short)
