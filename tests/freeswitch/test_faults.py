"""Everything that breaks, on a real FreeSWITCH: no attempt twice, none lost, all settled."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import gevent
import pytest

from esl_dialer.core.words import CallState, Outcome, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.system import leases
from tests.freeswitch.faults import (
    NOT_DIALED,
    Witness,
    calls_by_state,
    check,
    count,
    database,
    dictated,
    finish,
    install,
    kill,
    open_calls,
    ringing_or_talking,
)
from tests.freeswitch.machine import PASSWORD, Dialer, RealSwitch, until
from tests.freeswitch.proxy import Wire

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
LIVE = 12
"""So many calls ring or talk when something breaks."""
SEEN_S = 30
"""Of a switch that hangs: a look at gateways comes within 5 s, 2 s later it is overdue, and the
lease that tells of it is renewed every 5."""


class Engines:
    """The engine's processes, one after the other."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self.now: subprocess.Popen[bytes] | None = None

    def start(self, **environ: str) -> None:
        self.now = self._dialer.engine(**environ)

    def kill(self) -> None:
        if self.now is not None:
            kill(self.now)
            self.now = None


@pytest.fixture
def rehearsing(dialer: Dialer) -> Dialer:
    dialer.environ |= {"ESL_DIALER_REHEARSAL": "1"}
    return dialer


@pytest.fixture
def engines(rehearsing: Dialer) -> Iterator[Engines]:
    started = Engines(rehearsing)
    yield started
    started.kill()


@pytest.fixture
def switch(running: RealSwitch) -> Iterator[RealSwitch]:
    """Whatever a test does, the next one finds it running, with its gateway, without calls."""
    yield running
    if "it is not running" in _status(running):
        running.start()
    running.signal(signal.SIGCONT)
    running.api("fsctl resume")
    running.api("fsctl sps 200")
    restore_gateway(running)
    running.api("hupall")
    until(lambda: running.calls() == 0)


def kill_gateway(switch: RealSwitch) -> None:
    switch.api("sofia profile rehearsal killgw rehearsal")
    until(lambda: not has_gateway(switch))


def restore_gateway(switch: RealSwitch) -> None:
    switch.api("sofia profile rehearsal rescan")
    until(lambda: has_gateway(switch))


def has_gateway(switch: RealSwitch) -> bool:
    return "Invalid" not in switch.api("sofia status gateway rehearsal")


def _status(switch: RealSwitch) -> str:
    try:
        return switch.script("status")
    except AssertionError as refused:
        return str(refused)


@pytest.fixture
def witness(switch: RealSwitch) -> Iterator[Witness]:
    seen = Witness(switch)
    yield seen
    seen.close()


def live(dialer: Dialer, calls: int = LIVE) -> None:
    until(
        lambda: ringing_or_talking(dialer.data) >= calls,
        lambda: (calls_by_state(dialer.data), dialer.log[-2000:]),
    )


