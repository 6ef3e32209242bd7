"""A FreeSWITCH of this machine, started with ``scripts/switch`` in a directory of its own."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from processes import HERE, free_port

FIRST_RTP, LAST_RTP = 42000, 47998
MOST_SESSIONS, MOST_SESSIONS_A_SECOND = 10_000, 2_000
"""Far above what one machine reaches: what limits it is the machine."""


@dataclass(frozen=True, slots=True)
class RealSwitch:
    port: int
    password: str
    pid: int
    cdr: Path

    @property
    def url(self) -> str:
        return f"esl://:{self.password}@127.0.0.1:{self.port}"

    def starts(self, since: float) -> list[float]:
        """When each call went out from then on, in seconds since 1970, in order; from its detail
        records: ``a_`` is how those of calls that are not a leg of another begin."""
        texts = (path.read_text(errors="replace") for path in self.cdr.glob("a_*"))
        calls = (json.loads(text)["variables"] for text in texts)
        out = (call for call in calls if call.get("direction") == "outbound")
        return sorted(at for call in out if (at := int(call["start_uepoch"]) / 1e6) >= since)


def there() -> bool:
    """Whether there is one: ``FREESWITCH_BIN``, or on the path."""
    return bool(os.environ.get("FREESWITCH_BIN") or shutil.which("freeswitch"))


@contextmanager
def real_switch(directory: Path) -> Iterator[RealSwitch]:
    """It calls itself on loopback, as its rehearsal carrier. ``directory``: all may read it."""
    home, port, password = directory / "switch", free_port(), secrets.token_urlsafe(12)
    environ = os.environ | {
        "SWITCH_DIRECTORY": str(home),
        "DIALER_FS_PASSWORD": password,
        "DIALER_FS_PORT": str(port),
        "DIALER_FS_SIP_PORT": str(free_port()),
        "DIALER_FS_REHEARSAL_PORT": str(free_port()),
        "DIALER_FS_RTP_FIRST": str(FIRST_RTP),
        "DIALER_FS_RTP_LAST": str(LAST_RTP),
        "DIALER_FS_MAX_SESSIONS": str(MOST_SESSIONS),
        "DIALER_FS_SPS": str(MOST_SESSIONS_A_SECOND),
    }

    def script(verb: str) -> None:
        command = [str(HERE / "scripts" / "switch"), verb]
        subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)

    script("start")
    try:
        yield RealSwitch(port, password, int((home / "pid").read_text()), home / "cdr")
    finally:
        script("stop")
