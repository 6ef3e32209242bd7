"""The files of recordings: WAV, 16 bits, 8000 Hz, made as they begin and written as they end."""

import sys
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

from esl_dialer.simulator.core import RecordedFile, Stretch
from esl_dialer.simulator.recording import RATE

WIDTH = 2
AT_ONCE = 60 * RATE
"""So many samples are held in memory at most."""


def make_recording(path: str) -> bool:
    """An empty one, with the directories above it; False when it can't be made."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_recording(RecordedFile(path, (), (True,)))
    except (OSError, ValueError):
        return False
    return True


def write_recording(recorded: RecordedFile) -> None:
    """Whole, over the empty one; a discarded one is taken away. Raises OSError."""
    if recorded.discarded:
        Path(recorded.path).unlink(missing_ok=True)
        return
    with open(recorded.path, "wb") as opened, wave.open(opened, "wb") as file:
        file.setnchannels(len(recorded.plays))
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        for stretch in recorded.stretches:
            for samples in _blocks(stretch):
                file.writeframesraw(_frames(samples, recorded.plays))


def _blocks(stretch: Stretch) -> "Iterator[array[int]]":
    for begin in range(0, stretch.samples, AT_ONCE):
        count = min(AT_ONCE, stretch.samples - begin)
        yield _read(stretch.file, stretch.skipped + begin, count)


def _frames(samples: "array[int]", plays: tuple[bool, ...]) -> bytes:
    """One sample of each channel after the other, little-endian."""
    frames = _silence(len(samples) * len(plays))
    for number, played in enumerate(plays):
        if played:
            frames[number :: len(plays)] = samples
    return _little_endian(frames).tobytes()


def _read(path: str, skipped: int, count: int) -> "array[int]":
    """``count`` samples at our rate; silence where there are none, or none that can be read."""
    try:
        found = _found(path, skipped, count) if path else _silence(0)
    except (OSError, EOFError, wave.Error):
        found = _silence(0)
    return found[:count] + _silence(count - len(found))


def _found(path: str, skipped: int, count: int) -> "array[int]":
    with wave.open(path, "rb") as file:
        rate, channels = file.getframerate(), file.getnchannels()
        if file.getsampwidth() != WIDTH:
            return _silence(0)
        file.setpos(min(skipped * rate // RATE, file.getnframes()))
        frames = file.readframes(-(-count * rate // RATE))
    samples = _little_endian(array("h", frames[: len(frames) // WIDTH * WIDTH]))[::channels]
    if rate == RATE:
        return samples
    within = min(count, len(samples) * RATE // rate)
    return array("h", (samples[number * rate // RATE] for number in range(within)))


def _silence(count: int) -> "array[int]":
    return array("h", bytes(WIDTH * max(0, count)))


def _little_endian(samples: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
