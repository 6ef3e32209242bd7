"""Ships detail records from the switch's machine to a dialer elsewhere: what mod_json_cdr could not
post is in files, and each is posted until the dialer has written it."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import requests

from esl_dialer.core.calls.detail_records import Shipped, leg_in, leg_named, pause_s
from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)

USER = "dialer"
TRIES = 6
"""Rounds in a row that fail before a shipper that does not follow gives up (a minute)."""

LOOK_S = 10.0
"""Seconds between two looks at the directory, when following."""

HALF_WRITTEN_S = 60.0
"""A file that is not whole after so many seconds will not become so."""

TIMEOUT_S = 15.0
WORTHLESS = frozenset({400, 413})
"""What the dialer says of a file that is no record: it is left, and not sent again."""


class Unreachable(Exception):
    """The dialer did not take a good record; the text says why."""


def ship(
    directory: Path,
    url: str,
    secret: str,
    *,
    follow: bool = False,
    rest: Callable[[float], None] = time.sleep,
) -> Shipped:
    """Post every record, delete each that was taken. After a failure rest, longer each time, and
    try again, ``TRIES`` times; ``follow``: for ever, and what comes later too. OSError when the
    directory can't be read."""
    shipper = Shipper(directory, url, secret)
    failures = 0
    while True:
        failures = failures + 1 if shipper.round() else 0
        if not follow and (not failures or failures >= TRIES):
            return shipper.shipped()
        rest(pause_s(failures) if failures else LOOK_S)


class Shipper:
    def __init__(self, directory: Path, url: str, secret: str) -> None:
        self._directory, self._url = directory, url
        self._session = requests.Session()
        self._session.auth = (USER, secret)
        self._sent = 0
        self._refused: set[str] = set()

    def shipped(self) -> Shipped:
        left = [path for path in self._waiting() if path.name not in self._refused]
        return Shipped(self._sent, frozenset(self._refused), len(left))

    def round(self) -> str:
        """One try for each file; why it broke off, empty when it did not."""
        for path in self._waiting():
            try:
                self._one(path)
            except Unreachable as error:
                log.warning(line("cdr.not_shipped", error=error))
                return str(error)
        return ""

    def _waiting(self) -> Iterator[Path]:
        """The files of records, the oldest first."""
        named = [p for p in self._directory.iterdir() if leg_named(p.name)]
        yield from sorted(named, key=lambda path: (path.stat().st_mtime, path.name))

    def _one(self, path: Path) -> None:
        if path.name in self._refused:
            return
        data = path.read_bytes()
        if not leg_in(data):
            if time.time() - path.stat().st_mtime > HALF_WRITTEN_S:
                self._refuse(path, "not a whole record")
            return
        status = self._post(data)
        if status in WORTHLESS:
            self._refuse(path, f"the dialer answers {status}")
        elif 200 <= status < 300:
            path.unlink()
            self._sent += 1
        else:
            raise Unreachable(f"{self._url} answers {status}")

    def _post(self, data: bytes) -> int:
        try:
            answer = self._session.post(
                self._url,
                data=data,
                headers={"Content-Type": "application/json"},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Unreachable(f"{self._url}: {error}") from error
        return answer.status_code

    def _refuse(self, path: Path, why: str) -> None:
        log.warning(line("cdr.refused", file=path.name, why=why))
        self._refused.add(path.name)
