"""Where a campaign's messages are, and what is said of a folder of them that is lost.

Lost is not wiped: a folder that is away, or empty where it should not be, may be back in a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from esl_dialer.core.says import Says

CAMPAIGNS = "campaigns"

_WHY: Mapping[str, Says] = {
    "not_there": Says("the folder {folder} is not there"),
    "empty": Says("the folder {folder} is empty, where messages should be"),
    "unreadable": Says("the folder {folder} can't be read: {error}"),
}
"""By ``runtime.audio_dir.Trouble``."""


@dataclass(frozen=True, slots=True)
class LostFolder:
    """``trouble`` is one of ``runtime.audio_dir.Trouble``, ``error`` the system's words for it."""

    folder: str
    trouble: str
    error: str = ""

    @property
    def why(self) -> Says:
        text = _WHY[self.trouble]
        given = {"folder": self.folder, "error": self.error}
        return text.of(**{name: said for name, said in given.items() if f"{{{name}}}" in text.text})


def folder_of(campaign_id: int) -> str:
    """Of a campaign's messages, relative to the audio directory."""
    return f"{CAMPAIGNS}/{campaign_id}"


def folders_to(campaign_id: int) -> tuple[str, ...]:
    """The folders that lead to a campaign's messages, the audio directory first."""
    return "", CAMPAIGNS, folder_of(campaign_id)
