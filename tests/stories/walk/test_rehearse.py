"""``esl-dialer rehearse`` with the commands a person types, on the simulated switch."""

import csv
import json
from pathlib import Path

import pytest

from tests.stories.walk.test_walk import HEADER, SAMPLE, Dialer

RECORDS = 20


@pytest.mark.slow
def test_a_rehearsal_leaves_the_campaign_as_it_was(tmp_path: Path) -> None:
    dialer = Dialer(tmp_path)
    dialer("campaign", "create", "Winter", "--cpm", "20", "--caller-ids", "18663123618")
    few = tmp_path / "few.csv"
    lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    few.write_text("".join(lines[: RECORDS + 1]), encoding="utf-8")
    dialer("import", "Winter", str(few))
    dialer("audio", "generate", "Winter")
    before = json.loads(dialer("campaign", "show", "Winter", "--json"))

    exported = tmp_path / "rehearsal.csv"
    told = json.loads(
        dialer(
            "rehearse", "Winter", "--records", "12", "--cpm", "150", "-o", str(exported), "--json"
        )
    )

    assert told["records"] == 12
    assert sum(told["outcomes"].values()) >= 12
    text = exported.read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER
    in_results = {how for how in told["outcomes"] if how not in ("refused", "not_placed")}
    assert {row["Disposition"] for row in csv.DictReader(text.splitlines())} == in_results
    after = json.loads(dialer("campaign", "show", "Winter", "--json"))
    assert (after["run_state"], after["statuses"]) == ("draft", before["statuses"])
    assert json.loads(dialer("results", "Winter", "--json")) == []
