"""A campaign on a real switch while things break, and the account that must be true at its end."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gevent.lock import RLock

from esl_dialer.core.words import CallState, CampaignKind, LegRole, Outcome, RecordStatus
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.expected import CallShape, expected_outcome
from esl_dialer.store import models
from esl_dialer.store.database import connected, open_database
from tests.contract.client import ContractClient
from tests.engine.campaigns import active_campaign
from tests.engine.test_kill9 import write_sounds
from tests.fakes import MESSAGE_MS
from tests.freeswitch.machine import Dialer, RealSwitch, until

REPRESENTATIVE = "4165550193"
"""Answers after 8 s and hangs up 2 s later."""

ROWS = (78, 98, 86, 40, 90, 70, 89, 94, 99, 35)
"""Listens, presses 2, hangs up, busy, presses 1, not in service, ...: none lasts 40 s."""

SHORT_RING = 12
NOT_DIALED = (Outcome.NOT_PLACED, Outcome.REFUSED)


class Witness:
    """What the switch itself says of the calls placed, however often it is started anew."""

    def __init__(self, switch: RealSwitch) -> None:
        self._switch = switch
        self._clients: list[ContractClient] = []
        self.listen()

    def listen(self) -> None:
        client = self._switch.connect()
        assert client.ask("event json CHANNEL_CREATE").reply.startswith("+OK")
        self._clients.append(client)

    def placed(self) -> Counter[str]:
        """Channels made for contacts, by attempt."""
        events = [event for client in self._clients for event in client.events]
        return Counter(
            event.get("Unique-ID") for event in events if event.variable("dialer_role") == "contact"
        )

    def close(self) -> None:
        for client in self._clients:
            client.close()


def install(dialer: Dialer, records: int, rows: tuple[int, ...] = ROWS, cpm: float = 240.0) -> None:
    """An active campaign, each record with one number, and the sounds it plays."""
    names = [f"{n}.wav" for n in range(records)]
    write_sounds(dialer.data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    phones = [[f"{416 + n // len(rows)}55501{rows[n % len(rows)]:02}"] for n in range(records)]
    with database(dialer.data):
        active_campaign(
            phones, max_attempts=1, cpm=cpm, transfer_number=REPRESENTATIVE,
            ring_timeout=SHORT_RING + 8,
        )  # fmt: skip


_OPEN = RLock()
"""The models have one database: greenlets that look at it, and may wait for it, take turns."""


@contextmanager
def database(data: Path) -> Iterator[None]:
    """What is there already is looked at as it is: a look for migrations at each of many glances
    would take the processor from the engine."""
    path = data / "dialer.db"
    with _OPEN:
        look = connected if path.exists() else open_database
        opened = look(f"sqlite:///{path}")
        models.database.initialize(opened)
        try:
            yield
        finally:
            opened.close()
            models.database.initialize(None)


def count(data: Path, *where: object) -> int:
    with database(data):
        return int(models.Attempt.select().where(*where).count() if where else _all())


def _all() -> int:
    return int(models.Attempt.select().count())


def calls_by_state(data: Path) -> dict[str, int]:
    """How many attempts are in which state, and came to what; records by status; the campaign."""
    with database(data):
        attempts = [f"{row.state} {row.outcome}" for row in models.Attempt.select()]
        records = [f"{row.status} {row.held_by}" for row in models.Record.select()]
        campaign = models.Campaign.get()
        names = [*attempts, *records, f"{campaign.run_state} {campaign.run_reason}"]
        return dict(Counter(names))


def open_calls(data: Path) -> int:
    return count(data, models.Attempt.state != CallState.ENDED)


def ringing_or_talking(data: Path) -> int:
    return count(data, models.Attempt.state.in_([CallState.RINGING, CallState.ANSWERED]))


def finish(dialer: Dialer) -> None:
    """Until nothing is left to dial and no call is live; what was refused goes on at once."""

    def over() -> bool:
        with database(dialer.data):
            table = models.Record
            waits = table.not_before.is_null(False) & (table.status == RecordStatus.PENDING)
            table.update(not_before=None, ready=True).where(waits).execute()
            left = table.status.in_(
                [RecordStatus.PENDING, RecordStatus.QUEUED, RecordStatus.DIALING]
            )
            return not table.select().where(left).count() and not open_attempts()

    until(over)


def open_attempts() -> int:
    return int(models.Attempt.select().where(models.Attempt.state != CallState.ENDED).count())


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()


def check(dialer: Dialer, witness: Witness, *, may_lose: int = 0) -> Counter[str]:
    """No call twice, none forgotten, each as the carrier's table dictates; counts by outcome.

    ``may_lose`` calls may be closed as lost.
    """
    placed = witness.placed()
    assert [uuid for uuid, times in placed.items() if times > 1] == []
    with database(dialer.data):
        attempts = {row.id: row for row in models.Attempt.select()}
        assert set(placed) <= set(attempts)
        assert {row.state for row in attempts.values()} == {CallState.ENDED}
        assert models.Claim.select().count() == 0
        counted = Counter(a.record_id for a in attempts.values() if a.outcome not in NOT_DIALED)
        records = [record.id for record in models.Record.select()]
        assert counted == Counter(records)
        _compare(attempts, placed)
        outcomes = Counter(str(row.outcome) for row in attempts.values())
    assert outcomes[Outcome.LOST] <= may_lose, outcomes
    return outcomes


def _compare(attempts: "dict[str, models.Attempt]", placed: Counter[str]) -> None:
    for uuid, row in attempts.items():
        if row.outcome is Outcome.NOT_PLACED:
            assert uuid not in placed, "it was placed after all"
        elif row.outcome not in (Outcome.LOST, Outcome.REFUSED):
            assert row.outcome == dictated(row.number, row.transfer_number), row.number


def dictated(number: str, representative: str) -> Outcome:
    shape = CallShape(CampaignKind.LB, MESSAGE_MS, (SHORT_RING + 8) * 1000)
    agent = behaviour(representative, 1, LegRole.TRANSFER)
    return expected_outcome(behaviour(number, 1), shape, agent)
