"""What the log says once, and not at each look."""


class RefusalLog:
    """Which rule was last said to hold back each record: a record that waits is said once."""

    MOST = 10_000
    """Records remembered; beyond, all are forgotten and said once more."""

    def __init__(self) -> None:
        self._last: dict[int, str] = {}

    def is_news(self, record: int, rule: str) -> bool:
        if self._last.get(record) == rule:
            return False
        if len(self._last) >= self.MOST:
            self._last.clear()
        self._last[record] = rule
        return True

    def forget(self, record: int) -> None:
        """It was claimed: what holds it back later is news again."""
        self._last.pop(record, None)
