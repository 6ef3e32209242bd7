"""A sound's length comes from its header."""

import wave
from pathlib import Path

from esl_dialer.simulator.sounds import wav_ms


def write(path: Path, milliseconds: int) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8 * milliseconds)
    return str(path)


def test_the_length_of_a_wav_and_of_the_one_that_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "message.wav"
    assert wav_ms(write(path, 1500)) == 1500
    assert wav_ms(write(path, 2500)) == 2500


def test_what_is_not_a_wav_has_no_length(tmp_path: Path) -> None:
    path = tmp_path / "message.wav"
    assert wav_ms(str(path)) is None
    path.write_bytes(b"not audio")
    assert wav_ms(str(path)) is None
