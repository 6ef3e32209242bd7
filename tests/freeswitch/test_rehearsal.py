"""A campaign rehearsed on a real FreeSWITCH ends, number for number, as on the simulated one."""

import csv
import sqlite3
from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest

from esl_dialer.core.words import CampaignKind, LegRole, Outcome
from esl_dialer.simulator.carrier import behaviour, row_digits
from esl_dialer.simulator.expected import CallShape, expected_outcome
from tests.freeswitch.machine import Dialer, RealSwitch, stamp

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "collections_200.csv"
LONGEST_CALL_S = "60"
"""One representative talks for five minutes; such a call is cut, and was transferred."""

EVERY_ROW = [(f"41655501{row:02}", "4169013704") for row in range(100)]
AREAS = (226, 249, 289, 343, 365, 437, 519, 613, 647, 705)
EVERY_REPRESENTATIVE = [
    (f"{area}55501{90 + n % 4}", f"41655501{n}") for n, area in enumerate(AREAS, start=90)
]
"""Each pressed for by a person of their own: one number is called for one record at a time."""

ORDINARY = [(f"9053336{n:03}", "4169013704") for n in range(20)]
CALLS = EVERY_ROW + EVERY_REPRESENTATIVE + ORDINARY
RANDOM_NUMBERS = [f"4{crc32(str(n).encode()) % 10**9:09}" for n in range(150)]


@pytest.mark.parametrize("role", ["contact", "transfer"])
def test_the_switch_chooses_the_rows_that_the_table_says(running: RealSwitch, role: str) -> None:
    client = running.connect()
    for number in [*RANDOM_NUMBERS, "14165550107", "+14165550195", "442079460000"]:
        for nth in (1, 2, 11):
            told = client.api(f"lua rehearsal.lua choice {number} {nth} {role}").split()
            digits = number.lstrip("+")
            digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
            assert told[0] == _row(digits, nth, role)
            assert int(told[1]) == crc32(f"ring:{digits}:{nth}".encode())
            assert int(told[2]) == crc32(f"talk:{digits}:{nth}".encode())
    client.close()


def _row(digits: str, nth: int, role: str) -> str:
    fictional = len(digits) == 10 and digits[3:8] == "55501"
    if role == "transfer":
        return f"transfer_{digits[-2:] if fictional else 'any'}"
    return f"contact_{row_digits(digits, nth):02}"


def write_list(path: Path) -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [])
        writer.writeheader()
        for index, (phone, did) in enumerate(CALLS):
            own = {"Account Number 1": str(2_000_000 + index), "Phone 1": phone, "DID": did}
            writer.writerow(rows[index % len(rows)] | own)


def test_a_rehearsal_ends_as_on_the_simulated_switch(dialer: Dialer, tmp_path: Path) -> None:
    write_list(tmp_path / "list.csv")
    dialer(
        "campaign", "create", "All", "--cpm", "150", "--caller-ids", "18663123618",
        "--longest-call", LONGEST_CALL_S,
    )  # fmt: skip
    assert dialer.json("import", "All", str(tmp_path / "list.csv"))["rows_good"] == len(CALLS)
    assert dialer.json("audio", "generate", "All")["failed"] == 0

    real = outcomes(dialer.json("rehearse", "All")["database"])
    simulated = dialer.json(
        "rehearse", "All", ESL_DIALER_SWITCH="sim", ESL_DIALER_CDR="",
        ESL_DIALER_CLOCK=f"10@{stamp()}",
    )  # fmt: skip

    assert real == outcomes(simulated["database"])
    assert len(real) >= len(CALLS)
    assert {how for _, _, how in real} >= {
        Outcome.COMPLETED, Outcome.TRANSFERRED, Outcome.TRANSFER_FAILED, Outcome.WRONG_PERSON,
        Outcome.HUNG_UP, Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED, Outcome.REFUSED,
    }  # fmt: skip
    status = dialer.json("campaign", "show", "All")
    assert (status["run_state"], status["statuses"]) == ("draft", {"pending": len(CALLS)})
    assert dialer.json("results", "All") == []


def outcomes(url: str) -> list[tuple[str, int, str]]:
    """Number, its how many-eth dial, outcome: of each call, and as the table dictates."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as base:
        rows = base.execute(
            "SELECT number, transfer_number, audio_ms, outcome FROM attempt"
            " WHERE created_at IS NOT NULL ORDER BY created_at"
        ).fetchall()
    base.close()
    dials: Counter[str] = Counter()
    found = []
    for number, representative, message_ms, outcome in rows:
        dials[number] += 1
        shape = CallShape(CampaignKind.LB, message_ms, ring_timeout_ms=30_000)
        agent = behaviour(representative, 1, LegRole.TRANSFER)
        dictated = expected_outcome(behaviour(number, dials[number]), shape, agent)
        assert outcome == dictated, (number, dials[number], representative)
        found.append((number, dials[number], outcome))
    return sorted(found)
