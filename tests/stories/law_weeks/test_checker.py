"""The jury of the simulated weeks: it sees each kind of violation, and none where there is none."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.stories.law_weeks.checker import Person, check, offset
from tests.stories.law_weeks.statutes import CLOCKS, PLACES

NUMBER = "4165550140"


def judged(tmp_path: Path, place: str, at: str, caller: str = "agency", call: str = "live") -> list:
    log = tmp_path / "switch.jsonl"
    line = {"at": f"{at}+00:00", "event": "INVITE", "role": "contact", "number": f"+1{NUMBER}"}
    others = [line | {"event": "HANGUP"}, line | {"role": "transfer"}]
    log.write_text("\n".join(map(json.dumps, [line, *others])), "utf-8")
    found = check(log, {NUMBER: Person(place, caller, call)})
    assert sum(found.calls.values()) == 1
    return [one.rule for one in found.violations]


@pytest.mark.parametrize(
    ("place", "at", "rules"),
    [
        ("Toronto", "2026-12-01T11:59:59", ["hours of ON by eastern time"]),
        ("Toronto", "2026-12-01T12:00:00", []),
        ("Toronto", "2026-12-02T01:59:59", []),
        ("Toronto", "2026-12-02T02:00:00", ["hours of ON by eastern time"]),
        ("Toronto", "2026-12-25T17:00:00", ["holiday of ON by eastern time"]),
        ("Toronto", "2026-12-26T17:00:00", ["holiday of ON by eastern time"]),
        ("Toronto", "2026-11-01T17:59:00", ["hours of ON by eastern time"]),
        ("Toronto", "2026-11-01T18:00:00", []),
        ("Toronto", "2027-03-14T17:00:00", []),
        ("Montreal", "2026-12-06T17:00:00", ["hours of QC by eastern time"]),
        ("Kenora", "2026-12-01T12:30:00", ["hours of ON by central time"]),
        ("Kenora", "2026-12-02T02:30:00", ["hours of ON by manitoba time"]),
        ("Vancouver", "2026-12-01T14:00:00", []),
        ("Calgary", "2026-12-25T20:00:00", []),
        ("Labrador City", "2026-12-02T01:45:00", ["hours of NL by newfoundland time"]),
        ("Labrador City", "2026-12-02T01:15:00", []),
        ("Whitehorse", "2026-12-01T09:00:00", []),
        ("Toronto, a Vancouver number", "2026-12-01T13:00:00",
         ["hours of ON by british columbia time", "hours of BC by british columbia time"]),
    ],
)  # fmt: skip
def test_an_agencys_call(tmp_path: Path, place: str, at: str, rules: list[str]) -> None:
    assert judged(tmp_path, place, at) == rules


def test_other_callers_and_a_recorded_voice(tmp_path: Path) -> None:
    early = "2026-12-01T13:30:00"
    assert judged(tmp_path, "Toronto", early, call="recorded") == [
        "hours of the CRTC by eastern time"
    ]
    assert judged(tmp_path, "Toronto", "2026-12-02T03:00:00", "creditor") == []
    assert judged(tmp_path, "Halifax", "2026-12-02T01:30:00", "creditor") == [
        "hours of NS by atlantic time"
    ]
    assert judged(tmp_path, "Calgary", "2027-03-29T18:00:00", "bank") == [
        "holiday of bank by alberta time"
    ]


def test_federal_law_goes_by_the_time_of_the_place_itself(tmp_path: Path) -> None:
    """Newfoundland's own rule counts its time in Labrador too; the CRTC's does not."""
    assert judged(tmp_path, "Labrador City", "2026-12-02T01:15:00", call="recorded") == []
    assert judged(tmp_path, "Labrador City", "2026-12-02T01:30:00", call="recorded") == [
        "hours of the CRTC by atlantic time", "hours of NL by newfoundland time",
    ]  # fmt: skip


def test_a_number_that_nobody_knows_is_no_small_matter(tmp_path: Path) -> None:
    log = tmp_path / "switch.jsonl"
    line = {"at": "2026-12-01T17:00:00+00:00", "event": "INVITE", "role": "contact",
            "number": "+19995550100"}  # fmt: skip
    log.write_text(json.dumps(line), "utf-8")
    with pytest.raises(KeyError):
        check(log, {NUMBER: Person("Toronto", "agency", "live")})


def test_every_place_has_its_clocks() -> None:
    for *_, laws in PLACES.values():
        for clocks in laws.values():
            assert set(clocks.split(",")) <= CLOCKS.keys()
    assert offset("eastern", datetime.fromisoformat("2026-12-01")) == -300
