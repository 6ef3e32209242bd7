"""What the offline engines are given and need: respelling for nanotts, files for kokoro."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from esl_dialer.worker.audio.engines import EngineUnavailable
from esl_dialer.worker.audio.engines.nanotts import harmless


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("six cent vingt-huit dollars", "six cent vinte huit dollars"),
        ("quatre-vingt-deux sous", "quatre vingt deux sous"),
        ("vingt dollars", "vingt dollars"),
        ("soixante-treize sous", "soixante treizeu sous"),
        ("Votre solde est de cent dollars", "Votre solde est de, cent dollars"),
        ("Votre solde est de deux cents dollars", "Votre solde est de deux cents dollars"),
        ("le centre", "le centre"),
    ],
)
def test_french_is_respelt_as_the_voice_needs_it(written: str, given: str) -> None:
    assert harmless(written, french=True) == given


def test_english_has_a_breath_before_a_name_and_keeps_its_hyphens() -> None:
    assert harmless("This is for Anita, twenty-two.", french=False) == (
        "This is for, Anita, twenty-two."
    )
    assert harmless("Wait for me.", french=False) == "Wait for me."


@pytest.fixture
def kokoro() -> Any:
    """The engine's module, where its extra is installed."""
    pytest.importorskip("kokoro_onnx", reason="pip install .[kokoro]")
    return import_module("esl_dialer.worker.audio.engines.kokoro")


def test_kokoro_says_what_it_lacks(kokoro: Any, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"")
    model = str(tmp_path / "model.onnx")
    for settings, said in (
        ({}, "kokoro_voices"),
        ({"voices": str(tmp_path), "model": model}, "no voice"),
        ({"voices": str(tmp_path), "model": f"{model}.gone"}, "no model"),
    ):
        with pytest.raises(EngineUnavailable, match=said):
            kokoro.start(settings)


def test_a_directory_of_voices_becomes_the_one_file_that_kokoro_reads(
    kokoro: Any, tmp_path: Path
) -> None:
    (tmp_path / "af_heart.bin").write_bytes(np.ones(510 * 256, dtype="<f4").tobytes())
    (tmp_path / "zf_other.bin").write_bytes(b"\0\0\0\0")
    with np.load(kokoro.gathered(tmp_path, tmp_path / "voices.npz")) as voices:
        assert list(voices) == ["af_heart"]
        assert voices["af_heart"].shape == (510, 1, 256)
