"""Real processes, killed with -9 at random instants: every attempt is accounted for."""

import random
import wave
from collections import Counter
from pathlib import Path

import pytest

from esl_dialer.core.words import CallState, LegRole, Outcome, RecordStatus, RunState
from esl_dialer.simulator.witness import Entry, read_witness
from esl_dialer.store import models
from esl_dialer.store.database import open_database
from tests.engine.account import dictated
from tests.engine.campaigns import active_campaign
from tests.engine.processes import Processes
from tests.fakes import MESSAGE_MS
from tests.patience import PATIENCE_S
from tests.ports import free_port
from tests.whole import WHOLE

KILLS = 14 if WHOLE else 6
LINES_BETWEEN = (1, 16)
"""So many lines of the processes' logs between two kills."""

PEOPLE = 60 if WHOLE else 30
RECORDS = [[f"416{500 + row // 100}01{row % 100:02}", "4165550178"] for row in range(PEOPLE)]


def write_sounds(directory: Path, names: list[str]) -> None:
    """Silence of ``MESSAGE_MS``, 8 kHz, as each of these files."""
    directory.mkdir(parents=True)
    for name in names:
        with wave.open(str(directory / name), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(bytes(2 * 8 * MESSAGE_MS))


def install(data: Path, url: str) -> None:
    """A campaign in a database, and the sound files it plays."""
    names = [f"{n}.wav" for n in range(len(RECORDS))]
    write_sounds(data / "audio", [*names, "apology.wav", "acknowledgement.wav"])
    database = open_database(url)
    active_campaign(RECORDS, max_attempts=1, cpm=300.0)
    database.close()


@pytest.mark.slow
def test_killed_at_random_instants_every_attempt_is_accounted_for(tmp_path: Path, url: str) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    install(tmp_path, url)
    processes = Processes(tmp_path, free_port(), url)
    try:
        killed = dial_and_kill(processes, chance)
    finally:
        processes.close()
    assert killed >= KILLS // 2, f"seed {seed}"
    database = open_database(url)
    check(list(read_witness(tmp_path / "switch.jsonl")), f"seed {seed}")
    database.close()


def dial_and_kill(processes: Processes, chance: random.Random) -> int:
    """Until the campaign is completed; returns how often a process was killed."""
    processes.start("switch")
    processes.start("engine")
    left, killed = chance.randint(*LINES_BETWEEN), 0
    while "campaign.completed" not in processes.hear(PATIENCE_S):
        left -= 1
        if left <= 0 and killed < KILLS:
            victim = chance.choice(["engine", "engine", "switch"])
            processes.kill(victim)
            processes.start(victim)
            killed += 1
            left = chance.randint(*LINES_BETWEEN)
    return killed


def check(entries: list[Entry], seed: str) -> None:
    invites = [e for e in entries if e.event == "INVITE" and e.role is LegRole.CONTACT]
    attempts = {row.id: row for row in models.Attempt.select()}
    placed = Counter(entry.uuid for entry in invites)
    assert not [uuid for uuid, times in placed.items() if times > 1], seed
    assert set(placed) <= set(attempts), seed
    assert {row.state for row in attempts.values()} == {CallState.ENDED}, seed
    assert not models.Claim.select().count(), seed
    statuses = {record.status for record in models.Record.select()}
    assert not statuses & {RecordStatus.PENDING, RecordStatus.QUEUED, RecordStatus.DIALING}, seed
    assert models.Campaign.get().run_state is RunState.COMPLETED, seed
    per_record = Counter(row.record_id for row in attempts.values() if counts(row))
    assert set(per_record.values()) == {1}, seed
    compare(invites, attempts, seed)


def counts(row: models.Attempt) -> bool:
    return row.outcome not in (Outcome.REFUSED, Outcome.NOT_PLACED)


def compare(invites: list[Entry], attempts: dict[str, models.Attempt], seed: str) -> None:
    """What was heard is what the carrier did; lost are only calls that a killed switch had."""
    sure = 0
    for invite in invites:
        row = attempts[invite.uuid]
        assert row.outcome is not Outcome.NOT_PLACED, seed
        if row.outcome is not Outcome.LOST:
            assert row.outcome == dictated(invite, row.transfer_number), (seed, invite)
            sure += 1
    assert sure >= len(RECORDS) // 6, seed
