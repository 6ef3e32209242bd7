"""The simulator's own log: what really happened, as the carrier saw it. Tests believe this.

JSON lines, appended one write each: ``at`` (instant of the simulator's clock), ``event`` (INVITE,
RING, ANSWER, PLAY, PLAYED, KEY, BRIDGE, HANGUP), ``uuid``, ``number``, ``role`` and what that event
adds: INVITE ``nth``, ``scenario``, ``caller_id``, ``caller_name``, ``variables``; KEY ``key``;
BRIDGE ``other``; HANGUP ``cause`` and ``by`` (carrier or switch).
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.carrier import national


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``fields`` is all of it, as parsed."""

    at: datetime
    event: str
    uuid: str
    number: str
    role: LegRole
    fields: Mapping[str, object]


class WitnessLog:
    """Appends; a line is complete or absent, whatever kills the process. Raises OSError."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _finish_last_line(path)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, fields: Mapping[str, object]) -> None:
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        os.write(self._file, line.encode(errors="replace") + b"\n")

    def close(self) -> None:
        os.close(self._file)


def read_witness(path: Path) -> Iterator[Entry]:
    """Every complete line; one cut short by a kill is passed over. No file is an empty log."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if (entry := _entry(line)) is not None:
                yield entry


def dials_so_far(path: Path) -> Counter[tuple[str, LegRole]]:
    """How often each number was dialed in each role: what the next run counts on from."""
    dials: Counter[tuple[str, LegRole]] = Counter()
    for entry in read_witness(path):
        if entry.event == "INVITE":
            nth = entry.fields.get("nth")
            key = (national(entry.number), entry.role)
            dials[key] = nth if isinstance(nth, int) else dials[key] + 1
    return dials


def _entry(line: bytes) -> Entry | None:
    try:
        fields = json.loads(line)
        return Entry(
            at=datetime.fromisoformat(fields["at"]),
            event=fields["event"],
            uuid=fields["uuid"],
            number=fields["number"],
            role=LegRole(fields["role"]),
            fields=fields,
        )
    except (ValueError, KeyError, TypeError):
        return None


def _finish_last_line(path: Path) -> None:
    """A line cut short is ended, so that the next one stands alone."""
    if path.exists() and path.stat().st_size:
        with path.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
