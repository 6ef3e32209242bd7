"""SVOX Pico, by py-nanotts: offline, small, the embedded default.

It obeys tags in its text (one even plays a local file), never returns on some long words and reads
a lone hyphen aloud: the text is made harmless here, the rest is the worker's deadline.
"""

import re
from collections.abc import Mapping

import py_nanotts

from esl_dialer.audio.engines import EngineError
from esl_dialer.audio.sound import Sound

RATE = 16000
VOLUME = 0.6
"""At the library's own volume loud vowels clip; the level is set after."""
SPEED = 0.9
"""A little slower than its own pace: on a telephone line, amounts are heard right more often."""
LONGEST_WORD = 60


class NanoTts:
    def __init__(self) -> None:
        self._speaker = py_nanotts.NanoTTS()

    def speak(self, text: str, voice: str) -> Sound:
        """Raises EngineError on a voice it has not and on words it would never finish."""
        text = harmless(text, french=voice.startswith("fr"))
        try:
            pcm = self._speaker.speak(text, voice=voice, volume=VOLUME, speed=SPEED)
        except (ValueError, RuntimeError) as error:
            raise EngineError(f"nanotts: {error}") from error
        return Sound(pcm, rate=RATE)


def harmless(text: str, *, french: bool) -> str:
    """Without tags and lone hyphens, and without hyphens in French. Raises EngineError.

    French amounts are heard right more often without them: 74 % of the digits, not 57 %.
    """
    longest = max((len(word) for word in text.split()), default=0)
    if longest > LONGEST_WORD:
        raise EngineError(f"nanotts: a word of {longest} letters, {LONGEST_WORD} at most")
    text = re.sub(r"(?<!\w)-+|-+(?!\w)", ",", re.sub(r"[<>&\\]", " ", text))
    return text.replace("-", " ") if french else text


def start(_: Mapping[str, str]) -> NanoTts:
    return NanoTts()
