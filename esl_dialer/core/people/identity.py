"""Who is the same person, and which account is the same account, however they are written."""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from esl_dialer.core.text.folding import unaccented

_NO_LETTER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"0*(\d+?)(?:\.0+)?", re.ASCII)


@lru_cache(maxsize=4096)
def account_key(account: str) -> str:
    """The same for accounts that a spreadsheet makes of one another: ``1234``, ``001234``, and
    ``1234.0``. An account that is no plain number is its own key."""
    if account[:1] != "0" and "." not in account:
        return account
    found = _NUMBER.fullmatch(account)
    return found[1] if found else account


CREDITORS = ("client_name", "original_creditor")
"""Columns of a list that say for whom a debt is collected; the first that does counts."""


def creditor_of(fields: Mapping[str, object]) -> str:
    """The key of a person's creditor, by the columns of their list: the same however the name is
    written; empty: not known. At most 64 characters."""
    named = (str(fields[name]) for name in CREDITORS if fields.get(name))
    return _creditor_key(next(named, ""))


@lru_cache(maxsize=4096)
def _creditor_key(name: str) -> str:
    return _letters(name)[:64]


def may_be_same(one: str, other: str) -> bool:
    """Whether two keys may mean the same: also where one is not known."""
    return not one or not other or one == other


def person_key(full_name: str, number: str) -> str:
    """Of a person who is seen for the first time; 32 hexadecimal digits.

    The same for the same name at the same E.164 number, in every list. Whoever is found to be
    ``same_name`` at another number of a person who is known gets the key of that one.
    """
    return hashlib.sha256(f"{_letters(full_name)}|{number}".encode()).hexdigest()[:32]


def same_name(one: str, other: str) -> bool:
    """Without accents, case and signs; the words in whatever order (``ROY, Marie``)."""
    return _letters(one) == _letters(other) or _words(one) == _words(other)


def _letters(name: str) -> str:
    return _NO_LETTER.sub("", unaccented(name).casefold())


def _words(name: str) -> list[str]:
    return sorted(_NO_LETTER.sub(" ", unaccented(name).casefold()).split())
