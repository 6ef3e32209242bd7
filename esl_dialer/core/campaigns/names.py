"""A name that is free, for a campaign that is made after another."""

import re
from collections.abc import Collection
from itertools import count

from esl_dialer.core.campaigns.campaign import FIELDS, name_key, tidy_name

_NUMBERED = re.compile(r"(?P<name>.*\S) \((?P<number>[1-9]\d{0,5})\)")
"""``Spring (2)``"""


def free_name(name: str, taken: Collection[str]) -> str:
    """``Spring (2)`` after ``Spring``, ``Spring (3)`` after ``Spring (2)``: the first that no other
    has, the same in every language.

    ``taken``: the ``name_key`` of each name in use. A name as long as may be is cut.
    """
    found = _NUMBERED.fullmatch(tidy_name(name))
    stem, first = (found["name"], int(found["number"])) if found else (tidy_name(name), 1)
    numbered = (_numbered(stem, number) for number in count(first + 1))
    return next(one for one in numbered if name_key(one) not in taken)


def _numbered(stem: str, number: int) -> str:
    longest, end = int(FIELDS["name"].longest or 0), f" ({number})"
    return stem[: longest - len(end)].rstrip() + end
