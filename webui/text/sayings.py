"""What the services say, in the reader's language.

Services speak English, to the command line too. Here each of their sentences has its French, found
by the English one with ``{0}``, ``{1}`` for what changes in it. In the French one ``{0}`` is what
was said there as it is (a name, a number), ``{0:said}`` is that in French too, ``{0:each}`` is each
of several with commas between.
"""

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from esl_dialer.services.errors import Invalid
from webui.text import language

_CATALOGUE = Path(__file__).parent / "locale" / "sayings.fr.json"
SEPARATORS = (("; ", "\u00a0; "), (": ", "\u00a0: "))
MOST_PARTS = 30
"""Longer than any refusal of ours: a text of others is left as it is."""

_PLACE = re.compile(r"\{(\w+)\}")


@cache
def french() -> dict[str, str]:
    """The French of each English sentence."""
    return dict(json.loads(_CATALOGUE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class _Said:
    """What stood at one place of a sentence."""

    text: str

    def __format__(self, how: str) -> str:
        parts = self.text.split(", ") if how == "each" else [self.text]
        return ", ".join(map(_in_french, parts)) if how else self.text


def said(text: object) -> str:
    """The sentence in the reader's language; as it is when nobody has translated it."""
    return _in_french(str(text)) if language.current() == "fr" else str(text)


def refusal(error: Exception) -> str:
    """A refusal, as a notice says it; of a form, what is wrong with its fields."""
    if isinstance(error, Invalid):
        return "; ".join(map(said, error.problems.values()))
    return said(error)


@lru_cache(maxsize=1024)
def _in_french(text: str) -> str:
    """A sentence; or several with semicolons between; or a name, a colon and a sentence."""
    if (whole := _whole(text)) is not None:
        return whole
    for mark, between in SEPARATORS:
        if not 0 < text.count(mark) <= MOST_PARTS:
            continue
        first, _, rest = text.partition(mark)
        both = _in_french(first), _in_french(rest)
        if both != (first, rest):
            return between.join(both)
    return language.french().get(text, text)


def _whole(text: str) -> str | None:
    if (exact := french().get(text)) is not None:
        return exact
    for key, pattern, told in _patterns():
        if found := pattern.fullmatch(text):
            values = [_Said(value) for value in found.groups()]
            return told.format(*values, **dict(zip(_PLACE.findall(key), values, strict=True)))
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Those with places, the most words first: they leave the least to chance."""
    with_places = [key for key in french() if _PLACE.search(key)]
    with_places.sort(key=lambda key: len(_PLACE.sub("", key)), reverse=True)
    return tuple((key, _pattern(key), french()[key]) for key in with_places)


def _pattern(key: str) -> re.Pattern[str]:
    parts = _PLACE.split(key)
    text = "".join("(.*?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(text, re.DOTALL)
