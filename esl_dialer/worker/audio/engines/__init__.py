"""The speech engines, one module each, loaded by name and only when asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.speech.voices import EngineName
from esl_dialer.worker.audio.sound import Sound


class EngineError(SaysError):
    """The engine can't speak this text; the next one may go well."""


class EngineUnavailable(SaysError):
    """The engine is not installed or not configured here: no text will go well."""


class EngineBusy(SaysError):
    """The service asks to wait; ``retry_after`` seconds if it said how long."""

    def __init__(self, says: Says, retry_after: float | None = None) -> None:
        super().__init__(says)
        self.retry_after = retry_after


AWAY = Says("{engine} can't be reached: {error}")


class Engine(Protocol):
    def speak(self, text: str, voice: str) -> Sound:
        """One utterance. Raises EngineError, EngineUnavailable or EngineBusy."""


@dataclass(frozen=True, slots=True)
class Traits:
    """How an engine is used. Seconds, and characters of one request to a worker.

    ``deadline`` is for one request: ``base`` and so much more for each character.
    """

    module: str
    base: float = 5.0
    per_char: float = 0.02
    batch_chars: int = 600
    workers: int = 0
    """How many at most; 0: as many as the installation has."""
    start: float = 30.0


TRAITS: dict[EngineName, Traits] = {
    EngineName.NANOTTS: Traits("nanotts"),
    EngineName.ESPEAK: Traits("espeak"),
    EngineName.GTTS: Traits("google", base=120.0, batch_chars=1, workers=1),
    EngineName.EDGE: Traits("edge", base=120.0, batch_chars=1, workers=2),
    EngineName.AZURE: Traits("azure", base=120.0, batch_chars=1, workers=4),
    EngineName.OPENAI: Traits("openai", base=120.0, batch_chars=1, workers=4),
    EngineName.PIPER: Traits("piper", base=120.0, batch_chars=1),
    EngineName.HIBARI: Traits("hibari", base=10.0, per_char=0.1),
    EngineName.KOKORO: Traits("kokoro", base=30.0, per_char=0.5, batch_chars=200),
}


def load_engine(name: str, settings: Mapping[str, str]) -> Engine:
    """Start an engine in this process. Raises EngineUnavailable."""
    try:
        module = import_module(f"{__name__}.{TRAITS[EngineName(name)].module}")
        engine: Engine = module.start(settings)
    except ImportError as error:
        raise EngineUnavailable(
            Says("the engine {engine} is not installed: {error}", engine=name, error=str(error))
        ) from error
    return engine
