"""A template's fixed text as it is said: every number, sign and abbreviation in words.

No digit reaches a voice as a digit, for each voice reads them in its own way ("1 800 270" as a
number of a million, "628.63 $" as two numbers). A table of readers looks at each place where a word
begins; the first that knows what stands there says it whole. What none knows is refused.
"""

import re
from collections.abc import Iterator
from typing import Final

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_numbers import UnspeakableError
from esl_dialer.core.speech.written import (
    DASH,
    GLUED,
    NO_AMOUNT,
    NO_NUMBER,
    SPACE,
    Read,
    Reader,
    Words,
    unsure,
)
from esl_dialer.core.speech.written_amounts import read_money
from esl_dialer.core.speech.written_dates import read_date
from esl_dialer.core.speech.written_numbers import read_fixed, read_mixed, read_number, read_ordinal
from esl_dialer.core.speech.written_phones import read_phone
from esl_dialer.core.speech.written_places import read_place
from esl_dialer.core.speech.written_times import read_time
from esl_dialer.core.speech.written_words import read_word
from esl_dialer.core.words import Language


class UnreadableError(UnspeakableError):
    """A text with something in it that can't be said for sure. ``position`` counts from 0."""

    def __init__(self, position: int, says: Says) -> None:
        super().__init__(says)
        self.position = position


_GOES_ON: Final = rf"[\w{{]|[.,:/'\u2019]?[0-9$€£¢]|{DASH}[0-9$]"
_CUT: Final = re.compile(_GOES_ON)
_CUT_NUMBER: Final = re.compile(rf"{_GOES_ON}|{SPACE}+[0-9]|[.,]{SPACE}[0-9]{{2}}{SPACE}?[$€]")
"""Behind what a reader took: it would not be whole. Two numbers in a row may be one."""

_READERS: Final[tuple[tuple[Reader, re.Pattern[str]], ...]] = (
    (read_fixed, _CUT),
    (read_place, _CUT),
    (read_money, _CUT_NUMBER),
    (read_phone, _CUT),
    (read_date, _CUT),
    (read_time, _CUT),
    (read_ordinal, _CUT),
    (read_number, _CUT_NUMBER),
    (read_mixed, _CUT),
)
"""In the order in which they are asked, each with what must not stand behind what it reads."""

_MONEY_SIGNS: Final = frozenset("$€£¢¥")
_SHOWN: Final = re.compile(r"\S{1,20}")


def read(text: str, language: Language) -> Iterator[Words]:
    """The text in pieces, in order: nothing is left out. Raises UnreadableError.

    A brace at the beginning or the end stands for a variable there: ``}, or call No. {``.
    """
    at = plain = 0
    while at < len(text):
        if (found := _begins(text, at, language, fresh=at == plain)) is None:
            at = _past_word(text, at)
            continue
        if plain < at:
            yield Words(text[plain:at], text[plain:at], plain=True)
        yield Words(text[at : found.end], found.said)
        at = plain = found.end
    if plain < len(text):
        yield Words(text[plain:], text[plain:], plain=True)


def _past_word(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and text[at].isalpha() and text[end].isalpha():
        end += 1
    return end


def _begins(text: str, at: int, language: Language, *, fresh: bool) -> Read | None:
    """What begins at a place; ``fresh``: something was read up to there.

    Raises UnreadableError on a number that no reader knows whole.
    """
    first, before = text[at], text[at - 1 : at]
    if first.isspace() or (first.isalpha() and before.isalpha() and not fresh):
        return None
    needed = first.isnumeric() or first in _MONEY_SIGNS
    try:
        if needed and not fresh and _in_the_middle(text, at):
            raise unsure(_shown(text, at - 1), GLUED)
        found = _number(text, at, language) or read_word(text, at, language)
    except UnspeakableError as error:
        raise UnreadableError(at, error.says) from error
    if found is None and needed:
        why = NO_AMOUNT if first in _MONEY_SIGNS else NO_NUMBER
        raise UnreadableError(at, unsure(_shown(text, at), why).says)
    return found


def _in_the_middle(text: str, at: int) -> bool:
    """Whether a number is glued to what stands before it: a letter, a variable, a lone mark."""
    before, further = text[at - 1 : at], text[max(0, at - 2) : max(0, at - 1)]
    return before == "}" or before.isalnum() or (before in {".", ","} and not further.isalpha())


def _number(text: str, at: int, language: Language) -> Read | None:
    for reader, cut in _READERS:
        if found := reader(text, at, language):
            if cut.match(text, found.end):
                raise unsure(_shown(text, at), NO_NUMBER)
            return found
    return None


def _shown(text: str, at: int) -> str:
    found = _SHOWN.match(text, max(0, at))
    return found[0].strip("{}") if found else ""
