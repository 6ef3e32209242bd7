"""What the log says once, and not at each look."""

PAGE = 4096
"""Records of a page: a byte each."""

OTHERS = 255
"""The number of every rule beyond so many: there are some twenty."""


class RefusalLog:
    """Which rule was last said to hold back each record: a record that waits is said once, however
    many others do. It takes a byte for each record of a page of which one was held back."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}
        self._numbers: dict[str, int] = {}

    def is_news(self, record: int, rule: str) -> bool:
        """Whether it was another rule, or none, that was said last; it is said now."""
        number = self._numbers.setdefault(rule, min(len(self._numbers) + 1, OTHERS))
        page = self._pages.setdefault(record // PAGE, bytearray(PAGE))
        before, page[record % PAGE] = page[record % PAGE], number
        return before != number

    def forget(self, record: int) -> None:
        """It was claimed: what holds it back later is news again."""
        if page := self._pages.get(record // PAGE):
            page[record % PAGE] = 0
