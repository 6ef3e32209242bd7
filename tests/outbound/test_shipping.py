"""Records that stayed on the switch's machine: posted until the dialer has them, then deleted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from gevent.pywsgi import WSGIServer

from esl_dialer.core.calls.detail_records import Shipped
from esl_dialer.outbound.detail_records import LOOK_S, TRIES, ship
from tests.esl.recorded import FIXTURES

SECRET = "sixteen letters and more"
NAMES = [
    f"{name}.cdr.json"
    for name in (
        "a_00000000-0000-4000-8000-000000000001",
        "a_00000000-0000-4000-8000-000000000002",
        "00000000-0000-4000-8000-000000000052",
    )
]


class Receiver:
    """Answers each post with the next of ``answers``, the last one for ever."""

    def __init__(self) -> None:
        self.answers = [204]
        self.taken: list[bytes] = []
        self.authorizations: set[str] = set()
        self._server = WSGIServer(("127.0.0.1", 0), self._answer, log=None)
        self._server.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/cdr"

    def close(self) -> None:
        self._server.stop()

    def _answer(self, environ, start) -> list[bytes]:
        self.authorizations.add(environ["HTTP_AUTHORIZATION"])
        data = environ["wsgi.input"].read()
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.taken += [data] if status == 204 else []
        start(f"{status} told", [("Content-Length", "0")])
        return [b""]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    started = Receiver()
    yield started
    started.close()


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """Three records of the switch, the first the oldest."""
    for age, name in enumerate(reversed(NAMES)):
        (tmp_path / name).write_bytes((FIXTURES / name).read_bytes())
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    return tmp_path


def contents() -> list[bytes]:
    return [(FIXTURES / name).read_bytes() for name in NAMES]


class Rests(list):
    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def test_every_record_is_posted_and_then_deleted(receiver: Receiver, left: Path) -> None:
    rests = Rests()
    assert ship(left, receiver.url, SECRET, rest=rests) == Shipped(3, frozenset(), 0)
    assert receiver.taken == contents()
    assert list(left.iterdir()) == []
    assert len(receiver.authorizations) == 1
    assert rests == []


@pytest.mark.parametrize("status", [500, 503, 401, 404, 302])
def test_while_it_is_not_taken_a_record_stays_and_rests_grow(
    receiver: Receiver, left: Path, status: int
) -> None:
    rests = Rests()
    receiver.answers = [204, status, status, 204]
    assert ship(left, receiver.url, SECRET, rest=rests) == Shipped(3, frozenset(), 0)
    assert receiver.taken == contents()
    assert rests == [2, 4]


def test_a_dialer_that_stays_away_leaves_all_where_it_is(receiver: Receiver, left: Path) -> None:
    rests = Rests()
    receiver.close()
    assert ship(left, receiver.url, SECRET, rest=rests) == Shipped(0, frozenset(), 3)
    assert sorted(path.name for path in left.iterdir()) == sorted(NAMES)
    assert rests == [2, 4, 8, 16, 32][: TRIES - 1]


def test_what_is_no_record_is_left_and_does_not_stop_the_others(
    receiver: Receiver, left: Path
) -> None:
    (left / "a_half.cdr.json").write_bytes(contents()[0][:50])
    os.utime(left / "a_half.cdr.json", (1e9 - 9, 1e9 - 9))
    (left / "notes.txt").write_text("mine")
    shipped = ship(left, receiver.url, SECRET, rest=Rests())
    assert shipped == Shipped(3, frozenset({"a_half.cdr.json"}), 0)
    assert sorted(path.name for path in left.iterdir()) == ["a_half.cdr.json", "notes.txt"]


def test_a_file_that_is_just_being_written_waits(receiver: Receiver, left: Path) -> None:
    (left / "a_half.cdr.json").write_bytes(contents()[0][:50])
    shipped = ship(left, receiver.url, SECRET, rest=Rests())
    assert (shipped.sent, shipped.refused, shipped.left) == (3, frozenset(), 1)


def test_who_follows_ships_what_comes_later(receiver: Receiver, left: Path) -> None:
    later = left / "a_00000000-0000-4000-8000-000000000009.cdr.json"
    rests: list[float] = []

    class Enough(Exception):
        pass

    def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 1:
            later.write_bytes(contents()[0])
        elif not list(left.iterdir()):
            raise Enough

    with pytest.raises(Enough):
        ship(left, receiver.url, SECRET, follow=True, rest=rest)
    assert len(receiver.taken) == 4
    assert rests == [LOOK_S, LOOK_S]
