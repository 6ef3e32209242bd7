"""Bytes to commands: any cuts, any sizes, and no more than the bounds."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.simulator.socket.reading import (
    MOST_BODY,
    MOST_HEAD,
    STRANGER_MOST_BODY,
    STRANGER_MOST_HEAD,
    Command,
    CommandReader,
    TooMuch,
)
from tests.simulator.crank import Crank


def commands(*pieces: bytes, trusted: bool = False) -> list[Command]:
    reader = CommandReader()
    if trusted:
        reader.trust()
    found = []
    for piece in pieces:
        reader.receive(piece)
        while (command := reader.next()) is not None:
            found.append(command)
    return found


def test_a_command_has_a_line_headers_and_a_body() -> None:
    (command,) = commands(b"\n\r\nsendmsg u\r\nA: b\nA: c\nContent-Length: 4\n\n\r\n\r\n")
    assert command.line == "sendmsg u"
    assert command.headers == {"a": "b", "content-length": "4"}
    assert command.given == (("A", "b"), ("A", "c"), ("Content-Length", "4"))
    assert command.body == "\r\n\r\n"


@given(st.lists(st.integers(1, 200), max_size=20))
def test_commands_come_in_any_cuts(cuts: list[int]) -> None:
    wire = (
        b"\r\n\nauth x\r\n\r\nevent plain ALL\n\r\nsendmsg u\nContent-Length: 3\n\n\n\n\nexit\n\n"
    )
    edges = [0, *sorted(set(cuts)), len(wire)]
    pieces = [wire[start:end] for start, end in itertools.pairwise(edges)]
    assert commands(*pieces) == commands(wire)
    assert [command.line for command in commands(wire)] == [
        *("auth x", "event plain ALL", "sendmsg u", "exit"),
    ]


@pytest.mark.parametrize("length", ["²", "٣", "abc", "", "0", "-0"])
def test_digits_that_are_no_digits_announce_nothing(length: str) -> None:
    wire = f"sendmsg u\nContent-Length: {length}\n\nexit\n\n".encode()
    assert [command.line for command in commands(wire)] == ["sendmsg u", "exit"]


@pytest.mark.parametrize(
    ("length", "trusted"),
    [
        *((-1, True), (MOST_BODY + 1, True), (10**18, True)),
        *((STRANGER_MOST_BODY + 1, False), (-1, False)),
    ],
)
def test_a_body_beyond_the_bounds_is_refused_when_it_is_announced(
    length: int, trusted: bool
) -> None:
    with pytest.raises(TooMuch):
        commands(f"x\nContent-Length: {length}\n\n".encode(), trusted=trusted)


@pytest.mark.parametrize(("most", "trusted"), [(MOST_HEAD, True), (STRANGER_MOST_HEAD, False)])
def test_a_line_without_an_end_is_refused(most: int, trusted: bool) -> None:
    assert commands(b"x" * most, trusted=trusted) == []
    with pytest.raises(TooMuch):
        commands(b"x" * most, b"x", trusted=trusted)


def test_a_body_within_the_bounds_may_come_in_many_pieces() -> None:
    """Each byte is looked at once: sixteen million of them in pieces of a thousand."""
    piece = b"y" * 1024
    head = f"x\nContent-Length: {MOST_BODY}\n\n".encode()
    (command,) = commands(head, *([piece] * (MOST_BODY // len(piece))), trusted=True)
    assert len(command.body) == MOST_BODY


def test_a_stranger_that_sends_too_much_is_shown_out_and_nobody_else_is() -> None:
    crank = Crank()
    stranger, client = crank.switch.connect(), crank.switch.connect()
    client.receive(b"auth secret\n\n")
    stranger.receive(b"auth x\nContent-Length: 30000000\n\n")
    assert stranger.closed
    assert stranger.take_output().endswith(b"See you at ClueCon! http://www.cluecon.com/\n")
    stranger.receive(b"x" * 1_000_000)
    client.take_output()
    client.receive(b"api uuid_exists x\n\n")
    assert client.take_output().endswith(b"\n\nfalse")
