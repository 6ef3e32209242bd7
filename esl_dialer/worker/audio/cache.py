"""Utterances kept by content, so that what a campaign has in common is spoken once.

Only utterances that other records will hear are kept: names and amounts of people are not.
"""

import os
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from typing import Final

from esl_dialer.core.speech.messages import Utterance
from esl_dialer.worker.audio.wav import read_wav, wav_bytes, write_whole

SOUND_VERSION: Final = "1"
"""Raised when the same text would sound different: what was kept is then not used any more."""
MEMORY_BYTES: Final = 32 * 1024 * 1024


def digest(*parts: str) -> str:
    """A file name's worth of a content, 40 hexadecimal digits."""
    return sha256("\0".join((SOUND_VERSION, *parts)).encode()).hexdigest()[:40]


class UtteranceCache:
    """A directory of WAV files and, before it, the latest of them in memory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._memory: OrderedDict[Utterance, bytes] = OrderedDict()
        self._held = 0

    def get(self, utterance: Utterance) -> bytes | None:
        """Its samples, or None. A file that can't be read is as good as none."""
        if (pcm := self._memory.get(utterance)) is not None:
            self._memory.move_to_end(utterance)
            return pcm
        if not utterance.shared:
            return None
        path = self._path(utterance)
        try:
            pcm = read_wav(path)
            os.utime(path)
        except (OSError, ValueError):
            return None
        self._hold(utterance, pcm)
        return pcm

    def put(self, utterance: Utterance, pcm: bytes) -> None:
        if utterance.shared:
            write_whole(self._path(utterance), wav_bytes(pcm))
            self._hold(utterance, pcm)

    def trim(self, max_bytes: int) -> int:
        """Delete what was not used for longest until so many bytes are left; returns how many."""
        files = [(entry.stat(), entry) for entry in self._directory.glob("*/*.wav")]
        size = sum(stat.st_size for stat, _ in files)
        removed = 0
        for stat, path in sorted(files, key=lambda file: file[0].st_mtime):
            if size <= max_bytes:
                break
            path.unlink(missing_ok=True)
            size -= stat.st_size
            removed += 1
        return removed

    def _path(self, utterance: Utterance) -> Path:
        name = digest(utterance.engine, utterance.voice, utterance.text)
        return self._directory / name[:2] / f"{name}.wav"

    def _hold(self, utterance: Utterance, pcm: bytes) -> None:
        self._memory[utterance] = pcm
        self._held += len(pcm)
        while self._held > MEMORY_BYTES:
            _, dropped = self._memory.popitem(last=False)
            self._held -= len(dropped)
