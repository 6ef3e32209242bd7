"""How long a sound file lasts, read from its WAV header."""

import os
import wave
from functools import lru_cache


def wav_ms(path: str) -> int | None:
    """Milliseconds; None when there is no such file or it is not a PCM WAV."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return _measured(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _measured(path: str, modified: int, size: int) -> int | None:
    try:
        with wave.open(path, "rb") as file:
            return file.getnframes() * 1000 // file.getframerate()
    except (OSError, EOFError, wave.Error, ZeroDivisionError):
        return None
