"""A sentence as a value: its English text with named places, and what stands at each of them.

``str()`` is the English. Any other language is found by the English text in a catalogue, where the
same places stand in that language's order (``esl_dialer.runtime.languages`` reads the catalogues).
So a sentence is made once, where the reason is known, and told where its reader is known.

A word that depends on a number stands beside it: ``{count} {count:record is|records are} pending``.
Each language has its own words there, and its own rule for which of the two is said.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Any, Protocol, TypeAlias, runtime_checkable

Value: TypeAlias = "str | int | float | date | Says"
"""What stands at a place: a name or figures as they are, or a sentence, told as its whole is."""

Show = Callable[[Any], str]
"""How a face writes what is no sentence: numbers, mostly."""

_PACKED = '["'
_COUNTED = re.compile(r"\{(\w+):")


@runtime_checkable
class Counts(Protocol):
    """What a language's texts may have beside: which numbers its singular is for."""

    def one(self, number: float) -> bool: ...


def is_one(number: float) -> bool:
    """English: one record, but no records, two records, 1.5 records."""
    return number == 1


@dataclass(frozen=True, slots=True, init=False)
class Says:
    """``Says("no campaign {name}", name=name)``. The text is written out where it is made, so that
    a test finds it and asks for its French. Without places the text stands as it is, braces too.
    """

    text: str
    places: tuple[tuple[str, Value], ...]

    def __init__(self, text: str, /, **places: Value) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "places", tuple(places.items()))

    def of(self, **places: Value) -> "Says":
        """The same text with these in its places: for tables of sentences."""
        return Says(self.text, **places)

    def __str__(self) -> str:
        return self.told({})

    def __bool__(self) -> bool:
        return bool(self.text)

    def told(self, texts: Mapping[str, str], show: Show = str, figures: Show | None = None) -> str:
        """In the language of those texts, by English ones; what they lack stays English.

        ``show`` writes what is no sentence; ``figures``, where given, the numbers that words of
        the sentence depend on.
        """
        found = texts.get(self.text)
        one = texts.one if found is not None and isinstance(texts, Counts) else is_one
        if not self.places:
            return self.text if found is None else found
        text = self.text if found is None else found
        counted = set(_COUNTED.findall(self.text + text))
        return text.format_map(
            {
                name: _Place(
                    _told(value, texts, figures or show)
                    if name in counted
                    else _told(value, texts, show, figures),
                    value,
                    one,
                )
                for name, value in self.places
            }
        )

    def to_json(self) -> list[Any]:
        """``[text, {place: value}]``, where a value may be a sentence in the same shape."""
        return [self.text, {name: _to_json(value) for name, value in self.places}]

    def packed(self) -> str:
        """As a column of text keeps it: its JSON; the text alone when it has no places."""
        if self.places or self.text.startswith(_PACKED):
            return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))
        return self.text


NOTHING = Says("")
"""No sentence, where one may be kept or shown."""


def unpacked(text: str) -> Says:
    """What ``packed`` made; any other text, of an older dialer or of others, stands as it is."""
    if text.startswith(_PACKED):
        try:
            found = from_json(json.loads(text))
        except ValueError:
            return Says(text)
        if isinstance(found, Says):
            return found
    return Says(text)


def from_json(value: Any) -> Any:
    """The sentence that ``to_json`` wrote; any other value as it is."""
    match value:
        case [str(text), dict(places)]:
            return Says(text, **{name: from_json(one) for name, one in places.items()})
    return value


def verbatim(text: str) -> Says:
    """A text of others, such as a switch's answer: told as it came."""
    return Says(text)


def says_of(error: Exception) -> Says:
    """What an exception says: its own sentence, or a library's text as it came."""
    return error.says if isinstance(error, SaysError) else Says(str(error))


def word(value: StrEnum) -> Says:
    """A status or an outcome as people read it."""
    return Says(value.replace("_", " "))


def several(sentences: Iterable[Says]) -> Says:
    """One after the other; ``NOTHING`` when there is none."""
    return _joined(Says("{first}; {then}"), sentences)


def listed(sentences: Iterable[Says]) -> Says:
    """As the parts of one sentence, with commas between."""
    return _joined(Says("{first}, {then}"), sentences)


def either(sentences: Iterable[Says]) -> Says:
    """One of them."""
    return _joined(Says("{first} or {then}"), sentences)


def about(subject: Value, sentence: Says) -> Says:
    """What is said of a field, a file, an account."""
    return Says("{subject}: {sentence}", subject=subject, sentence=sentence)


def shape(value: Any) -> Any:
    """What ``--json`` prints of a dataclass: as ``asdict`` does, its sentences in English."""
    if isinstance(value, Says):
        return str(value)
    if is_dataclass(value):
        return {field.name: shape(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list | tuple) else value


class _Place(str):
    """What stands at a place; asked with ``one word|another``, the word for that number."""

    number: float | None
    one: Callable[[float], bool]

    def __new__(cls, shown: str, value: Value, one: Callable[[float], bool]) -> "_Place":
        made = super().__new__(cls, shown)
        made.number = value if isinstance(value, int | float) else None
        made.one = one
        return made

    def __format__(self, words: str) -> str:
        if not words:
            return str(self)
        single, _, several = words.partition("|")
        return single if self.number is not None and self.one(self.number) else several


class SaysError(Exception):
    """An exception whose text is a sentence."""

    def __init__(self, says: Says) -> None:
        super().__init__(says)
        self.says = says


def _joined(joint: Says, sentences: Iterable[Says]) -> Says:
    every = list(sentences)
    return reduce(lambda first, then: joint.of(first=first, then=then), every) if every else NOTHING


def _told(value: Value, texts: Mapping[str, str], show: Show, figures: Show | None = None) -> str:
    return value.told(texts, show, figures) if isinstance(value, Says) else show(value)


def _to_json(value: Value) -> Any:
    if isinstance(value, Says):
        return value.to_json()
    return value.isoformat() if isinstance(value, date) else value
