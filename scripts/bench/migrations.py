#!/usr/bin/env python3
"""How long a year's rows take to be migrated to today's schema, and to be counted anew.

    scripts/bench/migrations.py CHECKOUT [--attempts 1000000] [--json]

``big_year.py`` of an earlier checkout makes the database, on SQLite. Then each takes a copy: the
earlier one counts its tallies anew, this one opens it, which migrates it, and counts anew.
Seconds for a million attempts.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from processes import HERE, python

RECOUNT = ("-m", "esl_dialer", "recount")
OPEN = ("-c", """
import os
from esl_dialer.runtime.config import load_config
from esl_dialer.store.database import open_database
open_database(load_config(os.environ).database_url)
""")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("against", type=Path)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    earlier = options.against.resolve()
    with tempfile.TemporaryDirectory() as directory:
        made = Path(directory) / "made"
        rows = ["--records", str(options.attempts // 5), "--attempts", str(options.attempts)]
        run(earlier, made, str(earlier / "scripts/bench/big_year.py"), str(made), *rows)
        shutil.copytree(made, Path(directory) / "here")
        millions = options.attempts / 1e6
        found = {
            "recount, earlier": timed(earlier, made, RECOUNT) / millions,
            "migrate": timed(HERE, Path(directory) / "here", OPEN) / millions,
            "recount": timed(HERE, Path(directory) / "here", RECOUNT) / millions,
        }
    if options.json:
        print(json.dumps(found))
    else:
        for name, seconds in found.items():
            print(f"{name:18} {seconds:7.2f} s for a million attempts")


def timed(checkout: Path, data: Path, program: tuple[str, ...]) -> float:
    """Wall seconds, less what the program takes on a copy that is done already."""
    first, again = (clocked(checkout, data, program) for _ in range(2))
    return first if program == RECOUNT else first - again


def clocked(checkout: Path, data: Path, program: tuple[str, ...]) -> float:
    begun = time.monotonic()
    run(checkout, data, *program)
    return time.monotonic() - begun


def run(checkout: Path, data: Path, *arguments: str) -> None:
    environ = os.environ | {"PYTHONPATH": str(checkout), "ESL_DIALER_DATA": str(data)}
    command = [python(checkout), *arguments]
    subprocess.run(command, env=environ, cwd=checkout, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
