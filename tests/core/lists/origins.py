"""From which lines the fields of a record come: the oracle of the tests that damage lists.

It knows a list as it was before. A word with figures that stands in one line only (an account, a
phone, an amount, a reference) tells that line, wherever it is found again; unless it is a part of
the record's own line that lost a figure: ``1557.37`` is ``157.37`` then, like half of ``2,157.37``.
"""

import re
from collections.abc import Iterable, Sequence

from esl_dialer.core.lists.layout import BY_KEY, CellKind
from esl_dialer.core.lists.list_rows import ListRow

_WORD = re.compile(r"[A-Za-z]*\d[\d.]{4,}[a-z]?")
_TYPED = tuple(k for k, c in BY_KEY.items() if c.kind in (CellKind.AMOUNT, CellKind.DATE))


class Origins:
    """Of the cells of each line, as they stand in the file, and of the records read from it."""

    def __init__(self, lines: Sequence[Sequence[str]], records: Iterable[ListRow]) -> None:
        self._lines: dict[str, set[int]] = {}
        self._right = {record.account: record for record in records}
        self._numbers: dict[str, int] = {}
        """By account: the number of its line. -1: of a text that several have."""
        self._wholes = [" ".join(cells).replace(",", "") for cells in lines]
        for number, cells in enumerate(lines):
            self._learn(number, cells)
            for text in set(map(str.strip, cells)):
                self._numbers[text] = -1 if text in self._numbers else number
        for record in self._right.values():
            if (own := self._numbers.get(record.account, -1)) >= 0:
                self._learn(own, texts_of(record))

    def _learn(self, line: int, texts: Iterable[str]) -> None:
        for text in texts:
            for word in _words(text):
                self._lines.setdefault(word, set()).add(line)

    def of(self, record: ListRow) -> set[int]:
        """The lines, by number from 0, whose words stand in the record."""
        own = self._numbers.get(record.account, -1)
        words = {word for text in texts_of(record) for word in _words(text)}
        found = {word: next(iter(lines)) for word in words
                 if len(lines := self._lines.get(word, ())) == 1}  # fmt: skip
        if own < 0:
            return set(found.values())
        others = (line for word, line in found.items() if not self._had(own, word))
        return {own, *others}

    def _had(self, line: int, word: str) -> bool:
        """Whether a word stands in a line, as it was or with a figure more."""
        whole = self._wholes[line]
        return any(word in whole[:at] + whole[at + 1 :] for at in range(len(whole)))

    def displaced(self, record: ListRow) -> list[str]:
        """Its amounts, dates and phones that are none of its person's, or stood elsewhere."""
        right = self._right.get(record.account)
        if right is None:
            return []
        fields = [key for key in _TYPED if (text := record.fields.get(key))
                  and text != right.fields.get(key)]  # fmt: skip
        numbers = {phone.number for phone in right.phones}
        return fields + [p.as_given for p in record.phones if p.number not in numbers]


def texts_of(record: ListRow) -> list[str]:
    phones = (phone.number for phone in record.phones)
    fields = (*record.fields.values(), *record.custom.values())
    return [record.account, record.full_name, *fields, *phones]


def _words(text: str) -> set[str]:
    """The words with figures of a text; of a phone, in any writing, its ten digits too."""
    digits = re.sub(r"\D", "", text)
    phone = {digits[-10:]} if 10 <= len(digits) <= 11 else set()
    return set(_WORD.findall(text)) | phone
