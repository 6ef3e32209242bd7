"""Whether a message says what the law of a place asks of it, and nothing that it forbids.

Rules of kind ``message`` say what must be said (``needs``), what must be said before all else
(``first``: by the first sentence that is more than a greeting), what may not be said (``forbids``)
and in which languages (``languages``), by topics (``topics``); with ``before``, only of what is
heard before the person has confirmed who they are. A text is looked at as it is
written, for everybody: what a variable says of one person is not. Each language that a person
hears is looked at for itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import TOPIC_LISTS, Before, Effect, LawRule, RuleKind
from esl_dialer.core.law.topics import Topic, shipped_topics
from esl_dialer.core.says import Says
from esl_dialer.core.speech.messages import Script, languages_of, template_for
from esl_dialer.core.speech.templates import Sentence, parse
from esl_dialer.core.speech.variables import Variable
from esl_dialer.core.words import Caller, CallKind, CampaignKind, Language

_GREETING = "greeting"


class Problem(StrEnum):
    """What a message breaks a rule by."""

    MISSING = "missing"
    LATE = "late"
    """It is said, but not first."""
    UNSET = "unset"
    """It is said by a setting of the installation that is empty."""
    FORBIDDEN = "forbidden"
    LANGUAGE = "language"
    UNCHECKED = "unchecked"
    """The rule names a topic that nobody described: a person looks."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What people of one place hear: templates by language, in their order.

    ``set``: the variables that the installation says, by key; of one that is empty its sentence is
    not said. One that is not there is taken as said.
    """

    kind: CampaignKind
    texts: tuple[tuple[Language, str], ...]
    set: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False
    """They have confirmed who they are before they hear it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a message breaks. ``words`` as they are written in it: of what is forbidden
    those that tell it, of what is late those that say it. ``topic`` is empty where a language is
    missing."""

    rule: LawRule
    problem: Problem
    says: Says
    topic: str = ""
    language: Language | None = None
    words: tuple[str, ...] = ()


def shown_finding(finding: Finding) -> dict[str, Any]:
    """As programs are told it; ``text`` in English."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "jurisdiction": rule.jurisdiction,
        "effect": str(rule.effect),
        "problem": str(finding.problem),
        "topic": finding.topic or None,
        "language": str(finding.language) if finding.language else None,
        "words": list(finding.words),
        "text": str(finding.says),
        "rule_text": rule.en,
        "citation": rule.citation,
        "source": rule.source,
        "basis": str(rule.basis),
        "as_of": rule.as_of.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where the people are, who calls, what speaks, on which day."""

    jurisdiction: str
    caller: Caller
    call: CallKind
    day: date


def script_of(
    kind: CampaignKind,
    language: Language,
    text: str,
    other: str = "",
    *,
    right_party: bool = False,
) -> Script:
    """A text in a campaign's own language, and one in the other, before there is a campaign."""
    english, french = (text, other) if language is Language.EN else (other, text)
    return Script(0, kind, language, english, french, 0, right_party=right_party)


def heard(script: Script, jurisdiction: str, known: Mapping[str, str]) -> Heard:
    """What people of a jurisdiction (``CA-QC``) hear of a campaign's script."""
    languages = languages_of(script, jurisdiction.partition("-")[2])
    texts = tuple((language, template_for(script, language)) for language in languages)
    return Heard(script.kind, texts, known, script.right_party)


def lint(law: Law, message: Heard, occasion: Occasion) -> tuple[Finding, ...]:
    """What in the message breaks a rule of the place: rules that block before those that warn.

    Nothing of a message that is empty. Raises TemplateError.
    """
    if not any(text.strip() for _, text in message.texts):
        return ()
    topics = law.topics
    found = (
        one
        for rule in law.rules_in(occasion.jurisdiction)
        if _binds(rule, message, occasion)
        for one in _broken(rule, message, topics)
    )
    return tuple(sorted(found, key=lambda one: one.rule.effect is not Effect.BLOCK))


def _binds(rule: LawRule, message: Heard, occasion: Occasion) -> bool:
    kinds = rule.told("kinds")
    return (
        rule.kind is RuleKind.MESSAGE
        and rule.effect is not Effect.OFF
        and rule.binds(occasion.caller, occasion.call)
        and rule.start <= occasion.day <= rule.end
        and (not kinds or message.kind in kinds)
        and not (message.confirmed and Before.CONFIRMATION in rule.told("before"))
    )


