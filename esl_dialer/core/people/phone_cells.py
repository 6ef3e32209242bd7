"""A phone's cell with words in it: which numbers stand there, and what the words say of each.

``Home: 416-555-0111 / Cell: 416-555-0112``, ``local 55, 416-555-0111``, ``DNC 416-555-0111``. The
text becomes items (numbers, words, extensions, breaks), the items groups around one number each,
and a group a part. A word that refuses a number, known or not, refuses every number of its cell
that has no label of its own: which one it is meant for can't be known.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from esl_dialer.core.people.phone_words import (
    LABEL,
    MOST_WORDS,
    ORDINAL_ENDS,
    Meaning,
    Role,
    meaning_of,
)
from esl_dialer.core.says import Says, word
from esl_dialer.core.text.folding import unaccented
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import StopReason

SHORTEST_NUMBER = 7
"""Digits; fewer are an extension, or a part of a number."""
NORTH_AMERICAN = 10
"""Digits of a whole number, its country code left out."""

NOT_TO_CALL = Says("the list says not to call: {reason}")
NOT_UNDERSTOOD = Says("with words that are not understood: {words}")
BARE_SIGN = Says("an extension's sign in front, and no extension: called without one")

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile("[^\\W\\d_]+(?:['\u2018\u2019`][^\\W\\d_]+)*")
_NUMBER = re.compile("[(+]*\\d+(?:[\\s().+\u2010-\u2015\u2212-]+\\d+)*")
_ORDINAL = re.compile(rf"(?a:\d{{1,2}})(?:{'|'.join(ORDINAL_ENDS)})(?![^\W_])")
_AFTER_SIGN = re.compile(r"[\s.:=#-]*")
_AFTER_EXTENSION = re.compile(r"[\s,;:.()-]*")
_DIGITS = re.compile(r"\d+")
_GOES_ON = re.compile(r"[\s().+-]+\d")
_NOT_DIGIT = re.compile(r"\D*")
_APOSTROPHES = re.compile("['\u2018\u2019`]")
_NUMERO = re.compile("n[°º]", re.IGNORECASE)
_BREAKS = frozenset(";/|,")


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a cell: ``text`` as given; ``number`` without words, empty when there is none.

    ``problem``: its words refuse it. ``note``: what is to be told of a number that is called.
    """

    text: str
    number: str
    extension: str = ""
    kind: str = ""
    problem: Says | None = None
    note: Says | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """``parts`` has one or more. ``stop``: the cell says that the person is not to be called."""

    parts: tuple[Part, ...]
    stop: StopReason | None = None


def has_words(text: str) -> bool:
    return _LETTER.search(text) is not None


def is_label(text: str) -> bool:
    """Nothing but words that say that a phone number stands here: a column's title."""
    items = list(_items(_folded(text)))
    roles = {item.meaning.role if item.meaning else None for item in items}
    return bool(items) and roles == {Role.LABEL}


def _folded(text: str) -> str:
    return unaccented(_NUMERO.sub("numero ", text)).casefold()


def read_cell(text: str) -> Cell:
    """What a cell with words says."""
    folded = _folded(text)
    groups, guessed = _groups(_items(folded))
    told = [_told(group) for group in groups]
    stop = next((one.stop for one in told if one.stop), None)
    of_cell = next((one.problem for one in told if one.problem), None)
    source = text if len(text) == len(folded) else folded
    parts = []
    for group, one in zip(groups, told, strict=True):
        clear = one.labelled and not guessed and not stop
        given = source[group[0].start : group[-1].end] if len(groups) > 1 else text
        problem = one.problem or (None if clear else of_cell)
        parts.append(Part(given, one.number, one.extension, one.kind, problem, one.note))
    return Cell(tuple(parts) or (Part(text, ""),), stop)


class _What(StrEnum):
    NUMBER = "number"
    WORD = "word"
    EXTENSION = "extension"
    BREAK = "break"


_OF_NUMBER = frozenset((_What.NUMBER, _What.EXTENSION))


@dataclass(frozen=True, slots=True)
class _Item:
    """``start`` and ``end`` are its place; ``meaning`` is of a word: None, it is not understood."""

    what: _What
    text: str
    start: int
    end: int
    meaning: Meaning | None = None

    @property
    def digits(self) -> int:
        return sum(map(str.isdigit, self.text)) if self.what is _What.NUMBER else 0


def _items(text: str) -> Iterator[_Item]:
    at, digits = 0, 0
    while at < len(text):
        item = _next_item(text, at, complete=digits >= SHORTEST_NUMBER)
        at = item.end if item else at + 1
        if item:
            yield item
            digits += item.digits


def _next_item(text: str, at: int, *, complete: bool) -> _Item | None:
    """``complete``: a whole number stands before it, so that an extension may follow."""
    if found := _ORDINAL.match(text, at):
        return _Item(_What.WORD, found[0], at, found.end(), LABEL)
    if found := _NUMBER.match(text, at):
        return _Item(_What.NUMBER, found[0], at, found.end())
    if _WORD.match(text, at):
        return _phrase(text, at, complete=complete)
    if text[at] == "#" and complete:
        return _extension(text, at, at + 1, complete=True)
    return _Item(_What.BREAK, text[at], at, at + 1) if text[at] in _BREAKS else None


