"""What a message may say, as rules name it: a topic, with the words and variables that say it.

They are data (``topics.toml``, and ``[[topic]]`` in a pack), so that a jurisdiction which asks for
something else of a message needs no code. Words are compared without accents and capitals.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import unaccented
from esl_dialer.core.words import Language

PATTERNS = {
    "phone": re.compile(r"(?<![\w.])(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\w)"),
    "amount": re.compile(r"\$ ?\d[\d ,.]*|\d[\d ,.]* ?\$|\d[\d ,.]* (?:dollars?|cents?|sous)\b"),
    "e-mail": re.compile(r"[^\s@{}]+@[^\s@{}]+\.\w+"),
    "postal code": re.compile(r"\b[a-z]\d[a-z] ?\d[a-z]\d\b|\b[a-z]{2} \d{5}\b"),
}
"""Texts that are written like one, in small letters."""

FIELDS = frozenset({"id", "name", "variables", "words", "besides", "patterns"})
_SIGNS = str.maketrans({"\u2019": "'", "\u2018": "'", "\xa0": " ", "\u202f": " "})

Fault = Callable[[str, str], None]
"""Notes what is wrong: the field, and the problem."""


@dataclass(frozen=True, slots=True)
class Topic:
    """``words`` by language; those of ``besides`` only look like them, and are left out first."""

    id: str
    en: str
    fr: str
    variables: tuple[str, ...] = ()
    words: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    besides: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    patterns: tuple[str, ...] = ()

    @property
    def says(self) -> Says:
        """Its name; a reader's own language comes with the data."""
        return Says(self.en)

    def found(self, text: str, variables: Iterable[str], language: Language) -> list[str]:
        """What says it in a sentence, as it is written there; ``variables`` by their keys."""
        said = [f"{{{one}}}" for one in variables if one in self.variables]
        return said + self.spelled(text, language)

    def spelled(self, text: str, language: Language) -> list[str]:
        """The words alone."""
        bare = comparable(text)
        if leave := _matcher(self.besides.get(language, ())):
            bare = leave.sub(lambda one: " " * len(one[0]), bare)
        found = [one.span() for one in _found(_matcher(self.words.get(language, ())), bare)]
        for name in self.patterns:
            found += [one.span() for one in PATTERNS[name].finditer(bare)]
        shown = text if len(text) == len(bare) else bare
        return [shown[start:end].strip() for start, end in sorted(found)]

    def without(self, text: str, language: Language) -> str:
        """The text with the words left out: what else it says."""
        matcher = _matcher(self.words.get(language, ()))
        return matcher.sub(" ", comparable(text)) if matcher else comparable(text)


def comparable(text: str) -> str:
    """``C’est à Québec`` as ``c'est a quebec``: as long as the text, but for rare signs."""
    return unaccented(text.translate(_SIGNS)).lower()


def _found(matcher: re.Pattern[str] | None, text: str) -> Iterable[re.Match[str]]:
    return matcher.finditer(text) if matcher else ()


@cache
def _matcher(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Whole words; ``*`` at the end of one stands for any ending."""
    if not words:
        return None
    longest_first = sorted(map(comparable, words), key=len, reverse=True)
    texts = (r"\s+".join(map(re.escape, word.rstrip("*").split())) + r"\w*" * word.endswith("*")
             for word in longest_first)  # fmt: skip
    return re.compile(rf"(?<!\w)(?:{'|'.join(texts)})(?!\w)")


@cache
def shipped_topics() -> Mapping[str, Topic]:
    """Those that come with the dialer, by id. Raises ValueError: a release has none that are
    wrong."""
    text = (files("esl_dialer.core.law") / "topics.toml").read_text("utf-8")
    faults: list[str] = []
    told = tomllib.loads(text)["topic"]
    topics = read_topics(told, lambda name, problem: faults.append(f"{name}: {problem}"))
    if faults:
        raise ValueError("; ".join(faults))
    return {topic.id: topic for topic in topics}


def read_topics(tables: Iterable[Mapping[str, Any]], fault: Fault) -> tuple[Topic, ...]:
    """From a file's ``[[topic]]``; what is wrong is noted by ``fault``."""
    return tuple(_read(told, fault) for told in tables)


def _read(told: Mapping[str, Any], fault: Fault) -> Topic:
    for name in sorted(told.keys() - FIELDS):
        fault(name, "no such field")
    names = told.get("name", {})
    if not isinstance(told.get("id"), str) or not told["id"].strip():
        fault("id", "missing")
    if not isinstance(names, dict) or not all(isinstance(names.get(one), str) for one in Language):
        fault("name", "missing in English or French")
        names = {}
    patterns = _texts(told, "patterns", fault)
    for name in sorted(set(patterns) - PATTERNS.keys()):
        fault("patterns", f"{name!r} is none of: {', '.join(PATTERNS)}")
    return Topic(
        str(told.get("id", "")), str(names.get("en", "")), str(names.get("fr", "")),
        _texts(told, "variables", fault), _by_language(told, "words", fault),
        _by_language(told, "besides", fault), patterns,
    )  # fmt: skip


def _by_language(
    told: Mapping[str, Any], name: str, fault: Fault
) -> dict[Language, tuple[str, ...]]:
    found = told.get(name, {})
    if not isinstance(found, dict) or not set(found) <= set(map(str, Language)):
        fault(name, "write it by language: words.en, words.fr")
        return {}
    return {Language(one): _list(found[one], f"{name}.{one}", fault) for one in found}


def _texts(told: Mapping[str, Any], name: str, fault: Fault) -> tuple[str, ...]:
    return _list(told.get(name, []), name, fault)


def _list(found: Any, name: str, fault: Fault) -> tuple[str, ...]:
    if isinstance(found, list) and all(isinstance(one, str) and one.strip(" *") for one in found):
        return tuple(found)
    fault(name, "no list of texts")
    return ()
