"""Several gateways on a real FreeSWITCH: what one cannot take goes through another at once."""

import pytest

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.routing import gateways
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign, no_law_of_hours
from tests.engine.test_kill9 import write_sounds
from tests.fakes import START
from tests.freeswitch.faults import Witness, count, database, finish, kill
from tests.freeswitch.machine import Dialer, RealSwitch, until

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
WANTED = {"98": Outcome.WRONG_PERSON, "40": Outcome.BUSY, "70": Outcome.FAILED}
"""By the last two digits: what the rehearsal carrier makes of it."""

DEAD = Gateway("dead", "sofia/external/{number}@127.0.0.1:9", weight=5)
UNKNOWN = Gateway("unknown", "sofia/gateway/nowhere/{number}", weight=5)
WORKS = Gateway("works", "sofia/gateway/rehearsal/{number}", weight=0)


def test_a_call_that_one_gateway_cannot_take_goes_through_another(
    dialer: Dialer, running: RealSwitch
) -> None:
    install(dialer)
    witness = Witness(running)
    engine = dialer.engine()
    try:
        until(lambda: count(dialer.data, models.Attempt.outcome.in_([*WANTED.values()])) >= 3)
        finish(dialer)
    finally:
        kill(engine)
    witness.close()
    with database(dialer.data):
        attempts = list(models.Attempt.select().order_by(models.Attempt.claimed_at))
        assert not {k.gateway.name: k.up for k in gateways.every()}["unknown"]
        assert told("gateway.down") == ["unknown"]
    placed = witness.placed()
    assert set(placed.values()) == {1}
    tried = [row for row in attempts if row.outcome != Outcome.NOT_PLACED]
    assert set(placed) == {row.id for row in tried if row.gateway != "unknown"}
    reached = [row for row in tried if row.gateway == "works"]
    assert {row.number[-2:]: row.outcome for row in reached} == WANTED
    assert len(reached) == len(WANTED)
    assert all(row.linked_to for row in reached)
    others = {row.gateway: row.outcome for row in tried if row.gateway != "works"}
    assert set(others.values()) == {Outcome.REFUSED}
    assert "dead" in others


def told(kind: str) -> list[str]:
    rows = models.Outbox.select().where(models.Outbox.kind == kind)
    return [row.payload["gateway"] for row in rows]


def install(dialer: Dialer) -> None:
    names = [f"{n}.wav" for n in range(len(WANTED))]
    write_sounds(dialer.data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    with database(dialer.data):
        for gateway in (DEAD, UNKNOWN, WORKS):
            gateways.add(gateway, START)
        no_law_of_hours()
        active_campaign(
            [[f"41655501{digits}"] for digits in WANTED],
            cpm=60.0, max_attempts=1, simulated=False, **AT_ANY_HOUR,
        )  # fmt: skip
