"""Streams recorded from a real FreeSWITCH 1.11: every byte it sent on one connection."""

from collections.abc import Iterable
from pathlib import Path

from esl_dialer.esl.frames import EVENT_TYPES, Event, Frame, FrameReader, read_event

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.bin"))


def stream(name: str) -> bytes:
    return (FIXTURES / f"{name}.bin").read_bytes()


def frames_of(chunks: Iterable[bytes]) -> list[Frame]:
    """The frames of a stream given in pieces; it must end where a frame ends."""
    reader = FrameReader()
    found: list[Frame] = []
    for chunk in chunks:
        reader.receive(chunk)
        while (frame := reader.next_frame()) is not None:
            found.append(frame)
    assert not reader.unfinished
    return found


def events_of(name: str) -> list[Event]:
    frames = frames_of([stream(name)])
    return [read_event(frame) for frame in frames if frame.content_type in EVENT_TYPES]
