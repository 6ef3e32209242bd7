"""Templates to telephone audio: engines in worker processes, sox, the cache, the files."""

import os
from collections.abc import Mapping
from pathlib import Path

from esl_dialer.core.speech.voices import EngineName
from esl_dialer.runtime.config import Config
from esl_dialer.worker.audio.cache import UtteranceCache
from esl_dialer.worker.audio.pool import EnginePool
from esl_dialer.worker.audio.speaker import Speaker

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


def engine_settings(config: Config) -> dict[str, dict[str, str]]:
    """What the engines need to know of the installation, by engine."""
    return {
        EngineName.AZURE: {"url": config.azure_url, "key": config.azure_key},
        EngineName.OPENAI: {
            "url": config.openai_url,
            "key": config.openai_key,
            "model": config.openai_model,
        },
        EngineName.PIPER: {"url": config.piper_url},
        EngineName.KOKORO: {"model": config.kokoro_model, "voices": config.kokoro_voices},
    }


def trim_cache(directory: Path, max_bytes: int) -> int:
    """Delete the kept sentences that were not used for longest; returns how many files."""
    return UtteranceCache(directory / CACHE).trim(max_bytes)


def default_workers() -> int:
    """One for each processor that this process may use."""
    return len(os.sched_getaffinity(0))
