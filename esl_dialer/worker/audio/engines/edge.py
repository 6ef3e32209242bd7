"""edge-tts: the unofficial endpoint of the Edge browser, with the guide's five voices.

When it is asked too often it closes without audio, exactly as for bad parameters: the same text is
tried a few times, later each time, before the record is blamed.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import edge_tts
from edge_tts import communicate

from esl_dialer.core.broken import of_connection
from esl_dialer.core.says import Says, about, verbatim
from esl_dialer.worker.audio.engines import AWAY, EngineBusy, EngineError, EngineUnavailable
from esl_dialer.worker.audio.sound import Sound

PAUSES: Final = (0.0, 2.0, 6.0)
"""Seconds before each try at a text for which no audio came."""
REFUSED: Final = 403


class Edge:
    def __init__(self, pauses: tuple[float, ...]) -> None:
        self._pauses = pauses

    def speak(self, text: str, voice: str) -> Sound:
        for pause in self._pauses:
            time.sleep(pause)
            try:
                return Sound(_ask(text, voice), "mp3")
            except edge_tts.exceptions.NoAudioReceived:
                continue
        raise EngineError(about("edge", Says("no audio came")))


def _ask(text: str, voice: str) -> bytes:
    try:
        return asyncio.run(_collect(text, voice))
    except aiohttp.WSServerHandshakeError as error:
        if error.status == REFUSED:
            raise EngineUnavailable(
                about("edge", Says("refused (403); a newer edge-tts may be needed"))
            ) from error
        raise EngineBusy(
            Says("{engine} answered {answer}", engine="edge", answer=str(error.status))
        ) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise EngineBusy(AWAY.of(engine="edge", error=of_connection(error))) from error
    except (edge_tts.exceptions.EdgeTTSException, ValueError) as error:
        if isinstance(error, edge_tts.exceptions.NoAudioReceived):
            raise
        raise EngineError(about("edge", verbatim(str(error)))) from error


async def _collect(text: str, voice: str) -> bytes:
    """Not by the package's own ``stream_sync``: that one never returns when the service fails."""
    asked = edge_tts.Communicate(text, voice, connect_timeout=5, receive_timeout=20)
    chunks: list[Any] = [chunk async for chunk in asked.stream()]
    return b"".join(chunk["data"] for chunk in chunks if chunk["type"] == "audio")


def start(settings: Mapping[str, str]) -> Edge:
    """``url`` replaces the service's own address, ``pauses`` (seconds, with commas) the waits."""
    if url := settings.get("url"):
        setattr(communicate, "WSS_URL", f"{url}?TrustedClientToken=none")  # noqa: B010 (the package does not export it)
    given = settings.get("pauses")
    return Edge(tuple(float(pause) for pause in given.split(",")) if given else PAUSES)
