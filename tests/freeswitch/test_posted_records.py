"""A switch elsewhere: its detail records are posted, or fall back to files and are shipped."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from esl_dialer.core.calls.detail_records import leg_named
from esl_dialer.core.words import CallState, Outcome
from esl_dialer.store import models
from tests.freeswitch.faults import (
    Witness,
    check,
    database,
    finish,
    install,
    kill,
    ringing_or_talking,
)
from tests.freeswitch.machine import Dialer, RealSwitch, until
from tests.ports import free_port

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
SECRET = "sixteen-letters-and-more"
LIVE = 8


class Remote:
    """A switch that posts, and the dialer's processes, each of which can be killed."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/cdr"
        self.switch = RealSwitch(
            directory, DIALER_FS_CDR_URL=self.url, DIALER_FS_CDR_CRED=f"dialer:{SECRET}",
            DIALER_FS_RTP_FIRST="43000", DIALER_FS_RTP_LAST="43998",
        )  # fmt: skip
        data = directory / "data"
        data.mkdir()
        self.dialer = Dialer(
            data, self.switch, ESL_DIALER_CDR="", ESL_DIALER_CDR_SECRET=SECRET,
            ESL_DIALER_PORT=str(self.port), ESL_DIALER_REHEARSAL="1",
        )  # fmt: skip
        self.processes: list[subprocess.Popen[bytes]] = []

    def start_engine(self) -> None:
        self.processes.append(self.dialer.engine())

    def start_web(self) -> None:
        with (self.dialer.data / "web.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "esl_dialer", "serve", "--role", "web"],
                    env=self.dialer.environ, stdout=log, stderr=log,
                )
            )  # fmt: skip
        until(self._web_listens)

    def _web_listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill_all(self) -> None:
        while self.processes:
            kill(self.processes.pop())

    def taken(self) -> set[str]:
        """Legs whose records the dialer has."""
        return _legs(self.dialer.data / "cdr")

    def fallen_back(self) -> set[str]:
        """Legs whose records stayed on the switch's machine."""
        return _legs(self.switch.cdr)

    def unheard(self) -> set[str]:
        """Calls that ring or talk, as far as the dialer knows."""
        with database(self.dialer.data):
            live = models.Attempt.state.in_([CallState.RINGING, CallState.ANSWERED])
            return {row.id for row in models.Attempt.select().where(live)}

    def lost(self) -> set[str]:
        """Claims that were never sent count as lost: without its record a call may have rung."""
        with database(self.dialer.data):
            lost = models.Attempt.outcome == Outcome.LOST
            return {row.id for row in models.Attempt.select().where(lost)}


def _legs(directory: Path) -> set[str]:
    return {leg for path in directory.iterdir() if (leg := leg_named(path.name))}


@pytest.fixture
def remote(machine: Path) -> Iterator[Remote]:
    directory = machine / "posting"
    directory.mkdir()
    made = Remote(directory)
    made.switch.start()
    yield made
    made.kill_all()
    made.switch.stop()


@pytest.fixture
def witness(remote: Remote) -> Iterator[Witness]:
    seen = Witness(remote.switch)
    yield seen
    seen.close()


def test_what_the_dialer_did_not_hear_it_is_told(remote: Remote, witness: Witness) -> None:
    install(remote.dialer, 40)
    remote.start_web()
    remote.start_engine()
    until(lambda: ringing_or_talking(remote.dialer.data) >= LIVE)
    kill(remote.processes.pop())
    posted = remote.unheard()
    until(lambda: posted <= remote.taken() | remote.fallen_back())
    assert len(posted & remote.taken()) >= LIVE // 2, "a post has 3 s: a full machine misses some"

    remote.start_engine()
    until(lambda: len(remote.unheard() - posted) >= LIVE)
    remote.kill_all()
    before, away = remote.taken(), remote.unheard()
    until(lambda: away <= before | remote.fallen_back())
    until(lambda: remote.switch.calls() == 0)
    assert remote.taken() == before
    left = remote.fallen_back()
    assert len(left & away) >= LIVE // 2

    remote.start_web()
    remote.start_engine()
    told = remote.dialer("ship-cdr", str(remote.switch.cdr), remote.url)
    assert told == f"{len(left)} shipped, 0 left\n"
    assert remote.taken() >= left
    finish(remote.dialer)
    placed = witness.placed()
    outcomes = check(remote.dialer, witness, may_lose=len(remote.lost()))
    assert not remote.lost() & set(placed), "a call that rang is settled by its record"
    assert remote.dialer.log.count("verdict=recorded") >= len(left & away)
    assert outcomes[Outcome.TRANSFERRED] >= 3
    assert outcomes[Outcome.WRONG_PERSON] >= 3
