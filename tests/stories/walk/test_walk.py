"""The walk, with the commands a person types: a list becomes calls, and the calls results.

What the export must say is counted from the simulated carrier's own log and its table, never from
the dialer's database.
"""

import csv
import json
import os
import subprocess
import sys
import time
import wave
from collections import Counter
from pathlib import Path

import pytest

from esl_dialer.core.words import CampaignKind, LegRole, Outcome
from esl_dialer.simulator.carrier import behaviour
from esl_dialer.simulator.expected import CallShape, expected_outcome
from esl_dialer.simulator.witness import Entry, read_witness
from tests.patience import PATIENCE_S
from tests.ports import free_port
from tests.whole import WHOLE

SAMPLE = Path(__file__).parents[3] / "data" / "samples" / "collections_200.csv"
HEADER = (
    "Date/Time,Phone Dialed,Campaign Name,List Name,Call Duration,Disposition,Call ID,"
    "Account Number,Full Name,Province,DTMF,Hangup Cause"
)
PEOPLE = 200 if WHOLE else 60
NEVER_SAYS = {Outcome.REFUSED, Outcome.NOT_PLACED}


class Dialer:
    """The command ``esl-dialer`` in an installation of its own, twenty times faster than life."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data = data
        self._environ = os.environ | {
            "ESL_DIALER_DATA": str(data),
            "ESL_DIALER_DATABASE": database,
            "ESL_DIALER_SIMULATOR_PORT": str(free_port()),
            "ESL_DIALER_CLOCK": f"20@{int(time.time())}",
        }

    def __call__(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "esl_dialer", *arguments]
        done = subprocess.run(
            command,
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout


@pytest.mark.slow
def test_a_list_becomes_calls_and_the_calls_results(tmp_path: Path, url: str) -> None:
    dialer = Dialer(tmp_path, url)
    create = ("campaign", "create", "Winter", "--cpm", "150", "--order", "sequential")
    dialer(*create, "--caller-ids", "18663123618,18889617999")
    people = tmp_path / "people.csv"
    lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    people.write_text("".join(lines[: PEOPLE + 1]), encoding="utf-8")
    told = json.loads(dialer("import", "Winter", str(people), "--name", "January", "--json"))
    assert (told["rows_good"], told["rows_bad"]) == (PEOPLE, 0)
    audio = json.loads(dialer("audio", "generate", "Winter", "--json"))
    assert (audio["done"], audio["failed"]) == (PEOPLE, 0)

    after = json.loads(dialer("run", "Winter", "--json"))

    assert after["live"] == 0
    assert not {"queued", "dialing"} & set(after["statuses"])
    why = json.loads(dialer("why", "Winter", "--json"))
    assert why["dialable"] == 0, after
    waiting = {"not_yet", "number_heard", "person_heard"}
    assert set(why["held_back"]) <= {"final", *waiting}
    assert all(why["clears"][rule] for rule in waiting & set(why["held_back"]))

    exported = tmp_path / "results.csv"
    dialer("export", "Winter", "-o", str(exported))
    compare(exported, list(read_witness(tmp_path / "switch.jsonl")))


def compare(exported: Path, entries: list[Entry]) -> None:
    text = exported.read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER
    rows = {row["Call ID"]: row for row in csv.DictReader(text.splitlines())}
    dictated = {e.uuid: outcome(e) for e in entries if e.event == "INVITE" and contact(e)}
    said = {uuid: how for uuid, how in dictated.items() if how not in NEVER_SAYS}
    assert {uuid: row["Disposition"] for uuid, row in rows.items()} == said
    assert Counter(row["Disposition"] for row in rows.values()) == Counter(said.values())
    assert len(rows) >= PEOPLE * 0.9
    for invite in (e for e in entries if e.uuid in rows and e.event == "INVITE"):
        assert rows[invite.uuid]["Phone Dialed"] == f"+{invite.number}"
    for key in (e for e in entries if e.event == "KEY" and e.uuid in rows):
        assert str(key.fields["key"]) in rows[key.uuid]["DTMF"]


def contact(entry: Entry) -> bool:
    return entry.role is LegRole.CONTACT


def outcome(invite: Entry) -> str:
    variables = invite.fields["variables"]
    assert isinstance(variables, dict)
    with wave.open(variables["dialer_message"]) as sound:
        message_ms = round(1000 * sound.getnframes() / sound.getframerate())
    shape = CallShape(CampaignKind.LB, message_ms, ring_timeout_ms=30_000)
    called = behaviour(invite.number, int(str(invite.fields["nth"])))
    return str(expected_outcome(called, shape, behaviour("4169013704", 1, LegRole.TRANSFER)))
