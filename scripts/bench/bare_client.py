#!/usr/bin/env python3
"""A client that originates and listens, and nothing else: what a call costs at the very least.

    scripts/bench/bare_client.py PORT PASSWORD --numbers FILE --cps 20

Commands go out at their instants without waiting for replies, events are read as they come and each
end of a call is counted. Prints JSON: milliseconds of CPU a call, calls a second, calls.
"""

import argparse
import json
import re
import resource
import selectors
import socket
import sys
import time
import uuid
from pathlib import Path

EVENTS = (
    "CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_BRIDGE"
    " CHANNEL_HANGUP_COMPLETE PLAYBACK_START DTMF BACKGROUND_JOB"
)
DIAL_STRING = "sofia/gateway/carrier/{number}"
LENGTH = re.compile(rb"Content-Length: (\d+)")
ENDED = b'"Event-Name":"CHANNEL_HANGUP_COMPLETE"'
QUIET_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("password")
    parser.add_argument("--numbers", type=Path, required=True)
    parser.add_argument("--sound", required=True)
    parser.add_argument("--cps", type=float, required=True)
    parser.add_argument("--dial-string", default=DIAL_STRING)
    options = parser.parse_args()
    numbers = options.numbers.read_text(encoding="utf-8").split()
    client = Client(options.port, options.password)
    before, begun = cpu(), time.monotonic()
    last_start = client.call(numbers, options.dial_string, options.sound, options.cps)
    spent = 1000 * (cpu() - before) / len(numbers)
    cps = (len(numbers) - 1) / max(last_start - begun, 1e-9)
    print(json.dumps({"cpu": spent, "cps": cps, "calls": len(numbers), "ended": client.ended}))


class Client:
    def __init__(self, port: int, password: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=QUIET_S)
        self._socket.sendall(f"auth {password}\n\nevent json {EVENTS}\n\n".encode())
        self._bytes = bytearray()
        self.ended = 0

    def call(self, numbers: list[str], dial_string: str, sound: str, cps: float) -> float:
        """Until the last call has ended; returns when the last began."""
        waits = selectors.DefaultSelector()
        waits.register(self._socket, selectors.EVENT_READ)
        begun, sent, last = time.monotonic(), 0, time.monotonic()
        while self.ended < len(numbers):
            while sent < len(numbers) and time.monotonic() >= begun + sent / cps:
                self._originate(dial_string.replace("{number}", numbers[sent]), sound)
                sent, last = sent + 1, time.monotonic()
            ahead = begun + sent / cps - time.monotonic() if sent < len(numbers) else QUIET_S
            if waits.select(max(0.0, ahead)):
                self._read()
            elif sent == len(numbers):
                sys.exit(f"{self.ended} of {sent} calls ended")
        return last

    def _originate(self, dial_string: str, sound: str) -> None:
        call = str(uuid.uuid4())
        line = f"bgapi originate {{origination_uuid={call}}}{dial_string} &playback({sound})"
        self._socket.sendall(f"{line}\nJob-UUID: {call}\n\n".encode())

    def _read(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            sys.exit("the switch closed the connection")
        self._bytes += data
        while (end := self._bytes.find(b"\n\n")) >= 0:
            found = LENGTH.search(self._bytes, 0, end)
            whole = end + 2 + (int(found[1]) if found else 0)
            if len(self._bytes) < whole:
                return
            self.ended += ENDED in self._bytes[end + 2 : whole]
            del self._bytes[:whole]


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
