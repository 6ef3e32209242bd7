"""Numbers, and yes or no, in the text of commands, as FreeSWITCH reads them."""

import re

_FIGURE = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9]{1,18})")
_NUMBER = re.compile(r"-?[0-9.]+")
_TRUE = frozenset({"true", "yes", "on", "1", "t", "enabled", "active", "allow"})
_LEAST, _MOST = -(1 << 31), (1 << 31) - 1


def atoi(text: str) -> int:
    """The number at the start of ``text``, 0 when there is none; kept within 32 bits.

    As the C function: ``5s`` is 5, ``abc`` is 0, digits of other scripts are no digits.
    """
    found = _FIGURE.match(text)
    return min(max(int(found[1]), _LEAST), _MOST) if found else 0


def is_true(text: str) -> bool:
    """Whether it says yes, in any case; a number does unless it is 0."""
    return text.lower() in _TRUE or (_NUMBER.fullmatch(text) is not None and atoi(text) != 0)
