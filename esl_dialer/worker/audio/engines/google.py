"""gTTS: the unofficial endpoint of Google Translate.

gTTS writes the requests; they are sent here, because it sends them without a time-out, without
verifying the certificate and on a new connection each, and because it cuts a message into many
more of them than its limit of 100 characters asks for.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final

from gtts import gTTS

from esl_dialer.core.says import Says, about
from esl_dialer.worker.audio.engines import EngineError
from esl_dialer.worker.audio.engines.online import Service
from esl_dialer.worker.audio.sound import Sound

PATH: Final = "/_/TranslateWebserverUi/data/batchexecute"
MAX_CHARS: Final = 100
INTERVAL_S: Final = 0.5
"""Between two requests: bursts are answered with 429."""
_AUDIO = re.compile(r'jQ1olc","\[\\"(.*?)\\"]')


class Google:
    """``voice`` is ``LANGUAGE@TOP-LEVEL-DOMAIN``, such as ``en@com.au``: the accent."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._services: dict[str, Service] = {}

    def speak(self, text: str, voice: str) -> Sound:
        language, _, domain = voice.partition("@")
        bodies = gTTS(text, lang=language, lang_check=False, tokenizer_func=pack).get_bodies()
        return Sound(b"".join(self._one(domain, body) for body in bodies), "mp3")

    def _one(self, domain: str, body: str) -> bytes:
        answer = self._service(domain).post(PATH, gTTS.GOOGLE_TTS_HEADERS, body)
        if (found := _AUDIO.search(answer.text)) is None:
            raise EngineError(about("gtts", Says("an answer without audio")))
        try:
            return base64.b64decode(found[1], validate=True)
        except binascii.Error as error:
            raise EngineError(about("gtts", Says("audio that is cut"))) from error

    def _service(self, domain: str) -> Service:
        if domain not in self._services:
            url = self._settings.get("url") or f"https://translate.google.{domain}"
            interval = float(self._settings.get("interval") or INTERVAL_S)
            self._services[domain] = Service("gtts", url, interval)
        return self._services[domain]


def pack(text: str) -> list[str]:
    """As few parts as the limit allows, cut where a speaker would breathe."""
    parts = [""]
    for phrase in re.findall(r"[^.,;:!?]+[.,;:!?]*", text):
        if parts[-1] and len(parts[-1]) + len(phrase) > MAX_CHARS:
            parts.append("")
        parts[-1] += phrase
    return parts


def start(settings: Mapping[str, str]) -> Google:
    return Google(settings)
