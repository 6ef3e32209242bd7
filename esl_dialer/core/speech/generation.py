"""What generation asks for and gets: values between the store, the services and the engines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from esl_dialer.core.says import Says, Value
from esl_dialer.core.speech.messages import Messages
from esl_dialer.core.words import AudioState, RecordAudio

LONGEST_MS: Final = 120_000
"""A message longer than two minutes is a mistake in the template, not a message."""
FASTEST: Final = 40
SLOWEST: Final = 3
"""Characters a second. Measured voices speak 10 to 20; letter by letter down to 5."""
SLACK_S: Final = 2


@dataclass(frozen=True, slots=True)
class Files:
    """A record's files, as paths relative to the audio directory; ``ms`` is the message's."""

    message: str
    ms: int
    apology: str = ""
    acknowledgement: str = ""
    confirmation: str = ""


@dataclass(frozen=True, slots=True)
class NotSpoken:
    """Why there is no file. ``wait``: seconds after which to ask again; the record is not at fault.

    ``engine_down``: the whole campaign has this trouble.
    """

    reason: Says
    wait: float | None = None
    engine_down: bool = False


Alive = Callable[[], None]
"""Called every few seconds while the engines work; what it raises ends the work."""

SpeakBatch = Callable[[int, Mapping[int, Messages], Alive], Mapping[int, Files | NotSpoken]]
"""Speak the messages of a campaign's records, by record id; every one has an answer."""


def reached(counts: Mapping[RecordAudio, int]) -> AudioState:
    """How far a campaign's audio is, by how many of its records have theirs."""
    total = sum(counts.values())
    if total == counts[RecordAudio.NONE]:
        return AudioState.NONE
    return AudioState.READY if counts[RecordAudio.READY] == total else AudioState.INCOMPLETE


def implausible(text: str, ms: int) -> Says | None:
    """Why so many milliseconds can't be that text: nothing, cut short, or running on."""
    seconds = ms / 1000
    figures: dict[str, Value] = {"seconds": f"{seconds:.1f}", "characters": len(text)}
    if seconds < len(text) / FASTEST:
        return Says("the audio is cut: {seconds} s for {characters} characters").of(**figures)
    if seconds > len(text) / SLOWEST + SLACK_S:
        return Says("the audio is too long: {seconds} s for {characters} characters").of(**figures)
    return None
