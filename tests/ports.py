"""Ports for servers that tests start."""

import os
import socket
from itertools import count

FIRST, HOW_MANY = 10_000, 6_000
"""Below those that outgoing connections and FreeSWITCH's media get, which therefore take none."""

NO_BROWSERS = 10_080
"""Browsers open no page at it: it is on the Fetch standard's list of bad ports."""

_next = count(os.getpid() * 97)
"""Test processes side by side begin at different ports."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on, and that this process did not name before."""
    while True:
        port = FIRST + next(_next) % HOW_MANY
        if port == NO_BROWSERS:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
