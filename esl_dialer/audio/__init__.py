"""Templates to telephone audio: engines in worker processes, sox, the cache, the files."""

import os
from collections.abc import Mapping
from pathlib import Path

from esl_dialer.audio.cache import UtteranceCache
from esl_dialer.audio.pool import EnginePool
from esl_dialer.audio.speaker import Speaker

CACHE = "cache"


def open_speaker(
    directory: Path, workers: int, settings: Mapping[str, Mapping[str, str]] | None = None
) -> Speaker:
    """What speaks into ``directory``; ``settings`` are those of each engine that needs any.

    Close it when done: it holds worker processes.
    """
    of_engine = settings or {}

    def open_pool(engine: str) -> EnginePool:
        return EnginePool(engine, max(1, workers), of_engine.get(engine, {}))

    return Speaker(directory, open_pool, UtteranceCache(directory / CACHE))


def default_workers() -> int:
    """One for each processor that this process may use."""
    return len(os.sched_getaffinity(0))
