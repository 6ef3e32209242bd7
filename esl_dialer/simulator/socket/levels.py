"""The levels of FreeSWITCH's log."""

import re

from esl_dialer.simulator.figures import atoi

LEVELS = ("CONSOLE", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG")
_INVALID = 64
_NUMBER = re.compile(r"-?[0-9.]*")


def level_of(word: str) -> int | None:
    """A name in any case, or a number; nothing is DEBUG; None: there is no such level."""
    if not word:
        return LEVELS.index("DEBUG")
    if _NUMBER.fullmatch(word):
        level = max(0, atoi(word))
        return None if level == _INVALID else min(level, _INVALID - 1)
    if word.upper() == "DISABLE":
        return -1
    return LEVELS.index(word.upper()) if word.upper() in LEVELS else None
