import wave
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from esl_dialer.worker.audio.sound import (
    FRAME,
    LEVEL,
    PEAK,
    NoSpeechError,
    Samples,
    Sound,
    polish,
    to_telephone,
)
from esl_dialer.worker.audio.wav import RATE, read_wav, silence, wav_bytes, write_whole

MS = RATE // 1000


def beep(ms: int, volume: float = 0.3, rate: int = RATE, hertz: int = 400) -> Samples:
    t = np.arange(ms * rate // 1000) / rate
    return np.asarray(np.sin(2 * np.pi * hertz * t) * volume * 32767, dtype=np.int16)


def quiet(ms: int, rate: int = RATE) -> Samples:
    return np.zeros(ms * rate // 1000, dtype=np.int16)


def level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


@pytest.mark.parametrize("volume", [0.01, 0.1, 0.3, 1.0])
def test_every_voice_comes_to_the_same_level(volume: float) -> None:
    polished = polish(beep(1000, volume))
    assert level(polished) == pytest.approx(LEVEL, rel=0.02)


def test_long_silences_are_cut_and_short_ones_kept() -> None:
    spoken = np.concatenate(
        [quiet(900), beep(500), quiet(300), beep(500), quiet(3000), beep(500), quiet(2000)]
    )
    ms = len(polish(spoken)) / MS
    assert ms == pytest.approx(500 + 300 + 500 + 600 + 500 + 80, abs=60)


@pytest.mark.parametrize("samples", [quiet(0), quiet(5), quiet(1000), beep(1000, 0.0005)])
def test_silence_is_no_speech(samples: Samples) -> None:
    with pytest.raises(NoSpeechError):
        polish(samples)


@settings(max_examples=60)
@given(arrays.arrays(np.int16, st.integers(0, 6 * FRAME)))
def test_nothing_clips_and_nothing_grows_longer(samples: Samples) -> None:
    try:
        polished = polish(samples)
    except NoSpeechError:
        return
    assert len(polished) <= len(samples)
    assert np.max(np.abs(polished.astype(int))) <= round(PEAK)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100])
def test_sounds_converted_together_are_those_converted_alone(rate: int) -> None:
    pieces = [beep(ms, rate=rate, hertz=hz) for ms, hz in ((333, 400), (1000, 900), (77, 1500))]
    sounds = [Sound(piece.tobytes(), rate=rate) for piece in pieces]
    together = to_telephone(sounds)
    for sound, piece, out in zip(sounds, pieces, together, strict=True):
        (alone,) = to_telephone([sound])
        assert abs(len(out) - len(piece) * RATE // rate) <= 1
        size = min(len(out), len(alone))
        assert np.max(np.abs(out[:size].astype(int) - alone[:size].astype(int))) <= 16


def test_a_telephone_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    pcm = beep(100).tobytes()
    path = tmp_path / "deep" / "one.wav"
    write_whole(path, wav_bytes(pcm))
    assert read_wav(path) == pcm
    assert [file.name for file in path.parent.iterdir()] == ["one.wav"]


def test_what_is_no_telephone_file_is_not_taken_for_one(tmp_path: Path) -> None:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as stereo:
        stereo.setparams((2, 2, 8000, 0, "NONE", ""))
        stereo.writeframes(silence(10))
    for content in (b"", b"RIFF", wav_bytes(silence(10))[:30], buffer.getvalue()):
        (tmp_path / "bad.wav").write_bytes(content)
        with pytest.raises(ValueError, match=r"bad\.wav"):
            read_wav(tmp_path / "bad.wav")
