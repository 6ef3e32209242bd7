"""How long speech will be, how long it takes to make and what it takes on the disk."""

from dataclasses import dataclass
from typing import Final

from esl_dialer.core.speech.messages import SENTENCE_PAUSE_MS, Message, Messages
from esl_dialer.core.speech.voices import EngineName
from esl_dialer.core.words import Language

BYTES_PER_SECOND: Final = 16_000
BLOCK: Final = 4096
CHARS_PER_SECOND: dict[Language, float] = {Language.EN: 14.0, Language.FR: 17.0}
"""Measured on the default templates with the default engine; others differ by a quarter."""

SPEED: dict[EngineName, float] = {
    EngineName.NANOTTS: 190.0, EngineName.ESPEAK: 240.0, EngineName.HIBARI: 100.0,
    EngineName.KOKORO: 1.6, EngineName.PIPER: 20.0, EngineName.AZURE: 20.0,
    EngineName.OPENAI: 8.0, EngineName.EDGE: 12.0, EngineName.GTTS: 8.0,
}  # fmt: skip
"""Seconds of speech made in a second by one worker. Offline engines: measured on one processor of
2026's usual servers; services: what their answers take, with the pauses that they ask for.
"""
JOINED = 4000.0
"""Seconds of message that one worker puts together, levels and writes in a second, kept sentences
too. Measured as SPEED: of default messages of 40 s, all but the person's own words kept, 18 are
made in a second."""
START_S = 2.0
"""Until the workers have begun."""
PARALLEL: dict[EngineName, int] = {
    EngineName.GTTS: 1, EngineName.EDGE: 2, EngineName.AZURE: 4, EngineName.OPENAI: 4,
}  # fmt: skip
"""How many workers a service is asked with at most."""
SPARE_BYTES: Final = 200 * 1024 * 1024
"""What generation leaves free: the database and the logs live on the same disk."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """``seconds_each`` is the mean message; ``seconds`` the time to make them all."""

    records: int
    seconds_each: float
    seconds: float
    bytes: int
    free_bytes: int

    @property
    def fits(self) -> bool:
        return self.bytes + SPARE_BYTES <= self.free_bytes


def spoken_seconds(message: Message) -> float:
    """About how long a message will be."""
    chars = sum(len(part.text) / CHARS_PER_SECOND[part.language] for part in message.utterances)
    gaps = max(0, len(message.utterances) - 1)
    return chars + gaps * SENTENCE_PAUSE_MS / 1000


def own_seconds(message: Message) -> float:
    """The part of it that no other record shares: what must be made for each."""
    own = tuple(part for part in message.utterances if not part.shared)
    return spoken_seconds(Message((own,)))


@dataclass(frozen=True, slots=True)
class Machine:
    """What is there to make them with. ``load`` is the mean number of processes that want one of
    the ``processors``, without the workers."""

    workers: int
    free_bytes: int
    processors: int = 1
    load: float = 0.0

    def share(self, at_once: int) -> float:
        """How much of a processor each worker gets."""
        return min(1.0, self.processors / (self.load + at_once))


def estimate(
    sample: list[Messages], records: int, engine: EngineName, machine: Machine
) -> Estimate:
    """From some composed messages to all of them, on the machine as it is now."""
    count = max(1, len(sample))
    each = sum(spoken_seconds(one.message) for one in sample) / count
    own = sum(own_seconds(one.message) for one in sample) / count
    at_once = max(1, min(machine.workers, PARALLEL.get(engine, machine.workers)))
    share = 1.0 if engine in PARALLEL else machine.share(at_once)
    one = own / SPEED[engine] / share + each / JOINED / machine.share(at_once)
    return Estimate(
        records=records,
        seconds_each=each,
        seconds=START_S + records * one / at_once if records else 0.0,
        bytes=records * (round(each * BYTES_PER_SECOND) + BLOCK),
        free_bytes=machine.free_bytes,
    )
