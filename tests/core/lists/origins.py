"""From which lines the fields of a record come: the oracle of the tests that damage lists.

It knows a list as it was before. A word with figures that stands in one line only (an account, a
phone, an amount, a reference) tells that line, wherever it is found again.
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
        accounts = {}
        for number, cells in enumerate(lines):
            self._learn(number, cells)
            accounts |= dict.fromkeys(map(str.strip, cells), number)
        for record in self._right.values():
            if record.account in accounts:
                self._learn(accounts[record.account], texts_of(record))

    def _learn(self, line: int, texts: Iterable[str]) -> None:
        for text in texts:
            for word in _words(text):
                self._lines.setdefault(word, set()).add(line)

    def of(self, record: ListRow) -> set[int]:
        """The lines, by number from 0, whose words stand in the record."""
        words = {word for text in texts_of(record) for word in _words(text)}
        found = (self._lines.get(word, set()) for word in words)
        return {next(iter(lines)) for lines in found if len(lines) == 1}

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
