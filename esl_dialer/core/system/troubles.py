"""What keeps the dialer from saving, as every page says it while it lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from esl_dialer.core.says import Says

BUSY_AFTER = timedelta(seconds=3)
"""Others write all the time; one that does not let go for so long is worth a word."""

ROOM_BYTES = 10 << 20
"""With less on the disk of the data directory it counts as full: audio and logs take the rest."""


class StoreState(StrEnum):
    """What came of trying to write."""

    FINE = "fine"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"
    AWAY = "away"
    NO_ROOM_FOR_FILES = "no_room_for_files"
    """The database is elsewhere, and well; the disk of the data directory is full."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """``says`` has a place ``since``, to be filled with the instant as its reader writes it."""

    says: Says
    since: datetime


SAID = {
    StoreState.BUSY: Says(
        "Another program has been writing into the database since {since}: what you change waits "
        "for it, and no call starts meanwhile."
    ),
    StoreState.FULL: Says(
        "The disk is full since {since}: nothing is saved and nobody is called until there is room."
    ),
    StoreState.READ_ONLY: Says(
        "The database can't be written since {since}: nothing is saved and nobody is called."
    ),
    StoreState.AWAY: Says(
        "The database does not answer since {since}: nothing is saved and nobody is called."
    ),
    StoreState.NO_ROOM_FOR_FILES: Says(
        "The disk of the data directory is full since {since}: no list, message or file is kept."
    ),
}


def trouble(state: StoreState, since: datetime, now: datetime) -> Trouble | None:
    """``since`` it is in that state."""
    if state is StoreState.FINE or (state is StoreState.BUSY and now - since < BUSY_AFTER):
        return None
    return Trouble(SAID[state], since)


def with_room(state: StoreState, free: int, *, embedded: bool) -> StoreState:
    """``free`` bytes on the disk of the data directory, where the database is too (``embedded``) or
    not: a full one is the reason for whatever else is wrong with what is on it."""
    if free >= ROOM_BYTES:
        return state
    if embedded:
        return StoreState.FULL
    return StoreState.NO_ROOM_FOR_FILES if state is StoreState.FINE else state
