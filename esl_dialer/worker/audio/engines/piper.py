"""A piper HTTP server (``python -m piper.http_server``) in one's own network."""

from collections.abc import Mapping

from esl_dialer.worker.audio.engines.online import Service
from esl_dialer.worker.audio.sound import Sound


class Piper:
    def __init__(self, service: Service) -> None:
        self._service = service

    def speak(self, text: str, voice: str) -> Sound:
        return Sound(self._service.post("/", {}, {"text": text, "voice": voice}).content, "wav")


def start(settings: Mapping[str, str]) -> Piper:
    return Piper(Service("piper", settings.get("url", "")))
