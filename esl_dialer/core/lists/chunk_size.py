"""How many rows go into one transaction, so that others wait for it no longer than they must."""

from dataclasses import dataclass, replace

TARGET_S = 0.010
"""What a transaction should take: an engine's claim waits for it, and must not feel it."""

GROWTH, SHRINKAGE = 1.25, 0.25
"""At most this much more, at least this much left, from one transaction to the next."""


@dataclass(frozen=True, slots=True)
class ChunkSize:
    """``least`` and ``most`` rows; the same three numbers: always so many.

    Fewer than ``least`` would cost more than they spare: a transaction of one row takes 0.2 ms of
    processor time, one of 40 rows 1.5, each row after them 0.03 (SQLite).
    """

    rows: int = 40
    least: int = 40
    most: int = 500

    def after(self, seconds: float) -> "ChunkSize":
        """The next size, when this one took so many seconds."""
        wanted = TARGET_S / seconds if seconds > 0 else GROWTH
        factor = min(GROWTH, max(SHRINKAGE, wanted))
        rows = round(self.rows * factor)
        rows += rows == self.rows and factor >= GROWTH
        return replace(self, rows=min(self.most, max(self.least, rows)))


SIDE_BY_SIDE = ChunkSize(rows=500, least=500)
"""Where others write meanwhile (PostgreSQL): who waits there is the import itself, for the dozen
answers of the server that a chunk needs."""
