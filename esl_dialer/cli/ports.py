"""What the command line is given by the composition root: ways into the rest of the house."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esl_dialer.core.calls.detail_records import Ship
from esl_dialer.core.lists.addresses import Download
from esl_dialer.core.notices.notifiers import Notifiers
from esl_dialer.core.reports.delivery import FileUploader

if TYPE_CHECKING:
    from esl_dialer.services.context import Context


@dataclass(frozen=True, slots=True)
class Ports:
    """``context`` opens the database and says who asks; the others run until they are stopped."""

    context: Callable[[], "Context"]
    unopened: Callable[[], "Context"]
    """The same without a database."""
    serve: Callable[[str], int]
    """By role: ``all``, ``engine``, ``web``, ``audio``, ``worker``. Returns the exit code."""
    simulate_switch: Callable[[], int]
    demo: Callable[[], int]
    engine: Callable[["Context"], AbstractContextManager[None]]
    """A working engine for the length of a ``with``; the one that lives already, if any does."""
    engine_with_audio: Callable[["Context"], AbstractContextManager[None]]
    """As ``engine``, with someone who speaks quick tests."""
    rehearsal: Callable[[str], AbstractContextManager["Context"]]
    """The context of a campaign's copy, at that database, with an engine that calls nobody."""
    generate_audio: Callable[["Context", int], Iterator[tuple[int, int, int]]]
    """Does an audio job in the foreground: (done, failed, total) as it goes on."""
    trim_audio_cache: Callable[[int], int]
    """Deletes the longest unused sentences until so many bytes are left; returns how many."""
    courier: Callable[[], FileUploader]
    """How files leave by SFTP."""
    couriers: Callable[[], Notifiers]
    """How notices leave by mail and webhook."""
    probe_switch: Callable[[Sequence[str]], Mapping[str, str]]
    """Asks the switch each question; raises ServiceError when it can't be reached."""
    download: Download
    """How lists are fetched from addresses."""
    ship_records: Ship
