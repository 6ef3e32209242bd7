"""Requests that are sent half, or too slowly: each ends, in its time."""

import socket
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from webui.pace import Bounds, PacedSocket

BOUNDS = Bounds(idle=75, head=20, silence=30, slowest=100)


@dataclass
class Wire:
    """A client that sends each piece so many seconds after the one before; then nothing."""

    pieces: list[tuple[float, bytes]]
    now: float = 1000.0
    timeout: float = 0.0
    asked: list[float] = field(default_factory=list)

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0
        self.timeout = seconds
        self.asked.append(seconds)

    def recv_into(self, buffer) -> int:
        after, data = self.pieces[0] if self.pieces else (1e9, b"")
        if after > self.timeout:
            self.now += self.timeout
            raise TimeoutError
        self.now += after
        taken = data[: len(buffer)]
        buffer[: len(taken)] = taken
        self.pieces = ([(0.0, data[len(taken) :])] if data[len(taken) :] else []) + self.pieces[1:]
        return len(taken)


def read_all(paced, wire):
    """Seconds until it ended."""
    began, buffer = wire.now, memoryview(bytearray(64))
    with suppress(TimeoutError):
        while True:
            paced.readinto(buffer)
    assert paced.late
    return wire.now - began


def paced_on(wire):
    return PacedSocket(wire, BOUNDS, lambda: wire.now)


def test_a_connection_on_which_nothing_comes_ends():
    wire = Wire([])
    assert read_all(paced_on(wire), wire) == BOUNDS.idle


def test_a_head_that_is_sent_half_ends():
    wire = Wire([(10, b"GET / HT")])
    assert read_all(paced_on(wire), wire) == 10 + BOUNDS.head


def test_a_head_that_trickles_ends_as_soon():
    wire = Wire([(5.0, b"x")] * 1000)
    assert read_all(paced_on(wire), wire) == 5 + BOUNDS.head


def test_a_body_that_stops_ends():
    wire = Wire([(0, b"x" * 64)])
    paced = paced_on(wire)
    paced.expect_body()
    assert read_all(paced, wire) == BOUNDS.silence


def test_a_body_that_trickles_ends_though_it_is_never_silent():
    wire = Wire([(10.0, b"x" * 64)] * 10_000)
    paced = paced_on(wire)
    paced.expect_body()
    assert read_all(paced, wire) < 2 * BOUNDS.silence + 64


def test_a_body_that_comes_steadily_has_all_its_time():
    wire = Wire([(0.5, b"x" * 64)] * 10_000)
    paced, buffer = paced_on(wire), memoryview(bytearray(64))
    paced.expect_body()
    assert sum(paced.readinto(buffer) for _ in range(10_000)) == 640_000


def test_the_next_request_of_a_connection_has_its_own_time():
    wire = Wire([(1, b"GET /"), (70, b"GET /"), (1, b"x")])
    paced, buffer = paced_on(wire), memoryview(bytearray(64))
    paced.readinto(buffer)
    paced.wait_for_request()
    assert paced.readinto(buffer) == 5
    assert paced.readinto(buffer) == 1


def test_who_was_late_is_not_read_again():
    wire = Wire([(80, b"GET /")])
    paced = paced_on(wire)
    read_all(paced, wire)
    assert paced.late
    paced.wait_for_request()
    assert read_all(paced, wire) == 0


@given(st.lists(st.tuples(st.floats(0, 40), st.integers(1, 200)), max_size=40))
def test_however_it_comes_it_ends(pieces):
    wire = Wire([(after, b"x" * size) for after, size in pieces])
    paced = paced_on(wire)
    paced.expect_body()
    total = sum(size for _, size in pieces)
    assert read_all(paced, wire) <= BOUNDS.silence * 2 + total / BOUNDS.slowest


def test_it_reads_a_real_socket():
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"GET")
        paced, buffer = PacedSocket(here, BOUNDS), memoryview(bytearray(64))
        assert paced.readinto(buffer) == 3
        there.close()
        assert paced.readinto(buffer) == 0
