"""Azure's speech service (REST): the guide's five voices, with a key and a contract."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from esl_dialer.core.says import Says, about
from esl_dialer.worker.audio.engines import EngineUnavailable
from esl_dialer.worker.audio.engines.online import Service
from esl_dialer.worker.audio.sound import Sound

FORMAT = "riff-24khz-16bit-mono-pcm"


class Azure:
    def __init__(self, service: Service, key: str) -> None:
        self._service, self._key = service, key

    def speak(self, text: str, voice: str) -> Sound:
        headers = {
            "Ocp-Apim-Subscription-Key": self._key,
            "X-Microsoft-OutputFormat": FORMAT,
            "Content-Type": "application/ssml+xml",
            "User-Agent": "esl-dialer",
        }
        body = ssml(text, voice).encode()
        return Sound(self._service.post("/cognitiveservices/v1", headers, body).content, "wav")


def ssml(text: str, voice: str) -> str:
    """``voice`` begins with its language: ``en-AU-NatashaNeural``."""
    language = "-".join(voice.split("-")[:2])
    return (
        f'<speak version="1.0" xml:lang={quoteattr(language)}>'
        f"<voice name={quoteattr(voice)}>{escape(text)}</voice></speak>"
    )


def start(settings: Mapping[str, str]) -> Azure:
    if not settings.get("key"):
        raise EngineUnavailable(about("azure", Says("its key is not set")))
    return Azure(Service("azure", settings.get("url", "")), settings["key"])
