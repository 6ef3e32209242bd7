"""hibari: a small neural voice, American English, offline. An extra (``pip install .[voices]``)."""

from collections.abc import Mapping
from typing import Any

import hibari
import numpy as np

from esl_dialer.core.says import Says, about
from esl_dialer.worker.audio.engines import EngineError
from esl_dialer.worker.audio.sound import Sound

SEED = 0
"""The same text sounds the same."""


class HibariVoice:
    def __init__(self) -> None:
        self._speaker: Any = hibari.Hibari()

    def speak(self, text: str, voice: str) -> Sound:
        """Only the voice that comes with the package. Raises EngineError."""
        if voice != "heart":
            raise EngineError(about("hibari", Says("no voice {voice}", voice=voice)))
        samples = np.clip(self._speaker(text, seed=SEED), -1.0, 1.0) * 32767
        return Sound(samples.astype("<i2").tobytes(), rate=hibari.SAMPLE_RATE)


def start(_: Mapping[str, str]) -> HibariVoice:
    return HibariVoice()
