"""What a carrier sold us, kept on a real FreeSWITCH: channels and calls per second by gateway."""

import json
from dataclasses import dataclass

import gevent
import pytest

from esl_dialer.core.pacing.rates import burst
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.routing import gateways
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign, no_law_of_hours
from tests.engine.test_kill9 import write_sounds
from tests.fakes import START
from tests.freeswitch.faults import database, finish, kill
from tests.freeswitch.machine import Dialer, RealSwitch

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
LISTENS, REFUSES_TO_RING = "78", "70"
"""Hears the message out, some 12 s in all; is not in service."""


def test_a_gateway_never_has_more_channels_than_it_may(dialer: Dialer, running: RealSwitch) -> None:
    """Of the far end's own legs nothing is counted: they are no channels of the gateway."""
    limits = {"first": 3, "second": 2}
    install(dialer, running, 14, LISTENS, {n: {"max_channels": m} for n, m in limits.items()})
    most = watched(dialer, running)
    assert most == limits
    calls = told(dialer, running)
    assert len(calls) == 14
    assert {name: at_once(calls, name) for name in limits} == limits


def test_a_gateway_begins_no_more_calls_a_second_than_it_may(
    dialer: Dialer, running: RealSwitch
) -> None:
    speeds = {"first": 2.0, "second": 1.0}
    install(dialer, running, 24, REFUSES_TO_RING, {n: {"max_cps": m} for n, m in speeds.items()})
    watched(dialer, running)
    calls = told(dialer, running)
    assert len(calls) == 24
    for name, cps in speeds.items():
        most, span = burst(cps * 60)
        begun = sorted(call.began for call in calls if call.gateway == name)
        within = max(sum(a <= b < a + span.total_seconds() for b in begun) for a in begun)
        assert within <= most, (name, begun)
        assert len(begun) / (begun[-1] - begun[0]) == pytest.approx(cps, rel=0.35)


@dataclass(frozen=True, slots=True)
class Leg:
    """A contact's leg as the switch's detail record tells it; instants in seconds since 1970."""

    gateway: str
    began: float
    ended: float


def told(dialer: Dialer, switch: RealSwitch) -> list[Leg]:
    with database(dialer.data):
        placed = models.Attempt.outcome != Outcome.NOT_PLACED
        through = {a.id: a.gateway for a in models.Attempt.select().where(placed)}
    return [_leg(switch, attempt, gateway) for attempt, gateway in through.items()]


def _leg(switch: RealSwitch, attempt: str, gateway: str) -> Leg:
    """The switch says through what it sent the call: the second gateway is but an address."""
    text = (switch.cdr / f"a_{attempt}.cdr.json").read_text()
    variables = json.loads(text)["variables"]
    assert variables.get("sip_gateway_name", "second") == {"first": "rehearsal"}.get(
        gateway, "second"
    )
    began, ended = (int(variables[f"{name}_uepoch"]) / 1e6 for name in ("start", "end"))
    return Leg(gateway, began, ended)


def at_once(calls: list[Leg], gateway: str) -> int:
    mine = [call for call in calls if call.gateway == gateway]
    return max(sum(one.began <= call.began < one.ended for one in mine) for call in mine)


def watched(dialer: Dialer, switch: RealSwitch) -> dict[str, int]:
    """Dial all; the most channels by gateway that ``show channels`` ever said."""
    most: dict[str, int] = {}
    engine = dialer.engine()
    looking = gevent.spawn(_look_forever, dialer, switch, most)
    try:
        gevent.sleep(3)
        finish(dialer)
    finally:
        kill(engine)
        looking.kill()
    return most


def _look_forever(dialer: Dialer, switch: RealSwitch, most: dict[str, int]) -> None:
    client = switch.connect()
    try:
        while True:
            _look(dialer, json.loads(client.api("show channels as json")).get("rows", []), most)
            gevent.sleep(0.2)
    finally:
        client.close()


def _look(dialer: Dialer, rows: list[dict[str, str]], most: dict[str, int]) -> None:
    with database(dialer.data):
        through = {a.id: a.gateway for a in models.Attempt.select()}
    live = [through[row["uuid"]] for row in rows if row["uuid"] in through]
    for name in set(live):
        most[name] = max(most.get(name, 0), live.count(name))


def install(
    dialer: Dialer,
    switch: RealSwitch,
    records: int,
    digits: str,
    limits: dict[str, dict[str, float]],
) -> None:
    names = [f"{n}.wav" for n in range(records)]
    write_sounds(dialer.data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    dialed = {
        "first": "sofia/gateway/rehearsal/{number}",
        "second": f"sofia/external/{{number}}@127.0.0.1:{switch.rehearsal_port}",
    }
    with database(dialer.data):
        for name, limit in limits.items():
            gateways.add(Gateway(name, dialed[name], **limit), START)  # type: ignore[arg-type]
        no_law_of_hours()
        active_campaign(
            [[f"{416 + n}55501{digits}"] for n in range(records)],
            cpm=300.0, max_attempts=1, simulated=False, **AT_ANY_HOUR,
        )  # fmt: skip
