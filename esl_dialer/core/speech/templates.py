"""Message templates: text with ``{variables}``, cut into sentences, filled in for one record.

A template is read (``reading``) and cut into sentences before it is filled in, so that neither an
abbreviation nor a name with a full stop in it ends a sentence. Filling in happens once for the eye
and once for the ear.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from esl_dialer.core.says import Says, SaysError, about
from esl_dialer.core.speech.spoken_numbers import UnspeakableError
from esl_dialer.core.speech.variables import CUSTOM, VARIABLES, Variable, variable_named
from esl_dialer.core.speech.written import Words
from esl_dialer.core.words import Language

SKIP_SENTENCE, FAIL_RECORD = "skip_sentence", "fail_record"
"""What becomes of a record for which a variable is empty."""

MAX_CHARS = 4000
"""Longest template: about four minutes of speech."""


class TemplateError(SaysError):
    """A template that can't be saved. ``position`` counts characters from 0."""

    def __init__(self, position: int, reason: Says) -> None:
        super().__init__(Says("at character {place}: {reason}", place=position + 1, reason=reason))
        self.position = position
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and variables, in order."""

    pieces: tuple[Words | Variable, ...]

    @property
    def shared(self) -> bool:
        """Whether many records of a campaign hear it word for word."""
        return all(isinstance(piece, Words) or piece.shared for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Template:
    sentences: tuple[Sentence, ...]

    @property
    def variables(self) -> frozenset[str]:
        pieces = (piece for sentence in self.sentences for piece in sentence.pieces)
        return frozenset(piece.key for piece in pieces if isinstance(piece, Variable))


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, filled in."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """``skipped`` names the empty variables for which a sentence was left out."""

    sentences: tuple[Said, ...]
    skipped: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a record has no message: the variable at fault (empty: the template) and the reason."""

    variable: str
    reason: Says

    @property
    def says(self) -> Says:
        return about(self.variable, self.reason) if self.variable else self.reason


_TOKEN = re.compile(r"\{([^{}]*)\}")
_FORBIDDEN = re.compile(r"[{}<>\[\]\\|^~\x00-\x08\x0b-\x1f\x7f]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”)]*\s+|\s*\n\s*")
_INITIAL = re.compile(r"(?:^|\s)[^\W\d_]\.\s+$")


@lru_cache(maxsize=256)
def parse(text: str, language: Language) -> Template:
    """A template that is spoken in the language, read and cut into sentences.

    Raises TemplateError at the first thing that is wrong: an unknown variable, a lone brace, a
    sign that voices take for a command, a number that can't be said for sure, or more than
    ``MAX_CHARS``.
    """
    if len(text) > MAX_CHARS:
        reason = Says("the template is longer than {most} characters", most=MAX_CHARS)
        raise TemplateError(MAX_CHARS, reason)
    sentences = [Sentence(tuple(pieces)) for pieces in _sentences(_pieces(text, language))]
    return Template(tuple(sentence for sentence in sentences if _says_something(sentence)))


def names(text: str, variable: str) -> bool:
    """Whether the text has the variable in it."""
    return any(token[1].strip() == variable for token in _TOKEN.finditer(text))


def plain(text: str) -> str:
    """The text as a template without variables: the signs that mean something are left out."""
    return _FORBIDDEN.sub(" ", text)


def _pieces(text: str, language: Language) -> Iterator[Words | Variable]:
    end = 0
    for token in _TOKEN.finditer(text):
        yield from _literal(text, end, token.start(), language)
        yield _variable(token[1], token.start())
        end = token.end()
    yield from _literal(text, end, len(text), language)


def _variable(name: str, position: int) -> Variable:
    if (found := variable_named(name)) is not None:
        return found
    near = difflib.get_close_matches(name.strip().lower(), VARIABLES, n=1, cutoff=0.6)
    known = ", ".join([*VARIABLES, f"{CUSTOM}NAME"])
    hint = Says("there are {known}", known=known)
    if near:
        hint = Says("did you mean {{{variable}}}?", variable=near[0])
    raise TemplateError(position, Says("unknown variable {{{name}}}; {hint}", name=name, hint=hint))


