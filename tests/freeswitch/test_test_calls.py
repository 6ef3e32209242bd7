"""Test calls on a real switch: followed from the click to the end, and leaving nothing behind."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from esl_dialer.core.words import Outcome
from tests.freeswitch.machine import Dialer, RealSwitch, until

pytestmark = [pytest.mark.freeswitch, pytest.mark.slow]
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "collections_200.csv"
CLOCK_TICK = timedelta(milliseconds=50)
"""The switch's instants are of its last tick of 20 ms, some steps' are the dialer's own."""

TALKS_FOR_2_S = "4165550193"
TALKED_TO = ["dialing", "channel", "ringing", "answered", "message", "connected", "ended"]


@pytest.fixture
def rehearsing(dialer: Dialer) -> Dialer:
    dialer.environ |= {"ESL_DIALER_REHEARSAL": "1"}
    return dialer


def record_of(switch: RealSwitch, leg: str) -> dict[str, Any]:
    path = switch.cdr / f"a_{leg}.cdr.json"
    until(path.exists)
    variables: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["variables"]
    return variables


def steps(call: dict[str, Any]) -> list[str]:
    instants = [datetime.fromisoformat(at) for _, at in call["steps"]]
    assert all(later > earlier - CLOCK_TICK for earlier, later in pairwise(instants))
    return [name for name, _ in call["steps"]]


def test_a_quick_test_is_spoken_called_and_connected(
    rehearsing: Dialer, running: RealSwitch
) -> None:
    call = rehearsing.json(
        "test-call", "quick", "4165550190", "--text", "This is a test of the dialer.",
        "--type", "LB", "--transfer-number", TALKS_FOR_2_S,
    )  # fmt: skip
    assert steps(call) == ["asked", "speaking", "spoken", *TALKED_TO]
    assert (call["outcome"], call["keys"], call["error"]) == (Outcome.TRANSFERRED, "1", "")
    record = record_of(running, call["leg"])
    assert (record["dialer_role"], record["digits_dialed"]) == ("test", "1")
    assert rehearsing.json("results") == []


def test_a_campaigns_test_says_the_records_own_message(
    rehearsing: Dialer, running: RealSwitch, tmp_path: Path
) -> None:
    sample = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "list.csv").write_text("".join(sample[:3]), encoding="utf-8")
    rehearsing("campaign", "create", "Tried", "--caller-ids", "18663123618")
    rehearsing("import", "Tried", str(tmp_path / "list.csv"))
    assert rehearsing.json("audio", "generate", "Tried")["failed"] == 0
    account = sample[1].split(",")[0]
    call = rehearsing.json("test-call", "record", "Tried", account, "4165550198")
    assert steps(call) == ["asked", *[step for step in TALKED_TO if step != "connected"]]
    assert (call["outcome"], call["keys"]) == (Outcome.WRONG_PERSON, "2")
    assert record_of(running, call["leg"])["dialer_message"].endswith(".wav")
    shown = rehearsing.json("campaign", "show", "Tried")
    assert (shown["run_state"], shown["statuses"]) == ("draft", {"pending": 2})
    assert rehearsing.json("results", "Tried") == []
    assert rehearsing.json("dnc", "list") == []
