"""The messages on the disk, as this engine sees them: which campaigns' are lost, which files gone.

A folder that is away holds its campaign back and changes no record. A single file that is gone
takes its record out of the dialable ones, and nothing of what is known of the message; when it is
back, with what was written into it, the record counts again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from esl_dialer.core.says import Says
from esl_dialer.core.speech.audio_folders import LostFolder, folders_to
from esl_dialer.core.words import RecordAudio
from esl_dialer.runtime.audio_dir import first_trouble, is_there, is_whole
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.database import transaction
from esl_dialer.store.speech import audio_files

log = logging.getLogger(__name__)

SAMPLE = 20
"""Messages of a campaign of which one that is there says that they are not lost."""

BATCH = 100
"""Files looked for between two claims."""


class AudioWatch:
    """``directory`` as this process sees it; None: nothing is looked at."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self.lost: dict[int, LostFolder] = {}
        """By campaign, as of the last look."""

    def look(self, campaigns: Iterable[int]) -> dict[int, Says]:
        """Look for the folders of these campaigns, and for those that were lost; of those that are
        lost, why."""
        found = {campaign: self.lost_folder(campaign) for campaign in {*campaigns, *self.lost}}
        lost = {campaign: one for campaign, one in found.items() if one is not None}
        for folder in {one.folder: one for one in lost.values()}.values():
            if folder not in self.lost.values():
                log.error(line("audio.lost", folder=folder.folder, trouble=folder.trouble))
        if self.lost and not lost:
            log.info(line("audio.found"))
        self.lost = lost
        return {campaign: one.why for campaign, one in lost.items()}

    def lost_folder(self, campaign: int) -> LostFolder | None:
        """The folder that keeps the campaign's messages from us; None: there is none, or it has
        no message."""
        if self._directory is None:
            return None
        folders = [self._directory / name for name in folders_to(campaign)]
        if (found := first_trouble(folders)) is None:
            return None
        sample = audio_files.some_spoken(campaign, SAMPLE)
        if not sample or any(is_there(self._directory / path, ms) for path, ms in sample):
            return None
        return LostFolder(str(found.folder), found.trouble, found.error)

    def gone(self, candidate: Candidate) -> bool:
        """Whether the message that the record says is spoken is not on the disk, or not whole."""
        if self._directory is None or candidate.audio is not RecordAudio.READY:
            return False
        return not is_there(self._directory / candidate.audio_path, candidate.audio_ms)

    def find_again(self, after: int, now: datetime) -> int | None:
        """Of the next records whose messages were gone, those count again whose are back.

        The number of the last that was looked at; None: there are no more.
        """
        if self._directory is None:
            return None
        records = audio_files.gone(after, BATCH)
        back = [one.id for one in records if is_whole(self._directory / one.path, one.ms)]
        if back:
            with transaction():
                audio_files.found_again(back, now)
            log.info(line("audio.found_again", records=len(back)))
        return records[-1].id if len(records) == BATCH else None
