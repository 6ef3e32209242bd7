"""What the pages are given by the composition root: ways into the rest of the house."""

from dataclasses import dataclass
from typing import Any, NoReturn

from esl_dialer.core.notices.notifiers import Notifiers
from esl_dialer.core.reports.delivery import FileUploader
from esl_dialer.services.speech.audio_cleanup import TrimCache


def _keep_all(_most: int) -> int:
    return 0


def _nowhere(*_: Any) -> NoReturn:
    raise NotImplementedError("these pages were given no way out")


_NOBODY = FileUploader(_nowhere, _nowhere)
_NO_ONE = Notifiers(_nowhere, _nowhere)


@dataclass(frozen=True, slots=True)
class Ports:
    """``trim_cache`` shortens the sentence cache; ``courier`` uploads files by SFTP; ``couriers``

    send notices by mail and webhook.
    """

    trim_cache: TrimCache = _keep_all
    courier: FileUploader = _NOBODY
    couriers: Notifiers = _NO_ONE
