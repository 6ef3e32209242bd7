"""One SIPp refuses every call, another takes them: what each saw is what the attempts say."""

import json
from pathlib import Path

import pytest

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import CallState, Outcome, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.routing import gateways
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign, no_law_of_hours
from tests.engine.test_kill9 import write_sounds
from tests.fakes import START
from tests.freeswitch.faults import database, kill
from tests.freeswitch.machine import Dialer, RealSwitch, until
from tests.freeswitch.sipp import REFUSING, Parties, missing, parties
from tests.store.rows import phones_of

pytestmark = [
    pytest.mark.freeswitch,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
FIRST_RINGS = "54"
TAKEN = {"13": Outcome.WRONG_PERSON, "30": Outcome.COMPLETED, "86": Outcome.BUSY}
"""By the last two digits: what comes of it through the SIPp that takes calls."""


def test_a_refused_call_is_placed_again_through_the_other_gateway_and_a_ringing_one_is_not(
    dialer: Dialer, running: RealSwitch, tmp_path: Path
) -> None:
    with (
        parties(tmp_path / "refuses", REFUSING, 46000) as refuses,
        parties(tmp_path / "takes") as takes,
    ):
        until(lambda: refuses.runs and takes.runs)
        install(dialer, refuses, takes)
        engine = dialer.engine()
        try:
            until(lambda: over(dialer))
        finally:
            kill(engine)
        saw = {"refuses": refuses.seen(), "takes": takes.seen()}
    with database(dialer.data):
        attempts = [a for a in models.Attempt.select() if a.outcome != Outcome.NOT_PLACED]
        counted = {phones_of(r)[0].number[-2:]: r.attempts for r in models.Record.select()}
    firsts = {a.number[-2:]: a for a in attempts if not a.linked_to}
    seconds = {a.number[-2:]: a for a in attempts if a.linked_to}

    assert {d: a.outcome for d, a in seconds.items()} == TAKEN
    for digits, second in seconds.items():
        first = firsts[digits]
        assert second.linked_to == first.id != second.id
        assert (first.gateway, first.outcome) == ("refuses", Outcome.REFUSED)
        assert first.sip_status == 503
        assert second.gateway == "takes"
    rang = firsts[FIRST_RINGS]
    assert (rang.outcome, rang.sip_status) == (Outcome.FAILED, 503)
    assert rang.ringing_at is not None
    assert counted == dict.fromkeys([*TAKEN, FIRST_RINGS], 1)

    for name, seen in saw.items():
        of_sipp = {call: n[-2:] for n, one in seen.items() for call in one.calls}
        ours = {
            sip_call_id(running, a.id): a.number[-2:] for a in attempts if a.gateway == name
        }  # fmt: skip
        assert of_sipp == ours, name
        assert sum(one.invites for one in seen.values()) == len(ours)


def sip_call_id(switch: RealSwitch, attempt: str) -> str:
    """As the switch's detail record of the attempt's leg tells it."""
    record = json.loads((switch.cdr / f"a_{attempt}.cdr.json").read_text())
    return str(record["variables"]["sip_call_id"])


def install(dialer: Dialer, refuses: Parties, takes: Parties) -> None:
    numbers = [*TAKEN, FIRST_RINGS]
    names = [f"{n}.wav" for n in range(len(numbers))]
    write_sounds(dialer.data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    with database(dialer.data):
        for name, party, weight in (("refuses", refuses, 1), ("takes", takes, 0)):
            dialed = f"sofia/external/{{number}}@127.0.0.1:{party.port}"
            gateways.add(Gateway(name, dialed, weight=weight), START)
        no_law_of_hours()
        active_campaign(
            [[f"41655501{digits}"] for digits in numbers],
            cpm=60.0, max_attempts=1, simulated=False, ring_timeout=10, **AT_ANY_HOUR,
        )  # fmt: skip


def over(dialer: Dialer) -> bool:
    """Every record is done, and no call is live."""
    with database(dialer.data):
        waits = models.Record.status.in_(
            [RecordStatus.PENDING, RecordStatus.QUEUED, RecordStatus.DIALING]
        )
        live = models.Attempt.state != CallState.ENDED
        return not (
            models.Record.select().where(waits).count()
            or models.Attempt.select().where(live).count()
        )
