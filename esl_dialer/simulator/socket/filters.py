"""The filters of a client: which of the events that it asked for it is sent."""

import re
from collections.abc import Mapping
from functools import lru_cache

_PATTERN = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


class Filters:
    """Headers and the values they must have; names in any case.

    A value is compared without regard to case; ``/regex/`` is searched for; ``-`` before a value
    keeps away what has it. With filters an event passes when one of them lets it.
    """

    def __init__(self) -> None:
        self._wanted: list[tuple[str, str]] = []

    def add(self, name: str, value: str) -> None:
        self._wanted.append((name, value))

    def delete(self, name: str, value: str = "") -> None:
        """Those of a header with that value, or with any; of all headers when it is ``all``."""
        if name.lower() == "all":
            self._wanted.clear()
            return
        self._wanted = [
            (kept, wanted)
            for kept, wanted in self._wanted
            if kept.lower() != name.lower() or (value and wanted != value)
        ]

    def let_through(self, headers: Mapping[str, str]) -> bool:
        if not self._wanted:
            return True
        by_name = {name.lower(): value for name, value in headers.items()}
        passes = False
        for name, value in self._wanted:
            found = by_name.get(name.lower())
            if found is None:
                continue
            wanted, keeps_away = _signed(value)
            if (passes and not keeps_away) or not _has(found, value, wanted):
                continue
            if keeps_away:
                return False
            passes = True
        return passes


def _signed(value: str) -> tuple[str, bool]:
    """The value without the signs before it, and whether it keeps away."""
    bare = value.lstrip("+- ")
    signs = value[: len(value) - len(bare)].replace(" ", "")
    return bare, signs.endswith("-")


def _has(found: str, value: str, wanted: str) -> bool:
    """A pattern counts as one only without a sign before it, as in FreeSWITCH."""
    if not value.startswith("/"):
        return found.lower() == wanted.lower()
    pattern = _compiled(wanted)
    return pattern is not None and pattern.search(found) is not None


@lru_cache(maxsize=256)
def _compiled(text: str) -> re.Pattern[str] | None:
    """``/regex/flags``; None when it is no pattern."""
    shape = _PATTERN.fullmatch(text)
    body, letters = (shape[1], shape[2]) if shape else (text, "")
    flags = re.NOFLAG
    for letter in letters:
        flags |= _FLAGS.get(letter, re.NOFLAG)
    try:
        return re.compile(body, flags)
    except re.error:
        return None
