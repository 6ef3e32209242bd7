"""A worker process: one engine, asked over its standard input, answering over its standard output.

An engine that hangs is killed by its parent; should the parent be gone, the alarm kills it.
"""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import sox

from esl_dialer.core.broken import told_of
from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.worker.audio.engines import (
    Engine,
    EngineBusy,
    EngineError,
    EngineUnavailable,
    load_engine,
)
from esl_dialer.worker.audio.frames import decode, encode
from esl_dialer.worker.audio.sound import (
    NO_SOUND,
    NoSpeechError,
    Samples,
    Sound,
    polish,
    to_telephone,
)

log = logging.getLogger(__name__)

GRACE = 5.0
"""Seconds that the alarm leaves the parent to act first."""


def main() -> None:
    answers = _own_output()
    requests = _frames(sys.stdin.buffer)
    settings, _ = next(requests)
    try:
        engine = load_engine(settings["engine"], settings["settings"])
    except EngineUnavailable as error:
        _answer(answers, {"unavailable": error.says.packed()})
        return
    _answer(answers, {"ready": True})
    for request, _ in requests:
        signal.setitimer(signal.ITIMER_REAL, request["deadline"] + GRACE)
        head, body = speak_all(engine, request["utterances"])
        signal.setitimer(signal.ITIMER_REAL, 0)
        _answer(answers, head, body)


def _own_output() -> BinaryIO:
    """The pipe to the parent; what engines and their libraries print goes to standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _frames(stream: BinaryIO) -> Iterator[tuple[dict[str, Any], bytes]]:
    buffer = bytearray()
    while chunk := os.read(stream.fileno(), 65536):
        buffer += chunk
        while (frame := decode(buffer)) is not None:
            yield frame


def _answer(stream: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    stream.write(encode(head, body))
    stream.flush()


def speak_all(engine: Engine, utterances: list[list[str]]) -> tuple[dict[str, Any], bytes]:
    """Speak ``[text, voice]`` pairs; each has its own answer: the length of its samples, or why."""
    given = [_speak(engine, text, voice) for text, voice in utterances]
    sounds = [sound for sound in given if isinstance(sound, Sound)]
    polished = iter(_finish(sounds))
    results: list[dict[str, Any]] = []
    body = bytearray()
    for each in given:
        outcome = next(polished) if isinstance(each, Sound) else each
        if isinstance(outcome, dict):
            results.append(outcome)
        else:
            pcm = outcome.astype("<i2").tobytes()
            results.append({"bytes": len(pcm)})
            body += pcm
    return {"results": results}, bytes(body)


def _speak(engine: Engine, text: str, voice: str) -> Sound | dict[str, Any]:
    try:
        sound = engine.speak(text, voice)
    except EngineBusy as error:
        return {"busy": error.says.packed(), "retry_after": error.retry_after}
    except EngineUnavailable as error:
        return {"unavailable": error.says.packed()}
    except EngineError as error:
        return {"error": error.says.packed()}
    except Exception as error:
        log.exception(line("speech.engine_failed"))
        return {"error": Says("the engine failed: {error}", error=told_of(error)).packed()}
    return sound if len(sound.data) > 1 else {"error": NO_SOUND.packed()}


def _finish(sounds: list[Sound]) -> list[Samples | dict[str, Any]]:
    """To telephone sound; when sox refuses the lot, one by one, to find out which."""
    try:
        return [_polish(samples) for samples in to_telephone(sounds)]
    except sox.core.SoxError as error:
        if len(sounds) == 1:
            told = Says("sox can't read what the engine gave: {error}", error=_last_line(error))
            return [{"error": told.packed()}]
        return [result for sound in sounds for result in _finish([sound])]


def _polish(samples: Samples) -> Samples | dict[str, Any]:
    try:
        return polish(samples)
    except NoSpeechError as error:
        return {"error": error.says.packed()}


def _last_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[-1][:200]


if __name__ == "__main__":
    main()
