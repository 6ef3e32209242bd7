"""How far a file of do-not-call numbers is."""

from enum import StrEnum

MOST_TRIES = 3
"""Of a file whose reader ended each time without a word."""


class DncImportState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


UNFINISHED = (DncImportState.WAITING, DncImportState.READING)
