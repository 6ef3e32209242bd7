"""Golden cases of the law, written from the sources before the code: ``golden.tsv``."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esl_dialer.core.law.cases import decide, read_case
from esl_dialer.core.law.shipped import shipped_law
from esl_dialer.core.people.clocks import zone

with (Path(__file__).parent / "golden.tsv").open(encoding="utf-8") as file:
    CASES = tuple(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", CASES, ids=[row["id"] for row in CASES])
def test_golden(row: dict[str, str]) -> None:
    local = datetime.fromisoformat(row["local"]).replace(tzinfo=zone(row["zone"]))
    case = read_case({**row, "instant_utc": local.astimezone(UTC).isoformat()})
    verdict = decide(shipped_law(), case)
    told = f"{row['local']} {row['zone']} {row['source']}: {verdict.rule} {verdict.zones}"
    assert verdict.verdict == row["verdict"], told
    assert bool(verdict.rule) == (verdict.verdict != "allowed")
    assert row["zone"] in verdict.zones