def _literal(text: str, start: int, end: int, language: Language) -> Iterator[Words]:
    """The words of what stands between two variables, which the reader sees as braces."""
    from esl_dialer.core.speech.reading import UnreadableError, read

    if found := _FORBIDDEN.search(text, start, end):
        sign = found[0]
        reason = Says("{sign} can't be spoken", sign=repr(sign))
        if sign in "{}":
            reason = Says("this brace has no partner")
        raise TemplateError(found.start(), reason)
    start, end = max(0, start - 1), end + 1
    try:
        pieces = list(read(text[start:end], language))
    except UnreadableError as error:
        raise TemplateError(start + error.position, error.says) from error
    for piece in pieces:
        if not piece.plain:
            yield piece
        elif bare := piece.shown.removeprefix("}").removesuffix("{"):
            yield Words(bare, bare, plain=True)


def _sentences(pieces: Iterator[Words | Variable]) -> Iterator[list[Words | Variable]]:
    current: list[Words | Variable] = []
    for piece in pieces:
        if isinstance(piece, Variable) or not piece.plain:
            current.append(piece)
            continue
        *ended, rest = _cut(piece.shown)
        for text in ended:
            yield [*current, Words(text, text, plain=True)]
            current = []
        if rest:
            current.append(Words(rest, rest, plain=True))
    yield current


def _cut(text: str) -> list[str]:
    """The sentences of a text; the last one goes on behind it."""
    parts, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if not _INITIAL.search(text[start : end.end()]):
            parts.append(text[start : end.end()])
            start = end.end()
    return [*parts, text[start:]]


def _says_something(sentence: Sentence) -> bool:
    return any(isinstance(piece, Variable) or piece.shown.strip() for piece in sentence.pieces)


def render(
    template: Template,
    fields: Mapping[str, str],
    language: Language,
    *,
    for_ear: bool,
    on_empty: str = SKIP_SENTENCE,
) -> Rendered | Failure:
    """Fill a template in, for the eye or for the ear.

    An empty variable leaves its sentence out or fails, by ``on_empty``; a value that can't be said
    right (an amount that is none, digits in a name) always fails.
    """
    said: list[Said] = []
    skipped: list[str] = []
    for sentence in template.sentences:
        empty = _empty_variables(sentence, fields)
        if empty and on_empty == FAIL_RECORD:
            return Failure(empty[0], Says("is empty"))
        if empty:
            skipped.append(empty[0])
            continue
        text = _fill(sentence, fields, language, for_ear)
        if isinstance(text, Failure):
            return text
        said.append(Said(text, sentence.shared))
    if not said:
        nothing = Says("nothing is left to say") if skipped else Says("the template is empty")
        return Failure("", nothing)
    return Rendered(tuple(said), tuple(skipped))


def _empty_variables(sentence: Sentence, fields: Mapping[str, str]) -> list[str]:
    from esl_dialer.core.speech import spoken

    return [
        piece.key
        for piece in sentence.pieces
        if isinstance(piece, Variable) and spoken.is_empty(piece.kind, fields.get(piece.key, ""))
    ]


def _fill(
    sentence: Sentence, fields: Mapping[str, str], language: Language, for_ear: bool
) -> str | Failure:
    from esl_dialer.core.speech import spoken

    parts = []
    for piece in sentence.pieces:
        if isinstance(piece, Words):
            parts.append(piece.said if for_ear else piece.shown)
            continue
        try:
            fill = spoken.say if for_ear else spoken.show
            parts.append(fill(piece.kind, fields[piece.key], language))
        except UnspeakableError as error:
            return Failure(piece.key, error.says)
    return " ".join("".join(parts).split())
