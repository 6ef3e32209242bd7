"""From what an engine gives to what a telephone plays: 8 kHz, even level, no clipping, no gaps.

The conversion is sox's, one run for many utterances; the rest is arithmetic on samples.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import numpy as np
import sox

from esl_dialer.core.says import Says, SaysError
from esl_dialer.worker.audio.wav import RATE

logging.getLogger("sox").setLevel(logging.ERROR)

Samples = np.ndarray[Any, np.dtype[np.int16]]

FRAME: Final = RATE // 50
"""20 ms: what silence and level are judged by."""
LEVEL: Final = 10 ** (-20 / 20) * 32768
"""Speech is brought to -20 dB below full scale, the usual level of telephone prompts ..."""
PEAK: Final = 10 ** (-1 / 20) * 32767
"""... and no peak comes nearer than 1 dB to full scale."""
QUIET: Final = 0.03
"""A frame below this part (-30 dB) of the loudest frame is silence."""
EDGE_MS: Final = 40
LONGEST_PAUSE_MS: Final = 600


NO_SOUND = Says("the engine gave no sound")


class NoSpeechError(SaysError):
    """The engine gave nothing, or nothing but silence."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What an engine gives: ``pcm`` (signed, 16 bits, one channel), or an ``mp3`` or ``wav``."""

    data: bytes
    encoding: str = "pcm"
    rate: int = 16000


def to_telephone(sounds: list[Sound]) -> list[Samples]:
    """Every sound at 8 kHz, in the same order; those of one rate in one run of sox.

    Raises sox's SoxError on a sound that is not what it says.
    """
    converted: dict[int, Samples] = {}
    for rate in sorted({sound.rate for sound in sounds if sound.encoding == "pcm"}):
        chosen = [i for i, s in enumerate(sounds) if s.encoding == "pcm" and s.rate == rate]
        pieces = [np.frombuffer(sounds[i].data, dtype="<i2") for i in chosen]
        converted |= dict(zip(chosen, _resample(pieces, rate), strict=True))
    for index, sound in enumerate(sounds):
        if sound.encoding != "pcm":
            converted[index] = _decode(sound)
    return [converted[index] for index in range(len(sounds))]


def _transformer() -> Any:
    transformer = sox.Transformer()
    transformer.set_globals(dither=False, verbosity=1)
    transformer.set_output_format(rate=RATE, bits=16, channels=1, encoding="signed-integer")
    return transformer


def _resample(pieces: list[Samples], rate: int) -> list[Samples]:
    """Laid end to end with silence between, each from a sample that both rates have."""
    if rate == RATE or not pieces:
        return pieces
    step = rate // int(np.gcd(rate, RATE))
    laid, starts, length = [], [], 0
    for piece in pieces:
        gap = -(-rate // 10 // step) * step + (-len(piece)) % step
        starts.append(length)
        laid += [piece, np.zeros(gap, dtype=np.int16)]
        length += len(piece) + gap
    out: Samples = _transformer().build_array(input_array=np.concatenate(laid), sample_rate_in=rate)
    ends = (start + len(piece) for start, piece in zip(starts, pieces, strict=True))
    cuts = zip(starts, ends, strict=True)
    return [out[start * RATE // rate : end * RATE // rate] for start, end in cuts]


def _decode(sound: Sound) -> Samples:
    with NamedTemporaryFile(suffix=f".{sound.encoding}") as file:
        Path(file.name).write_bytes(sound.data)
        out: Samples = _transformer().build_array(input_filepath=file.name)
    return out


def polish(samples: Samples) -> Samples:
    """Silence cut at both ends and shortened inside, speech at the one level, no clipping.

    Raises NoSpeechError.
    """
    loud = _loud_frames(samples)
    if not loud.any():
        raise NoSpeechError(NO_SOUND)
    frames = samples[: len(loud) * FRAME].reshape(-1, FRAME).astype(np.float64)
    speech = frames[loud]
    gain = min(LEVEL / float(np.sqrt(np.mean(speech**2))), PEAK / float(np.max(np.abs(speech))))
    kept = frames[_kept_frames(loud)].reshape(-1) * gain
    polished: Samples = np.rint(np.clip(kept, -PEAK, PEAK)).astype(np.int16)
    return polished


def _loud_frames(samples: Samples) -> np.ndarray[Any, np.dtype[np.bool_]]:
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    if not len(frames):
        return np.zeros(0, dtype=np.bool_)
    levels = np.sqrt(np.mean(frames**2, axis=1))
    loudest = float(levels.max())
    return np.asarray((levels > loudest * QUIET) & (loudest > 50), dtype=np.bool_)


def _kept_frames(
    loud: np.ndarray[Any, np.dtype[np.bool_]],
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Frames near speech: ``EDGE_MS`` around it, inside pauses up to ``LONGEST_PAUSE_MS``."""
    indexes = np.flatnonzero(loud)
    edge, half = EDGE_MS // 20, LONGEST_PAUSE_MS // 40
    kept = np.zeros(len(loud), dtype=np.bool_)
    for index in indexes:
        kept[max(0, index - half) : index + half + 1] = True
    kept[: max(0, indexes[0] - edge)] = False
    kept[indexes[-1] + edge + 1 :] = False
    return kept
