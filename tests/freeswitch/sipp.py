"""SIPp as everybody who is called: one scenario, the number's last two digits choose the branch."""

import os
import re
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port

HEADERS = """
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]party[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:party@[local_ip]:[local_port]>"""
SDP = """
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=party 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000
"""
EMPTY = "\n      Content-Length: 0\n\n"


def _reply(status: str, body: str = EMPTY) -> str:
    return f"<send><![CDATA[\n      SIP/2.0 {status}{HEADERS}{body}]]></send>"


RINGS = _reply("180 Ringing")
ANSWERS = _reply("200 OK", SDP) + '<recv request="ACK"/>'
EARLY = _reply("183 Session Progress", SDP)
HEARS_BYE = f'<recv request="BYE"/>{_reply("200 OK")}'


def _pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>'


def _refuses(status: str) -> str:
    return f'{_reply(status)}<recv request="ACK"/>'


def _keys(pcap: str) -> str:
    return f'<nop><action><exec play_pcap_audio="{pcap}"/></action></nop>'


def _own(method: str, cseq: int, body: str = EMPTY) -> str:
    """A request of the called party's own, in the dialog."""
    return f"""<send><![CDATA[
      {method} [$contact] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: [$to];tag=[pid]party[call_number]
      To: [$from]
      Call-ID: [call_id]
      CSeq: {cseq} {method}
      Max-Forwards: 70{body}]]></send><recv response="200"/>"""


INFO_1 = """
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal=1
      Duration=160
"""
PARTIES: dict[str, str] = {
    "11": RINGS + ANSWERS + _pause(2000) + _keys("key1.pcap") + HEARS_BYE,
    "12": RINGS + ANSWERS + _pause(2000) + _own("INFO", 10, INFO_1) + HEARS_BYE,
    "13": RINGS + ANSWERS + _pause(2000) + _keys("key2.pcap") + HEARS_BYE,
    "14": RINGS + ANSWERS + _pause(2000) + _keys("tone1.pcap") + HEARS_BYE,
    "20": RINGS + '<recv request="CANCEL"/>' + _reply("200 OK"),
    "21": EARLY + _pause(1500) + ANSWERS + HEARS_BYE,
    "22": RINGS + ANSWERS + _pause(2500) + _own("BYE", 10),
    "30": RINGS + _pause(500) + ANSWERS + HEARS_BYE,
    "86": RINGS + _refuses("486 Busy Here"),
    "84": _refuses("404 Not Found"),
    "80": _refuses("480 Temporarily Unavailable"),
    "53": _refuses("503 Service Unavailable"),
    "63": RINGS + _refuses("603 Decline"),
    "99": RINGS + _pause(1000) + ANSWERS + _pause(3000) + _own("BYE", 10),
}
"""By the last two digits: what that party does. 99 is the representative."""

REFUSING = dict.fromkeys(PARTIES, _refuses("503 Service Unavailable")) | {
    "54": RINGS + _pause(500) + _refuses("503 Service Unavailable"),
}  # fmt: skip
"""A trunk that takes nothing; 54 rings before it is refused."""


def scenario(table: Mapping[str, str]) -> str:
    names = [f"is{digits}" for digits in table]
    eregs = "".join(
        f'<ereg regexp="sip:[0-9]*{digits}@" search_in="hdr" header="To:" check_it="false"'
        f' assign_to="is{digits}"/>'
        for digits in table
    )
    whole = (
        '<ereg regexp="sip:[^>;]*" search_in="hdr" header="Contact:" assign_to="contact"/>'
        '<ereg regexp="<.*" search_in="hdr" header="To:" assign_to="to"/>'
        '<ereg regexp="<.*" search_in="hdr" header="From:" assign_to="from"/>'
    ).replace('"<.', '"&lt;.')
    jumps = "".join(f'<nop next="{digits}" test="is{digits}"/>' for digits in table)
    bodies = "".join(
        f'<label id="{digits}"/>{body}<nop next="1"/>' for digits, body in table.items()
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?><scenario name="parties">'
        f'<recv request="INVITE"><action>{whole}{eregs}</action></recv>'
        f'{jumps}{bodies}<label id="1"/>{_pause(500)}'
        f'<Reference variables="contact,to,from,{",".join(names)}"/></scenario>'
    )


@dataclass
class Seen:
    """What SIPp's trace says of the calls to one number."""

    invites: int = 0
    answers: set[int] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    """Their Call-IDs."""


