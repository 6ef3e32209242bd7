"""What a reader of a template's fixed text gets and gives, and the shapes that readers share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_numbers import UnspeakableError
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language


@dataclass(frozen=True, slots=True)
class Read:
    """The text up to ``end`` is said as ``said``."""

    end: int
    said: str


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text: as it is shown, and as it is said. ``plain``: both are one."""

    shown: str
    said: str
    plain: bool = False


Reader = Callable[[str, int, Language], Read | None]
"""What begins at a place of a text, or None: it is nothing of this reader's.

Raises UnspeakableError when it is, and can't be said for sure.
"""

SPACE: Final = "[ \t\u00a0\u2009\u202f]"
LETTER: Final = "[A-Za-zÀ-ÖØ-öø-ÿŒœ]"
DASH: Final = "[-\u2010-\u2015\u2212]"
NUMBER: Final = re.compile(rf"[0-9]+(?:(?:[.,'\u2019]|{SPACE})[0-9]+)*")
"""Digits with single marks between: all of it is one number, or none."""
LAST_STOP: Final = re.compile(r"\.(?=\s*$|\s*\n|\s+[A-ZÀ-Ý])")
"""The full stop of an abbreviation that also ends its sentence."""
TO: Final = {Language.EN: "to", Language.FR: "à"}
"""Between the ends of a range."""

THOUSANDS: Final = Says("a thousand, or decimals? write 1234 or 1.23")
PARTS_OF_A_CENT: Final = Says("parts of a cent, or thousands?")
TOO_MUCH: Final = Says("it is more than 999,999,999.99")
RANGE_OR_MINUS: Final = Says("a range, or minus? write a word between")
WHICH_CURRENCY: Final = Says("which currency?")
DAY_OR_MONTH: Final = Says("a day or a month first? write the month as a word")
NO_SUCH_DAY: Final = Says("there is no such day")
NO_SUCH_TIME: Final = Says("there is no such time")
GLUED: Final = Says("put a space between")
NO_NUMBER: Final = Says("no number, date, time or phone is written so")
NO_AMOUNT: Final = Says(
    "no amount is beside it; a variable such as {balance} says its dollars itself"
)
"""Why a text can't be said for sure."""

_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")
_GROUPED = re.compile(
    r"([1-9][0-9]{0,2}([ .,'])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]{1,2}))?"
)
_THREE = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Number:
    """``decimals`` as they are written: ``50`` of ``1,50``; empty for a whole number."""

    whole: int
    decimals: str = ""

    @property
    def value(self) -> Decimal:
        return Decimal(f"{self.whole}.{self.decimals or 0}")


def number(text: str, language: Language) -> Number:
    """What a match of ``NUMBER`` is: ``1234.56``, ``1 234,56``, ``1,234.56``, ``1.234,56``.

    Three digits behind one mark are thousands to who reads English and sees a comma; every other
    mark may mean either. Raises UnspeakableError on that, and on what is written in no known way.
    """
    plain = re.sub(SPACE, " ", text).replace("\u2019", "'")
    if plain.isdigit():
        return Number(int(plain))
    if (found := _THREE.fullmatch(plain)) and (found[1] == "." or language is Language.FR):
        raise unsure(text, THOUSANDS)
    if found := _GROUPED.fullmatch(plain):
        return Number(int(re.sub(r"\D", "", found[1])), found[3] or "")
    if found := _DECIMAL.fullmatch(plain):
        return Number(int(found[1]), found[2])
    raise unsure(text, NO_NUMBER)


def unsure(text: str, why: Says) -> UnspeakableError:
    """The error of a text that a person might read in another way than we do."""
    return UnspeakableError(
        Says("{text} can't be said for sure: {why}", text=quoted(text), why=why)
    )
