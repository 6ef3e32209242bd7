"""Phones that answer: just enough SIP over UDP, and everything that reaches their RTP ports.

Independent of FreeSWITCH: what they heard is what came over the wire, with the instant of each
packet's arrival.
"""

import re
import struct
import time
from dataclasses import dataclass, field

import gevent
from gevent import socket
from gevent.event import Event

RTP_HEADER = 12
HOST = "127.0.0.1"


@dataclass
class Heard:
    """One call as the phone had it. Instants in seconds of a monotonic clock."""

    number: str
    invited: float
    answered: float = 0.0
    packets: list[tuple[float, int, int, bytes]] = field(default_factory=list)
    """Arrival, RTP sequence number, RTP timestamp, payload."""
    before_answer: int = 0
    ended: float = 0.0

    @property
    def first_packet(self) -> float:
        """Seconds from the answer to the first packet of audio."""
        return self.packets[0][0] - self.answered

    def audio(self) -> bytes:
        """The payloads in the order of their timestamps, each once."""
        once = {stamp: payload for _, _, stamp, payload in self.packets}
        return b"".join(once[stamp] for stamp in sorted(once))


class Phones:
    """All behind one SIP address. Each rings for ``ring`` seconds, then answers with PCMU."""

    def __init__(self, ring: float = 0.3, together: int = 0) -> None:
        self._ring, self._together = ring, together
        self.calls: dict[str, Heard] = {}
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind((HOST, 0))
        self.port = int(self._sip.getsockname()[1])
        self._gate = Event()
        self._greenlets = [gevent.spawn(self._serve)]

    def close(self) -> None:
        gevent.killall(self._greenlets)
        self._sip.close()

    def _serve(self) -> None:
        while True:
            data, peer = self._sip.recvfrom(65_536)
            text = data.decode(errors="replace")
            method, _, rest = text.partition(" ")
            call = _header(text, "Call-ID")
            if method == "INVITE" and call not in self.calls:
                number = re.split(r"[:@]", rest)[1]
                self.calls[call] = Heard(number, time.monotonic())
                self._greenlets.append(gevent.spawn(self._answer, text, peer, self.calls[call]))
            elif method in ("BYE", "CANCEL"):
                self._sip.sendto(_reply(text, "200 OK"), peer)
                self.calls[call].ended = time.monotonic()

    def _answer(self, invite: str, peer: tuple[str, int], heard: Heard) -> None:
        rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        rtp.bind((HOST, 0))
        self._greenlets.append(gevent.spawn(_listen, rtp, heard))
        self._sip.sendto(_reply(invite, "180 Ringing"), peer)
        gevent.sleep(self._ring)
        self._wait_for_the_others()
        ok = _reply(invite, "200 OK", _sdp(rtp.getsockname()[1]), self.port)
        heard.answered = time.monotonic()
        self._sip.sendto(ok, peer)

    def _wait_for_the_others(self) -> None:
        """With ``together``: nobody answers before so many ring."""
        if len(self.calls) >= self._together:
            self._gate.set()
        self._gate.wait()


def _listen(rtp: socket.socket, heard: Heard) -> None:
    try:
        _take_all(rtp, heard)
    finally:
        rtp.close()


def _take_all(rtp: socket.socket, heard: Heard) -> None:
    while True:
        data = rtp.recv(2048)
        now = time.monotonic()
        sequence, stamp = struct.unpack("!HI", data[2:8])
        if data[1] & 0x7F != 0:
            continue
        if not heard.answered:
            heard.before_answer += 1
        else:
            heard.packets.append((now, sequence, stamp, data[RTP_HEADER:]))


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


def _reply(request: str, status: str, sdp: str = "", port: int = 0) -> bytes:
    kept = [
        line
        for line in request.partition("\r\n\r\n")[0].split("\r\n")[1:]
        if line.lower().startswith(("via:", "from:", "call-id:", "cseq:", "record-route:"))
    ]
    to = _header(request, "To")
    to += "" if "tag=" in to else ";tag=phone"
    lines = [f"SIP/2.0 {status}", *kept, f"To: {to}"]
    if sdp:
        lines += [f"Contact: <sip:phone@{HOST}:{port}>", "Content-Type: application/sdp"]
    return "\r\n".join([*lines, f"Content-Length: {len(sdp)}", "", sdp]).encode()


def _sdp(port: int) -> str:
    return (
        f"v=0\r\no=phone 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
        "a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n"
    )
