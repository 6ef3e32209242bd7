"""The file of a recording: what its stretches say, whatever the sounds they name are."""

import wave
from array import array
from pathlib import Path

import pytest

from esl_dialer.simulator import recorded_files
from esl_dialer.simulator.core import RecordedFile, Stretch
from esl_dialer.simulator.recorded_files import make_recording, write_recording


def sound(path: Path, values: list[int], *, rate: int = 8000, channels: int = 1) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array("h", values).tobytes())
    return str(path)


def written(path: Path, *stretches: Stretch, plays: tuple[bool, ...] = (True,)) -> list[int]:
    write_recording(RecordedFile(str(path), stretches, plays))
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getsampwidth()) == (8000, 2)
        assert file.getnchannels() == len(plays)
        return array("h", file.readframes(file.getnframes())).tolist()


def test_sounds_and_silence_follow_each_other(tmp_path: Path) -> None:
    named = sound(tmp_path / "a.wav", [1, 2, 3, 4, 5])
    stretches = (Stretch(2), Stretch(3, named, 1), Stretch(1))
    assert written(tmp_path / "out.wav", *stretches) == [0, 0, 2, 3, 4, 0]


def test_each_channel_has_it_or_is_silent(tmp_path: Path) -> None:
    named = sound(tmp_path / "a.wav", [1, 2])
    assert written(tmp_path / "l.wav", Stretch(2, named), plays=(True, False)) == [1, 0, 2, 0]
    assert written(tmp_path / "r.wav", Stretch(2, named), plays=(False, True)) == [0, 1, 0, 2]


def test_a_sound_that_is_shorter_gone_or_damaged_is_silence(tmp_path: Path) -> None:
    short = sound(tmp_path / "a.wav", [7])
    damaged = tmp_path / "b.wav"
    damaged.write_bytes(b"RIFF")
    assert written(tmp_path / "1.wav", Stretch(3, short)) == [7, 0, 0]
    assert written(tmp_path / "2.wav", Stretch(2, short, 9)) == [0, 0]
    assert written(tmp_path / "3.wav", Stretch(2, str(damaged))) == [0, 0]
    assert written(tmp_path / "4.wav", Stretch(2, str(tmp_path / "gone.wav"))) == [0, 0]


def test_other_rates_and_channels_become_ours(tmp_path: Path) -> None:
    fast = sound(tmp_path / "16.wav", [1, 2, 3, 4, 5, 6], rate=16_000)
    slow = sound(tmp_path / "4.wav", [1, 2], rate=4000)
    both = sound(tmp_path / "2.wav", [1, -1, 2, -2], channels=2)
    assert written(tmp_path / "1.wav", Stretch(3, fast)) == [1, 3, 5]
    assert written(tmp_path / "3.wav", Stretch(4, slow)) == [1, 1, 2, 2]
    assert written(tmp_path / "5.wav", Stretch(2, both)) == [1, 2]


def test_a_long_one_is_written_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded_files, "AT_ONCE", 2)
    named = sound(tmp_path / "a.wav", [1, 2, 3, 4, 5])
    assert written(tmp_path / "out.wav", Stretch(4, named, 1), Stretch(3)) == [2, 3, 4, 5, 0, 0, 0]


def test_one_is_made_where_it_can_be_and_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.wav"
    assert make_recording(str(path))
    assert path.exists()
    write_recording(RecordedFile(str(path), (), (True,), discarded=True))
    write_recording(RecordedFile(str(path), (), (True,), discarded=True))
    assert not path.exists()
    (tmp_path / "file").write_text("")
    assert not make_recording(str(tmp_path / "file" / "a.wav"))
    assert not make_recording("/nul\0/a.wav")
