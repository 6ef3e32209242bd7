"""Servers that speak like OpenAI's ``/v1/audio/speech``, hosted or one's own."""

from collections.abc import Mapping

from esl_dialer.worker.audio.engines.online import Service
from esl_dialer.worker.audio.sound import Sound


class OpenAiStyle:
    def __init__(self, service: Service, key: str, model: str) -> None:
        self._service, self._key, self._model = service, key, model

    def speak(self, text: str, voice: str) -> Sound:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        body = {"model": self._model, "voice": voice, "input": text, "response_format": "wav"}
        return Sound(self._service.post("/v1/audio/speech", headers, body).content, "wav")


def start(settings: Mapping[str, str]) -> OpenAiStyle:
    service = Service("openai", settings.get("url", ""))
    return OpenAiStyle(service, settings.get("key", ""), settings.get("model", "") or "tts-1")