def _phrase(text: str, at: int, *, complete: bool) -> _Item:
    """The longest phrase that begins here; signs may stand between its words, digits not."""
    ahead = _WORD.finditer(text, at, _end_of(_NOT_DIGIT, text, at))
    words = list(islice(ahead, MOST_WORDS))
    count, meaning = meaning_of(_APOSTROPHES.sub("", found[0]) for found in words)
    end = words[count - 1].end()
    if meaning and meaning.role is Role.EXTENSION:
        extension = _extension(text, at, end, complete=complete)
        return extension or _Item(_What.WORD, text[at:end], at, end, meaning)
    if meaning and meaning.role is Role.BETWEEN:
        return _Item(_What.BREAK, text[at:end], at, end)
    return _Item(_What.WORD, text[at:end], at, end, meaning)


def _extension(text: str, at: int, sign_ends: int, *, complete: bool) -> _Item | None:
    """The digits of an extension: after a whole number, or in front of one."""
    first = _DIGITS.match(text, _end_of(_AFTER_SIGN, text, sign_ends))
    if first is None:
        return None
    if complete:
        fits = not _GOES_ON.match(text, first.end()) and len(first[0]) < NORTH_AMERICAN
    else:
        number = _NUMBER.match(text, _end_of(_AFTER_EXTENSION, text, first.end()))
        ahead = sum(map(str.isdigit, number[0])) if number else 0
        fits = ahead >= NORTH_AMERICAN and len(first[0]) < SHORTEST_NUMBER and first[0] != "1"
    return _Item(_What.EXTENSION, first[0], at, first.end()) if fits else None


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _groups(items: Iterable[_Item]) -> tuple[list[list[_Item]], bool]:
    """Items around one number each; True: where one group ends was guessed from its numbers."""
    groups: list[list[_Item]] = [[]]
    ends = guessed = False
    for item in items:
        here = groups[-1]
        whole = sum(one.digits for one in here) >= SHORTEST_NUMBER
        if item.what is _What.BREAK:
            ends |= whole
            continue
        if item.digits >= SHORTEST_NUMBER and whole and not ends:
            guessed = True
            groups.append(_of_next(here))
        elif ends and item.what is not _What.EXTENSION:
            groups.append([])
        groups[-1].append(item)
        ends = False
    return _with_numbers(groups), guessed


def _of_next(group: list[_Item]) -> list[_Item]:
    """Words at the end of a group that begins with words: its next number's, taken from it."""
    last = max(i for i, one in enumerate(group) if one.what in _OF_NUMBER)
    taken = group[last + 1 :] if group[0].what is _What.WORD else []
    del group[len(group) - len(taken) :]
    return taken


def _with_numbers(groups: list[list[_Item]]) -> list[list[_Item]]:
    """What has no number says something of the number before it."""
    kept: list[list[_Item]] = []
    for group in groups:
        if kept and not any(one.digits for one in group):
            kept[-1].extend(group)
        elif group:
            kept.append(group)
    return kept


@dataclass(frozen=True, slots=True)
class _Told:
    number: str
    extension: str
    kind: str
    labelled: bool
    stop: StopReason | None
    problem: Says | None
    note: Says | None


def _told(group: list[_Item]) -> _Told:
    words = [item for item in group if item.what is _What.WORD]
    meanings = [item.meaning for item in words if item.meaning]
    labels = [meaning for meaning in meanings if meaning.role is Role.LABEL]
    numbers = [item for item in group if item.what is _What.NUMBER]
    extensions = [item.text for item in group if item.what is _What.EXTENSION]
    stop = next((meaning.stop for meaning in meanings if meaning.stop), None)
    bare = group[0].meaning and group[0].meaning.role is Role.EXTENSION
    return _Told(
        number=" ".join(item.text for item in numbers),
        extension=extensions[0] if extensions else "",
        kind=next((label.kind for label in labels if label.kind), ""),
        labelled=bool(labels),
        stop=stop,
        problem=_problem(stop, meanings, _not_understood(group, words)),
        note=BARE_SIGN if bare else None,
    )


def _problem(stop: StopReason | None, meanings: list[Meaning], unknown: list[_Item]) -> Says | None:
    """The gravest that the words say."""
    if stop:
        return NOT_TO_CALL.of(reason=word(stop))
    if told := next((meaning.problem for meaning in meanings if meaning.problem), None):
        return told
    words = " ".join(item.text for item in unknown)
    return NOT_UNDERSTOOD.of(words=quoted(words)) if unknown else None


def _not_understood(group: list[_Item], words: list[_Item]) -> list[_Item]:
    """Words without a meaning, and any word within a number."""
    numbers = [i for i, item in enumerate(group) if item.what is _What.NUMBER]
    within = group[numbers[0] : numbers[-1]] if numbers else []
    return [item for item in words if item.meaning is None or item in within]
