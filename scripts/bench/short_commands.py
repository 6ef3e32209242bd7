#!/usr/bin/env python3
"""What commands that do next to nothing take: loading themselves.

    scripts/bench/short_commands.py [--times 10] [--against CHECKOUT] [--json]

Milliseconds of processor, the least of so many times, the checkouts in turn, on an installation
without rows. ``python``: the interpreter alone.
"""

import argparse
import json
import tempfile
from pathlib import Path

from processes import checkouts_of, spent

COMMANDS = {
    "--version": ("-m", "esl_dialer", "--version"),
    "campaign list": ("-m", "esl_dialer", "campaign", "list"),
    "python": ("-c", ""),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        found = least(Path(room), dict(checkouts_of(options.against)), options.times)
    if options.json:
        print(json.dumps(found))
        return
    for name, one in found.items():
        told = "   ".join(f"{command} {value:.0f} ms" for command, value in one.items())
        print(f"{name:8} {told}")


def least(room: Path, checkouts: dict[str, Path], times: int) -> dict[str, dict[str, float]]:
    """The first time, which makes the database, is not counted."""
    found: dict[str, dict[str, float]] = {name: {} for name in checkouts}
    for turn in range(times + 1):
        for command, arguments in COMMANDS.items():
            for name, checkout in checkouts.items():
                taken = spent(checkout, room / name, *arguments) * 1000
                if turn:
                    found[name][command] = min(taken, found[name].get(command, taken))
    return found


if __name__ == "__main__":
    main()
