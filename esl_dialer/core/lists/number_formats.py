"""What a spreadsheet's number format shows of a whole number: ``0000000`` shows 1234 as 0001234."""

import re

_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?![<>=])[^\]]*\]')
"""Text in quotes or behind a backslash, a space as wide as a sign, a colour, a locale."""
_SIGNS = str.maketrans("", "", " -()+")


def zeros_of(code: str) -> int:
    """How many digits it shows at least, when it is made of zeros; 0 of any other format.

    Signs between the zeros part them only (``000-0000``); a format with a condition counts as any
    other (ECMA-376, part 1, 18.8.31).
    """
    positive = _LITERAL.sub("", code).partition(";")[0].translate(_SIGNS)
    return len(positive) if positive and not positive.strip("0") else 0


def padded(text: str, digits: int) -> str:
    """A whole number with as many digits; any other text as it is."""
    return text.zfill(digits) if text.isascii() and text.isdigit() else text