def _broken(rule: LawRule, message: Heard, topics: Mapping[str, Topic]) -> Iterator[Finding]:
    said = {language for language, text in message.texts if text.strip()}
    for name in rule.told("languages"):
        if Language(name) not in said:
            yield Finding(rule, Problem.LANGUAGE, _NOT_IN[Language(name)], "", Language(name))
    for name in TOPIC_LISTS:
        for topic in rule.told(name):
            if topic not in topics:
                nobody = Says("no program checks {topic}: look yourself", topic=topic)
                yield Finding(rule, Problem.UNCHECKED, nobody, topic)
    for language, text in message.texts:
        if text.strip():
            yield from _broken_in(rule, _Text.of(text, language, message.set), topics)


def _broken_in(rule: LawRule, text: "_Text", topics: Mapping[str, Topic]) -> Iterator[Finding]:
    for topic in (topics[one] for one in rule.told("first") if one in topics):
        if not text.says(topic, text.opening):
            yield _lacking(rule, topic, text, late=text.says(topic, text.sentences))
    for topic in (topics[one] for one in rule.told("needs") if one in topics):
        if not text.says(topic, text.sentences):
            yield _lacking(rule, topic, text, late=[])
    for topic in (topics[one] for one in rule.told("forbids") if one in topics):
        if words := text.tells(topic):
            told = _TELLS[text.language].of(topic=topic.says, words=", ".join(words))
            yield Finding(rule, Problem.FORBIDDEN, told, topic.id, text.language, words)


def _lacking(rule: LawRule, topic: Topic, text: "_Text", late: list[str]) -> Finding:
    of = {"topic": topic.says}
    if late:
        says, problem = _LATE[text.language].of(**of), Problem.LATE
        return Finding(rule, problem, says, topic.id, text.language, tuple(late))
    unset = [one for one in topic.variables if one in text.unset]
    if unset:
        says = _UNSET[text.language].of(variable=f"{{{unset[0]}}}", **of)
        return Finding(rule, Problem.UNSET, says, topic.id, text.language, (f"{{{unset[0]}}}",))
    return Finding(rule, Problem.MISSING, _LACKS[text.language].of(**of), topic.id, text.language)


_NOT_IN = {
    Language.EN: Says("nothing is said in English"),
    Language.FR: Says("nothing is said in French"),
}
_LACKS = {
    Language.EN: Says("the English text does not say {topic}"),
    Language.FR: Says("the French text does not say {topic}"),
}
_LATE = {
    Language.EN: Says("the English text says {topic}, but not first"),
    Language.FR: Says("the French text says {topic}, but not first"),
}
_UNSET = {
    Language.EN: Says("the English text says {topic} by {variable}, and that setting is empty"),
    Language.FR: Says("the French text says {topic} by {variable}, and that setting is empty"),
}
_TELLS = {
    Language.EN: Says("the English text tells {topic}: {words}"),
    Language.FR: Says("the French text tells {topic}: {words}"),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One sentence as it is written, its variables by key; ``value`` is what a setting says."""

    text: str
    variables: tuple[str, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """The sentences of one language that are said, those by the first that is no mere greeting
    apart; ``unset``: variables whose settings are empty."""

    language: Language
    sentences: tuple[_Line, ...]
    opening: tuple[_Line, ...]
    unset: frozenset[str]

    @classmethod
    def of(cls, text: str, language: Language, known: Mapping[str, str]) -> "_Text":
        every = _lines(text, language)
        unset = {key for line in every for key in line.variables if known.get(key) == ""}
        said = tuple(
            _Line(line.text, line.variables, " ".join(known.get(key, "") for key in line.variables))
            for line in every
            if not unset & set(line.variables)
        )
        return cls(language, said, _opening(said, language), frozenset(unset))

    def says(self, topic: Topic, lines: Iterable[_Line]) -> list[str]:
        """What says it; the value of a setting counts."""
        return [
            word
            for line in lines
            for word in (
                *topic.found(line.text, line.variables, self.language),
                *topic.spelled(line.value, self.language),
            )
        ]

    def tells(self, topic: Topic) -> tuple[str, ...]:
        """What of the text's own words tells it, each once."""
        found = (topic.found(one.text, one.variables, self.language) for one in self.sentences)
        return tuple(dict.fromkeys(word for words in found for word in words))


def _opening(lines: tuple[_Line, ...], language: Language) -> tuple[_Line, ...]:
    greeting = shipped_topics()[_GREETING]
    for number, line in enumerate(lines):
        rest = greeting.without(line.text, language)
        named = set(line.variables) - set(greeting.variables)
        if named or any(char.isalnum() for char in rest):
            return lines[: number + 1]
    return lines


@lru_cache(maxsize=256)
def _lines(text: str, language: Language) -> tuple[_Line, ...]:
    return tuple(_line(sentence) for sentence in parse(text, language).sentences)


def _line(sentence: Sentence) -> _Line:
    words = (" " if isinstance(one, Variable) else one.shown for one in sentence.pieces)
    keys = (one.key for one in sentence.pieces if isinstance(one, Variable))
    return _Line("".join(words), tuple(keys))
