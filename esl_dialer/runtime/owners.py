"""Names of processes that own work, so that others in the same place can tell whether they live."""

import os
import socket
import uuid
from pathlib import Path

PARTS = 3
"""Of a place: host, boot, the space of process numbers."""


def own_name() -> str:
    """This process."""
    return f"{_place()}:{os.getpid()}"


def lives(owner: str) -> bool:
    """Whether that process may live: False only of one of this place that is gone."""
    place, _, pid = owner.rpartition(":")
    if place != _place() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def same_boot(owner: str) -> bool:
    """Whether that process ran on this machine since it was last started."""
    place = owner.rpartition(":")[0].split("/")
    return len(place) == PARTS and place[1:2] == _place().split("/")[1:2]


def _place() -> str:
    """Where process numbers mean the same: this host, this boot, this container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
        return f"{socket.gethostname()}/{boot}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return f"{socket.gethostname()}/{uuid.uuid4().hex}"
