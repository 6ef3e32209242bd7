"""SVOX Pico, by py-nanotts: offline, small, the embedded default.

It obeys tags in its text (one even plays a local file), never returns on some long words and reads
a lone hyphen aloud: the text is made harmless here, the rest is the worker's deadline.
"""

import re
from collections.abc import Mapping

import py_nanotts

from esl_dialer.core.says import Says, about, verbatim
from esl_dialer.worker.audio.engines import EngineError
from esl_dialer.worker.audio.sound import Sound

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
            raise EngineError(about("nanotts", verbatim(str(error)))) from error
        return Sound(pcm, rate=RATE)


RESPELT: dict[bool, tuple[tuple[re.Pattern[str], str], ...]] = {
    False: ((re.compile(r"\bfor (?=[A-Z])"), "for, "),),
    True: (
        (re.compile(r"-"), " "),
        (re.compile(r"(?<!quatre )\bvingt (?=(deux|trois|quatre|cinq|six|sept|huit|neuf)\b)"),
         "vinte "),
        (re.compile(r"\b(on|dou|trei|quator|quin|sei)ze\b"), r"\1zeu"),
        (re.compile(r"\bde (?=(cent|mille)\b)"), "de, "),
    ),
}  # fmt: skip
"""What its voices (French: True) need to be understood over a telephone: a breath before a name; in
French the t of "vingt-huit" and the z of "treize", which it drops, no hyphens, over which it
stumbles, and "de cent" apart, or it is "deux cents". Of 12 French amounts after mu-law, 61 % of the
digits were heard right without and 75 % with these; of 8 English names 91 and 98 %."""


def harmless(text: str, *, french: bool) -> str:
    """Without tags and lone hyphens; French as the voice needs it. Raises EngineError."""
    longest = max((len(word) for word in text.split()), default=0)
    if longest > LONGEST_WORD:
        raise EngineError(
            about(
                "nanotts",
                Says(
                    "a word of {letters} letters, {most} at most",
                    letters=longest,
                    most=LONGEST_WORD,
                ),
            )
        )
    text = re.sub(r"(?<!\w)-+|-+(?!\w)", ",", re.sub(r"[<>&\\]", " ", text))
    for pattern, instead in RESPELT[french]:
        text = pattern.sub(instead, text)
    return text


def start(_: Mapping[str, str]) -> NanoTts:
    return NanoTts()
