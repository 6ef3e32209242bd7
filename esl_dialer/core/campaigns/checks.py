"""What is wrong with what people set of a campaign, value by value; empty when nothing is."""

from collections.abc import Callable, Mapping
from typing import Protocol

from esl_dialer.core.calls.dialing import is_caller_id
from esl_dialer.core.calls.retry import FOLLOWS, Follow
from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.speech import templates
from esl_dialer.core.speech.voices import VoiceError, engine_name, voice_of
from esl_dialer.core.text.clock_times import DAY
from esl_dialer.core.text.quoting import cut, quoted
from esl_dialer.core.words import Language, Outcome

LONGEST_NAME = 128

RETRIED = tuple(
    sorted(
        o for o, what in FOLLOWS.items() if what is Follow.RETRY and o != Outcome.TRANSFER_FAILED
    )
)
"""Outcomes that ``retry_policy`` takes: a transfer that failed has its own quarter of an hour."""


class _Span(Protocol):
    """Minutes after midnight."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME:
        return f"give the campaign a name of at most {LONGEST_NAME} letters"
    if text.isdigit() or not text.isprintable():
        return "a name has a letter in it, and nothing that can't be seen"
    return ""


def transfer_number(text: str) -> str:
    """It is refused as it was written, never mended into another."""
    read = read_phone(text) if text else None
    if read is None or not (read.problem or read.extension):
        return ""
    return read.problem or "a number without an extension"


def caller_ids(numbers: tuple[str, ...]) -> str:
    wrong = [text for text in numbers if not is_caller_id(text)]
    return f"10 to 15 digits each, not {cut(', '.join(wrong))}" if wrong else ""


def window(span: _Span) -> str:
    if 0 <= span.start < span.end <= DAY:
        return ""
    return "the dialing window must start before it ends, within one day"


def retry_policy(minutes: Mapping[str, int]) -> str:
    """Which outcomes have minutes of their own; the minutes are judged one by one."""
    unknown = sorted(minutes.keys() - set(RETRIED))
    return f"{quoted(unknown[0])} is not one of: {', '.join(RETRIED)}" if unknown else ""


def template(text: str) -> str:
    try:
        templates.parse(text)
    except templates.TemplateError as error:
        return str(error)
    return ""


def engine(text: str) -> str:
    try:
        engine_name(text)
    except VoiceError as error:
        return str(error)
    return ""


def voice_in(language: Language) -> Callable[[str], str]:
    """Whether there is such a voice in the language; whether the engine has it, a draft tells."""

    def voice(text: str) -> str:
        try:
            voice_of(text, language)
        except VoiceError as error:
            return str(error)
        return ""

    return voice
