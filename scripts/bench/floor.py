#!/usr/bin/env python3
"""Makes a floor to measure: active campaigns whose people all end within seconds.

    PYTHONPATH=CHECKOUT python scripts/bench/floor.py DATA --records 1200 --cps 20

Only numbers that the rehearsal carrier answers or refuses soon are on the list, so that a short run
holds whole calls. The messages are of ``--message`` seconds of silence.
"""

import argparse
import sys
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import people
from checkouts import module

SOON = {*range(40, 46), 68, 69, *range(70, 74), *range(78, 85), *range(86, 90)}
"""Rows of the carrier's table that neither ring out nor reach a machine (docs/carrier.md)."""

WAV = "one.wav"
BATCH = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--cps", required=True, help="Of each campaign, as in 20 or 20,50.")
    parser.add_argument("--shared", type=float, default=0, help="Over all; 0: the sum of them.")
    parser.add_argument("--message", type=float, default=2.0, help="Its length, in seconds.")
    parser.add_argument("--url", default="", help="The database; default: SQLite in DATA.")
    parser.add_argument("--real", action="store_true", help="Called at any hour, on a real switch.")
    options = parser.parse_args()
    audio = options.data / "audio"
    write_sound(audio, options.message)
    database = module("store.database")
    opened = database.open_database(options.url or f"sqlite:///{options.data / 'dialer.db'}")
    with opened.atomic():
        speeds = [float(cps) * 60 for cps in options.cps.split(",")]
        share(options.shared * 60 or sum(speeds))
        numbers = numbers_that_end_soon()
        for at, cpm in enumerate(speeds):
            first = at * options.records + 1
            people = range(first, first + options.records)
            more = at_any_hour() if options.real else {}
            campaign = fill(people, cpm, options.message, numbers, more)
            write_sound(audio / folder_of(campaign), options.message)
    opened.close()


def write_sound(directory: Path, seconds: float) -> None:
    """Silence, 8 kHz."""
    directory.mkdir(parents=True, exist_ok=True)
    with wave.open(str(directory / WAV), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * round(8000 * seconds)))


def share(cpm: float) -> None:
    settings = module("store.system.settings", "store.settings")
    for key in ("global_cpm", "global_max_cpm"):
        settings.put(key, max(cpm, 1.0), datetime.now(UTC), "bench")


def at_any_hour() -> dict[str, Any]:
    hours = module("core.campaigns.hours")
    whole = hours.DailyHours(0, 24 * 60, saturday=True, sunday=True)
    return {"simulated": False, "window": hours.Window.of(whole)}


def folder_of(campaign: int) -> str:
    """Where a dialer keeps the campaign's messages."""
    return f"campaigns/{campaign}"


def fill(
    records: range, cpm: float, message: float, numbers: Iterator[str], more: dict[str, Any]
) -> int:
    """A campaign of those people, ``more`` of its fields; returns its number."""
    campaigns = module("store.campaigns.campaigns", "store.campaigns")
    words, models = module("core.words"), module("store.models")
    now = datetime.now(UTC)
    given = {
        "name": f"Bench {records.start}", "kind": words.CampaignKind.LB, "cpm": cpm,
        "simulated": True,
        "run_state": words.RunState.ACTIVE, "audio_state": words.AudioState.READY,
        "transfer_number": "4165559999", "caller_ids": ["18663123618"], "max_attempts": 1,
    }  # fmt: skip
    campaign = campaigns.create(given | more, now).id
    for start in range(0, len(records), BATCH):
        some = records[start : start + BATCH]
        phones = [{"record": n, "position": 0, "number": f"+1{next(numbers)}"} for n in some]
        people.put(models, [record(campaign, n, message, now) for n in some], phones)
    return int(campaign)


def numbers_that_end_soon() -> Iterator[str]:
    for n in range(4_162_000_000, 9_999_999_999):
        if crc32(f"row:{n}:1".encode()) % 100 in SOON:
            yield str(n)


def record(campaign: int, number: int, message: float, now: datetime) -> dict[str, Any]:
    sound = f"{folder_of(campaign)}/{WAV}"
    return {
        "id": number, "campaign": campaign, "position": number, "account": f"A{number}",
        "full_name": f"Person {number}", "province": "ON", "gate": "America/Toronto",
        "random_key": number * 7919 % 2**31, "audio": "ready", "audio_ms": round(message * 1000),
        "ready": True, "audio_path": sound, "apology_path": sound, "acknowledgement_path": sound,
        "created_at": now,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
