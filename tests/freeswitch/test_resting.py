"""A trunk that refuses everything is left alone, and used again as soon as it takes a call."""

from datetime import datetime
from pathlib import Path

import gevent
import pytest

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.routing.resting import FAILURES, FIRST_REST, PROBE_WAIT
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.routing import gateways
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign, no_law_of_hours
from tests.engine.test_kill9 import write_sounds
from tests.fakes import START
from tests.freeswitch.faults import database, kill
from tests.freeswitch.machine import Dialer, RealSwitch, until
from tests.freeswitch.sipp import REFUSING, Parties, missing, parties

pytestmark = [
    pytest.mark.freeswitch,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
ALONE = "alone"
HELD = "no gateway takes a call: alone rests after refusing calls, until "


def test_a_trunk_that_refuses_everything_gets_one_call_after_each_rest(
    dialer: Dialer, running: RealSwitch, tmp_path: Path
) -> None:
    with parties(tmp_path / "refuses", REFUSING, 46000) as trunk:
        until(lambda: trunk.runs)
        install(dialer, trunk, 200)
        engine = dialer.engine()
        try:
            until(lambda: rests(dialer) == 1)
            failed_at, first_end = last_rest(dialer)
            assert first_end - failed_at == FIRST_REST
            gevent.sleep(2)
            before = invites(trunk)
            assert FAILURES <= before <= FAILURES + 3
            said = running.api("lua dialer.lua status")
            assert "alone resting until " in said, said
            until(lambda: HELD in running.api("lua dialer.lua why Rehearsal"))
            until(lambda: rests(dialer) == 2)
            assert invites(trunk) == before + 1
            with database(dialer.data):
                assert {record.attempts for record in models.Record.select()} == {0}
            failed_at, second_end = last_rest(dialer)
            assert first_end <= last_sent(dialer) < first_end + PROBE_WAIT
            assert second_end - failed_at == 2 * FIRST_REST
            trunk.close()
            with parties(tmp_path / "takes", port=trunk.port) as mended:
                until(lambda: rests(dialer) == 0)
                assert second_end <= last_sent(dialer)
                assert mended.runs
                until(lambda: ended(dialer, Outcome.BUSY) >= 3)
                assert "alone up" in running.api("lua dialer.lua status")
        finally:
            kill(engine)
    with database(dialer.data):
        told = [row.kind for row in models.Outbox.select() if row.kind.startswith("gateway.")]
    assert told == ["gateway.rests", "gateway.rests", "gateway.works"]


def rests(dialer: Dialer) -> int:
    with database(dialer.data):
        return gateways.rests()[ALONE].rests if ALONE in gateways.rests() else 0


def last_rest(dialer: Dialer) -> tuple[datetime, datetime]:
    """From the refusal that began it to its end."""
    with database(dialer.data):
        rest = gateways.rests()[ALONE]
    assert rest.failed_at is not None
    assert rest.until is not None
    return rest.failed_at, rest.until


def last_sent(dialer: Dialer) -> datetime:
    with database(dialer.data):
        sent = models.Attempt.sent_at
        return max(one.sent_at for one in models.Attempt.select().where(sent.is_null(False)))


def invites(party: Parties) -> int:
    return sum(one.invites for one in party.seen().values())


def ended(dialer: Dialer, how: Outcome) -> int:
    with database(dialer.data):
        return int(models.Attempt.select().where(models.Attempt.outcome == how).count())


def install(dialer: Dialer, trunk: Parties, records: int) -> None:
    names = [f"{n}.wav" for n in range(records)]
    write_sounds(dialer.data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    with database(dialer.data):
        dialed = f"sofia/external/{{number}}@127.0.0.1:{trunk.port}"
        gateways.add(Gateway(ALONE, dialed), START)
        no_law_of_hours()
        active_campaign(
            [[f"{416 + n}5550186"] for n in range(records)],
            cpm=120.0, max_attempts=1, simulated=False, **AT_ANY_HOUR,
        )  # fmt: skip
