"""A real call ends while the dialer is down, and its detail record comes after it was closed as
lost: the attempt then says what truly happened."""

import shutil
from pathlib import Path

import pytest

from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.store import models
from tests.engine.account import as_its_record_says
from tests.freeswitch.faults import (
    Witness,
    database,
    dictated,
    install,
    kill,
    open_calls,
    ringing_or_talking,
)
from tests.freeswitch.machine import Dialer, RealSwitch, until

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
LIVE = 10


def test_the_record_of_a_lost_call_comes_late(
    dialer: Dialer, running: RealSwitch, machine: Path
) -> None:
    shipped = dialer.data / "shipped"
    shipped.mkdir()
    dialer.environ |= {"ESL_DIALER_REHEARSAL": "1", "ESL_DIALER_CDR": str(shipped)}
    install(dialer, 30)
    witness = Witness(running)
    engine = dialer.engine()
    until(lambda: ringing_or_talking(dialer.data) >= LIVE)
    kill(engine)
    assert open_calls(dialer.data) >= LIVE
    until(lambda: running.calls() == 0)
    pause(dialer)

    engine = dialer.engine()
    try:
        until(lambda: not open_calls(dialer.data))
        lost = lost_ones(dialer) & set(witness.placed())
        assert len(lost) >= LIVE
        for attempt in lost:
            shutil.copy(record_of(running, attempt), shipped)
        until(lambda: not lost_ones(dialer) & lost)
    finally:
        kill(engine)
        witness.close()

    with database(dialer.data):
        for attempt in models.Attempt.select().where(models.Attempt.id.in_(list(lost))):
            assert attempt.outcome == dictated(attempt.number, attempt.transfer_number)
            as_its_record_says(attempt, record_of(running, attempt.id))
        wrong = [a.record for a in models.Attempt.select() if a.outcome == Outcome.WRONG_PERSON]
        assert {record.status for record in wrong} == {RecordStatus.WRONG_PERSON}
    assert dialer.log.count("call.revised") == len(lost)


def record_of(switch: RealSwitch, attempt: str) -> Path:
    return switch.cdr / f"a_{attempt}.cdr.json"


def lost_ones(dialer: Dialer) -> set[str]:
    with database(dialer.data):
        lost = models.Attempt.outcome == Outcome.LOST
        return {row.id for row in models.Attempt.select().where(lost)}


def pause(dialer: Dialer) -> None:
    """Nothing more is dialed."""
    with database(dialer.data):
        models.Campaign.update(run_state=RunState.PAUSED).execute()
