"""The audio directory, for those who write into it: nothing is made where a mount is away."""

from pathlib import Path

from esl_dialer.core.speech.audio_folders import LostFolder
from esl_dialer.runtime.audio_dir import first_trouble
from esl_dialer.store.speech import audio_files


def lost(directory: Path) -> LostFolder | None:
    """Whether it is away, or empty though messages were spoken into it."""
    found = first_trouble([directory])
    if found is None or not audio_files.any_spoken():
        return None
    return LostFolder(str(found.folder), found.trouble, found.error)


def make(directory: Path) -> None:
    """Before the first message; one that is lost is not made anew in its place."""
    if lost(directory) is None:
        directory.mkdir(parents=True, exist_ok=True)