def test_the_dialer_killed_mid_call(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    """Twice, and there is enough to dial for both, however many went out before the first."""
    install(rehearsing, 100)
    engines.start()
    live(rehearsing)
    engines.kill()
    engines.start()
    until(lambda: "took_up" in rehearsing.log.split("engine.took_up", 1)[-1])
    gevent.sleep(2)
    live(rehearsing)
    engines.kill()
    heard = open_calls(rehearsing.data)
    assert heard >= LIVE
    until(lambda: switch.calls() == 0)
    engines.start()
    finish(rehearsing)
    outcomes = check(rehearsing, witness)
    assert outcomes[Outcome.TRANSFERRED] >= 4
    assert outcomes[Outcome.WRONG_PERSON] >= 4
    assert rehearsing.log.count("verdict=recorded") >= heard // 2


def test_the_switch_killed_and_started_again(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    install(rehearsing, 30)
    engines.start()
    live(rehearsing)
    switch.kill()
    had = open_calls(rehearsing.data)
    switch.start()
    witness.listen()
    finish(rehearsing)
    outcomes = check(rehearsing, witness, may_lose=had + 2)
    assert outcomes[Outcome.LOST] >= 1
    assert "switch.down" in rehearsing.log


def test_the_switch_frozen_for_a_while(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    """For some 15 s: the pages say that it is away, no more is sent than was on its way, and what
    waited in its socket is not placed all at once."""
    install(rehearsing, 60)
    engines.start()
    live(rehearsing, 8)
    until(lambda: "switch: up" in standing(rehearsing))
    sent = models.Attempt.sent_at.is_null(False)
    switch.signal(signal.SIGSTOP)
    frozen = time.monotonic()
    try:
        until(lambda: "switch: frozen" in standing(rehearsing))
        assert time.monotonic() - frozen < SEEN_S
        before = count(rehearsing.data, sent), count(rehearsing.data)
        gevent.sleep(10)
        assert (count(rehearsing.data, sent), count(rehearsing.data)) == before
    finally:
        switch.signal(signal.SIGCONT)
    until(lambda: "switch: up" in standing(rehearsing))
    finish(rehearsing)
    assert "switch.stalled" in rehearsing.log
    assert "switch.answers_again" in rehearsing.log
    placed = witness.placed()
    assert [uuid for uuid, times in placed.items() if times > 1] == []
    with database(rehearsing.data):
        attempts = list(models.Attempt.select())
        counted = Counter(a.record_id for a in attempts if a.outcome not in NOT_DIALED)
        assert counted == Counter(record.id for record in models.Record.select())
        for row in attempts:
            if row.outcome in NOT_DIALED:
                assert row.id not in placed or row.outcome is Outcome.REFUSED
            else:
                assert row.outcome in told_after_a_freeze(row), (row.number, row.cause)


def standing(dialer: Dialer) -> str:
    """What the pages and the command line are told of the switch."""
    with database(dialer.data):
        _, condition = leases.holder(datetime.now(UTC)) or ("", {})
    switch = condition.get("switch", {})
    return f"switch: {'up' if switch.get('up') else 'frozen'}"


def told_after_a_freeze(row: models.Attempt) -> set[Outcome]:
    """As the table dictates; who waited through it may have hung up, or rung out, meanwhile."""
    return {dictated(row.number, row.transfer_number), Outcome.HUNG_UP, Outcome.NO_ANSWER}


class Losses:
    """Loses a share of the events, and no reply."""

    def __init__(self, seed: int, share: float) -> None:
        self._chance, self._share = random.Random(seed), share

    def __call__(self, frame: bytes) -> bool:
        event = b"Content-Type: text/event-json" in frame and b"HEARTBEAT" not in frame
        return event and self._chance.random() < self._share


def test_events_lost_on_the_way(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    """A third of all events: each call is settled all the same, and as it was."""
    install(rehearsing, 40)
    wire = Wire(switch.port)
    seed = random.randrange(2**32)
    wire.loses = Losses(seed, 1 / 3)
    engines.start(ESL_DIALER_SWITCH=f"esl://:{PASSWORD}@127.0.0.1:{wire.port}")
    finish(rehearsing)
    engines.kill()
    wire.close()
    unheard = sum(b'"CHANNEL_HANGUP_COMPLETE"' in frame for frame in wire.lost)
    assert unheard >= 5, seed
    check(rehearsing, witness)
    missed = rehearsing.log.count("events.missed")
    assert unheard // 4 <= missed <= unheard, (missed, unheard, seed)
    assert missed <= rehearsing.log.count("verdict=recorded")


def test_a_paused_switch_burns_no_attempt(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    install(rehearsing, 20)
    switch.api("fsctl pause")
    engines.start()
    refused = models.Attempt.outcome == Outcome.REFUSED
    until(lambda: count(rehearsing.data, refused) >= 10)
    with database(rehearsing.data):
        assert {record.attempts for record in models.Record.select()} == {0}
        waiting = models.Record.not_before.is_null(False)
        assert models.Record.select().where(waiting).count() >= 10
    assert not witness.placed()
    switch.api("fsctl resume")
    finish(rehearsing)
    assert check(rehearsing, witness)[Outcome.REFUSED] >= 10


def test_too_many_sessions_per_second_are_tried_again(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    install(rehearsing, 40, cpm=1200.0)
    with database(rehearsing.data):
        models.Setting.create(key="global_max_cpm", value=1200.0, updated_at=_now())
        models.Setting.create(key="global_cpm", value=1200.0, updated_at=_now())
    switch.api("fsctl sps 6")
    engines.start()
    refused = models.Attempt.outcome == Outcome.REFUSED
    until(lambda: count(rehearsing.data, refused) >= 5)
    switch.api("fsctl sps 200")
    finish(rehearsing)
    assert check(rehearsing, witness)[Outcome.REFUSED] >= 5


def _now() -> object:
    with_record = models.Record.select(models.Record.created_at).order_by(models.Record.id).first()
    return with_record.created_at


def test_a_gateway_that_is_gone_burns_no_attempt(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    install(rehearsing, 20)
    kill_gateway(switch)
    engines.start()
    refused = models.Attempt.outcome == Outcome.REFUSED
    until(lambda: count(rehearsing.data, refused) >= 10)
    with database(rehearsing.data):
        causes = {row.cause for row in models.Attempt.select().where(refused)}
    assert causes == {"INVALID_GATEWAY"}
    restore_gateway(switch)
    finish(rehearsing)
    check(rehearsing, witness)


class Cuts:
    """Cuts the wire at some of the originates, before or after they pass."""

    def __init__(self, where: str, seed: int, most: int) -> None:
        self._chance, self._where, self._left = random.Random(seed), where, most

    def __call__(self, data: bytes) -> str:
        if b"bgapi originate" not in data or not self._left or self._chance.random() > 0.3:
            return ""
        self._left -= 1
        return self._where


@pytest.mark.parametrize("where", ["before", "after"])
def test_the_socket_cut_at_an_originate(
    where: str, rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    """``before``: between the commit and the originate. ``after``: between it and its reply."""
    install(rehearsing, 30)
    wire = Wire(switch.port)
    seed = random.randrange(2**32)
    wire.cut_at = Cuts(where, seed, 5)
    engines.start(ESL_DIALER_SWITCH=f"esl://:{PASSWORD}@127.0.0.1:{wire.port}")
    finish(rehearsing)
    engines.kill()
    wire.close()
    assert wire.cuts >= 3, seed
    outcomes = check(rehearsing, witness)
    if where == "before":
        assert outcomes[Outcome.NOT_PLACED] >= 1, seed


def test_the_socket_cut_while_many_ring(
    rehearsing: Dialer, engines: Engines, witness: Witness, switch: RealSwitch
) -> None:
    """27 ring for 20 s, the others for a few: on a busy machine too, 22 ring at once."""
    install(rehearsing, 54, rows=(0, 1, 2, 78, 98, 90), cpm=900.0)
    with database(rehearsing.data):
        models.Setting.create(key="global_max_cpm", value=900.0, updated_at=_now())
        models.Setting.create(key="global_cpm", value=900.0, updated_at=_now())
    wire = Wire(switch.port)
    engines.start(ESL_DIALER_SWITCH=f"esl://:{PASSWORD}@127.0.0.1:{wire.port}")
    rings = models.Attempt.state == CallState.RINGING
    until(
        lambda: count(rehearsing.data, rings) >= 22,
        lambda: (calls_by_state(rehearsing.data), rehearsing.log[-2000:]),
    )
    wire.cut()
    finish(rehearsing)
    engines.kill()
    wire.close()
    check(rehearsing, witness)
    with database(rehearsing.data):
        statuses = {record.status for record in models.Record.select()}
    assert not statuses & {RecordStatus.PENDING, RecordStatus.QUEUED, RecordStatus.DIALING}
