"""Amounts whose comma was taken for the delimiter: ``5,844.21`` read as ``5`` and ``844.21``."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.layout import CellKind

_DOLLARS = r"[-(]?\s*(?:CAD?|CDN|C)?\s*\$?\s*"
_THOUSANDS = re.compile(_DOLLARS + r"[1-9]\d{0,2}")
_BELOW_THOUSANDS = re.compile(r"\d{3}(?:\.\d{1,2})?\s*[)-]?\s*(?:CR|\$)?")
_WHOLE = re.compile(_DOLLARS + r"\d{1,3}(?:[ \u00a0]?\d{3})*")
_CENTS = re.compile(r"\d{2}\s*[)-]?\s*(?:CR|\$)?")
_NUMBERS = (CellKind.AMOUNT, CellKind.PERCENT)


class CutAmount(NamedTuple):
    """``column`` is where it begins, from 0; ``text`` is the whole of it, as it must have been."""

    column: int
    text: str


def cut_amount(
    cells: Sequence[str], kinds: Mapping[int, CellKind], sure: bool = False
) -> CutAmount | None:
    """The first amount of a row that a comma seems to cut.

    ``844`` and ``21`` side by side may be ``844,21`` or two amounts: where both columns hold
    numbers it is believed to be one only when ``sure``, in a row with a cell too many.
    """
    for index, kind in kinds.items():
        if kind is not CellKind.AMOUNT or index + 1 >= len(cells) or not cells[index]:
            continue
        first, then = clean(cells[index]), clean(cells[index + 1])
        if _THOUSANDS.fullmatch(first) and _BELOW_THOUSANDS.fullmatch(then):
            return CutAmount(index, f"{first},{then}")
        alone = sure or kinds.get(index + 1) not in _NUMBERS
        if alone and _WHOLE.fullmatch(first) and _CENTS.fullmatch(then):
            return CutAmount(index, f"{first},{then}")
    return None
