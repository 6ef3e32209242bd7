"""Telephony WAV files: 8 kHz, one channel, 16 bits. Written whole or not at all."""

import os
import wave
from io import BytesIO
from pathlib import Path

RATE = 8000
BYTES_PER_MS = RATE * 2 // 1000


def silence(ms: int) -> bytes:
    return bytes(ms * BYTES_PER_MS)


def duration_ms(pcm: bytes) -> int:
    return len(pcm) // BYTES_PER_MS


def wav_bytes(pcm: bytes) -> bytes:
    """Samples (signed, 16 bits, little-endian) as a WAV file."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(pcm)
    return buffer.getvalue()


def read_wav(path: Path) -> bytes:
    """The samples of a telephony WAV. Raises OSError, or ValueError when it is not one."""
    try:
        with wave.open(str(path), "rb") as reader:
            shape = (reader.getnchannels(), reader.getsampwidth(), reader.getframerate())
            pcm = reader.readframes(reader.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is not a WAV file: {error}") from error
    if shape != (1, 2, RATE):
        raise ValueError(f"{path.name} is not 8 kHz, one channel, 16 bits")
    return pcm


def write_whole(path: Path, content: bytes) -> None:
    """A crash at any instant leaves the old file, the new file or no file: never a part of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
