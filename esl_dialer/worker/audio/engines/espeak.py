"""espeak-ng, as a program of its own (its licence is the GPL): offline, robotic, many languages."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

from esl_dialer.core.says import Says, about, verbatim
from esl_dialer.worker.audio.engines import EngineError, EngineUnavailable
from esl_dialer.worker.audio.sound import Sound

RATE: Final = 22050
HEADER: Final = 44
"""Bytes of the WAV header, whose length is not filled in on a pipe."""
DEADLINE_S: Final = 20.0
WORDS_PER_MINUTE: Final = "160"


class Espeak:
    def speak(self, text: str, voice: str) -> Sound:
        """Raises EngineError. Double brackets would be read as phonemes and are taken out."""
        harmless = re.sub(r"[\[\]<>&]", " ", text)
        command = [
            "espeak-ng",
            "-v",
            voice,
            "-s",
            WORDS_PER_MINUTE,
            "-b",
            "1",
            "--stdin",
            "--stdout",
        ]
        try:
            spoken = subprocess.run(
                command,
                input=harmless.encode(),
                capture_output=True,
                timeout=DEADLINE_S,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineError(Says("espeak-ng did not finish in time")) from error
        except subprocess.CalledProcessError as error:
            told = verbatim(error.stderr.decode(errors="replace")[:120])
            raise EngineError(about("espeak-ng", told)) from error
        return Sound(spoken.stdout[HEADER:], rate=RATE)


def start(_: Mapping[str, str]) -> Espeak:
    if shutil.which("espeak-ng") is None:
        raise EngineUnavailable(Says("espeak-ng is not installed"))
    return Espeak()
