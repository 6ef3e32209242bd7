"""kokoro: neural voices, English and French, offline and slow. An extra, with files of its own.

The model (``model``) and the voices (``voices``) are files that the operator supplies.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from kokoro_onnx import Kokoro

from esl_dialer.audio.engines import EngineUnavailable
from esl_dialer.audio.sound import Sound

LANGUAGES = {"a": "en-us", "b": "en-gb", "f": "fr-fr"}
"""By the first letter of the voice's name."""


class KokoroVoice:
    def __init__(self, model: str, voices: str) -> None:
        self._speaker: Any = Kokoro(model, voices)

    def speak(self, text: str, voice: str) -> Sound:
        samples, rate = self._speaker.create(text, voice=voice, lang=LANGUAGES[voice[0]])
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        return Sound(pcm, rate=int(rate))


def start(settings: Mapping[str, str]) -> KokoroVoice:
    files = [settings.get("model", ""), settings.get("voices", "")]
    if not all(name and Path(name).is_file() for name in files):
        raise EngineUnavailable("kokoro: its model and voices are not set or not there")
    return KokoroVoice(*files)
