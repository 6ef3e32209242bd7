"""A campaign against SIPp's called parties: what SIPp saw is what the dialer says, one by one."""

from pathlib import Path

import pytest

from esl_dialer.core.words import CallState, Outcome, RecordStatus
from esl_dialer.store import models
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign, no_law_of_hours
from tests.engine.test_kill9 import write_sounds
from tests.freeswitch.faults import database, kill
from tests.freeswitch.machine import Dialer, RealSwitch, until
from tests.freeswitch.sipp import Seen, missing, parties

pytestmark = [
    pytest.mark.freeswitch,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
REPRESENTATIVE = "4165550199"
WANTED: dict[str, tuple[Outcome, str, int, str]] = {
    "11": (Outcome.TRANSFERRED, "1", 200, "BYE"),
    "12": (Outcome.TRANSFERRED, "1", 200, "INFO"),
    "13": (Outcome.WRONG_PERSON, "2", 200, "BYE"),
    "20": (Outcome.NO_ANSWER, "", 180, "CANCEL"),
    "21": (Outcome.COMPLETED, "", 183, "BYE"),
    "22": (Outcome.HUNG_UP, "", 200, "BYE"),
    "30": (Outcome.COMPLETED, "", 200, "BYE"),
    "86": (Outcome.BUSY, "", 486, "ACK"),
    "84": (Outcome.FAILED, "", 404, "ACK"),
    "80": (Outcome.NO_ANSWER, "", 480, "ACK"),
    "53": (Outcome.REFUSED, "", 503, "ACK"),
    "63": (Outcome.FAILED, "", 603, "ACK"),
}
"""By the last two digits: outcome, keys, SIP answer, and what else SIPp sends or gets."""


def test_what_sipp_saw_is_what_the_dialer_says(
    dialer: Dialer, running: RealSwitch, tmp_path: Path
) -> None:
    install(dialer)
    with parties(tmp_path) as called:
        until(lambda: called.runs)
        engine = dialer.engine(
            ESL_DIALER_DIAL_STRING=f"sofia/external/{{number}}@127.0.0.1:{called.port}"
        )
        try:
            until(lambda: over(dialer))
        finally:
            kill(engine)
        seen = called.seen()
    with database(dialer.data):
        told = {row.number[-2:]: row for row in models.Attempt.select()}
    for digits, (outcome, keys, status, method) in WANTED.items():
        row, sip = told[digits], seen[f"141655501{digits}"]
        assert (row.outcome, row.keys) == (outcome, keys), (digits, row.cause, row.step)
        assert sip.invites == 1, digits
        assert status in sip.answers, (digits, sip)
        assert method in sip.methods, (digits, sip)
    assert seen["1" + REPRESENTATIVE].invites == 2
    assert sum(one.invites for one in seen.values()) == len(WANTED) + 2
    assert never_answered(seen["14165550120"])


def never_answered(seen: Seen) -> bool:
    """A 200 there is the answer to the CANCEL: no ACK of an INVITE ever came."""
    return "ACK" not in seen.methods or "BYE" not in seen.methods


def install(dialer: Dialer) -> None:
    names = [f"{n}.wav" for n in range(len(WANTED))]
    write_sounds(dialer.data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    with database(dialer.data):
        no_law_of_hours()
        active_campaign(
            [[f"41655501{digits}"] for digits in WANTED],
            cpm=60.0, transfer_number=REPRESENTATIVE, ring_timeout=10, simulated=False,
            **AT_ANY_HOUR,
        )  # fmt: skip


def over(dialer: Dialer) -> bool:
    """Every record was dialed once, and no call is live."""
    with database(dialer.data):
        table = models.Attempt
        ended = table.select().where(table.state == CallState.ENDED).count()
        busy = models.Record.status.in_([RecordStatus.QUEUED, RecordStatus.DIALING])
        return ended >= len(WANTED) and not models.Record.select().where(busy).count()
