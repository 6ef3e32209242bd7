"""Another process in the middle of a write, on a clock that only waiting for it moves."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from esl_dialer.store.opened import Patience


@dataclass
class HeldLock:
    """It ends after so many seconds of our waiting, or when it is told to."""

    path: Path
    seconds: float
    passed: float = 0.0
    other: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self.other = sqlite3.connect(self.path, isolation_level=None)
        self.other.execute("BEGIN IMMEDIATE")

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        if self.passed >= self.seconds:
            self.let_go()

    def let_go(self) -> None:
        if self.other.in_transaction:
            self.other.execute("ROLLBACK")

    def patience(self) -> Patience:
        return Patience(sleep=self.sleep, timer=lambda: self.passed)