class Parties:
    """Files of its own in ``directory``; RTP from ``media_port`` on; ``port`` 0: any."""

    def __init__(
        self, directory: Path, table: Mapping[str, str], media_port: int, port: int
    ) -> None:
        directory.mkdir(exist_ok=True)
        self.port = port or free_port()
        self._trace = directory / "messages.log"
        (directory / "parties.xml").write_text(scenario(table), encoding="latin-1")
        for key in (1, 2):
            write_key_press(directory / f"key{key}.pcap", key)
        write_tone(directory / "tone1.pcap", 1)
        self._process = subprocess.Popen(
            ["sipp", "-sf", "parties.xml", "-i", "127.0.0.1", "-p", str(self.port), "-nostdin",
             "-mi", "127.0.0.1", "-mp", str(media_port),
             "-trace_msg", "-message_file", str(self._trace)],
            cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"TERM": "dumb"},
        )  # fmt: skip

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def runs(self) -> bool:
        """Whether it takes calls: its port is taken."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return self._process.poll() is None
        return False

    def seen(self) -> dict[str, Seen]:
        """By number dialed."""
        text = self._trace.read_text(errors="replace") if self._trace.exists() else ""
        found: dict[str, Seen] = {}
        numbers: dict[str, str] = {}
        for message in re.split(r"^-{10,}.*$", text, flags=re.MULTILINE):
            call = re.search(r"^Call-ID:\s*(\S+)", message, re.MULTILINE)
            first = re.search(r"^(SIP/2.0 (\d+)|([A-Z]+) sip:(\d*))", message, re.MULTILINE)
            if call is None or first is None:
                continue
            if first[3] == "INVITE":
                numbers[call[1]] = first[4]
                found.setdefault(first[4], Seen()).invites += 1
                found[first[4]].calls.add(call[1])
            seen = found[numbers[call[1]]]
            if first[2]:
                seen.answers.add(int(first[2]))
            else:
                seen.methods.add(first[3])
        return found


@contextmanager
def parties(
    directory: Path,
    table: Mapping[str, str] = PARTIES,
    media_port: int = 44000,
    port: int = 0,
) -> Iterator[Parties]:
    started = Parties(directory, table, media_port, port)
    try:
        yield started
    finally:
        started.close()


def missing() -> str:
    """Why SIPp can't be used; empty when it can."""
    if shutil.which("sipp") is None:
        return "no SIPp: apt-get install sip-tester"
    return "" if os.getuid() == 0 else "SIPp plays keys over a raw socket: only as root"


def write_key_press(path: Path, key: int) -> None:
    """A key as RFC 2833 sends it, in a capture file: 160 ms, then three times the end."""
    write_capture(path, [_event(key, n, min(n, 8) * 160, end=n > 8) for n in range(1, 12)])


DTMF_HZ = {1: (697, 1209), 2: (697, 1336)}
"""ITU-T Q.23."""


def write_tone(path: Path, key: int) -> None:
    """A key as 120 ms of its two tones between silences, G.711 mu-law, made by sox."""
    low, high = DTMF_HZ[key]
    made = subprocess.run(
        ["sox", "-n", "-t", "ul", "-r", "8000", "-c", "1", "-", "synth", "0.12",
         "sine", str(low), "sine", str(high), "remix", "1,2", "gain", "-6", "pad", "0.1", "0.5"],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    frames = [made[start : start + 160] for start in range(0, len(made) - 159, 160)]
    write_capture(path, [_audio(n, frame) for n, frame in enumerate(frames)])


def write_capture(path: Path, packets: list[bytes]) -> None:
    """RTP packets, 20 ms apart."""
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for n, packet in enumerate(packets, 1):
        frame = b"\0" * 12 + b"\x08\x00" + _ip(packet)
        data += struct.pack("<IIII", 0, n * 20_000, len(frame), len(frame)) + frame
    path.write_bytes(data)


def _audio(n: int, payload: bytes) -> bytes:
    marker = 0x80 if n == 0 else 0
    return struct.pack("!BBHII", 0x80, marker, 1000 + n, 160_000 + 160 * n, 0x1234) + payload


def _event(key: int, n: int, duration: int, *, end: bool) -> bytes:
    marker = 0x80 if n == 1 else 0
    rtp = struct.pack("!BBHII", 0x80, marker | 101, 1000 + n, 160_000, 0x1234)
    return rtp + struct.pack("!BBH", key, 0x80 | 10 if end else 10, duration)


def _ip(payload: bytes) -> bytes:
    udp = struct.pack("!HHHH", 44000, 44002, 8 + len(payload), 0) + payload
    home = bytes([127, 0, 0, 1])
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + home + home + udp
