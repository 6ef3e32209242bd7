"""Cases of the law that ``esl-dialer law check --file`` answers in a second.

    .venv/bin/python scripts/bench/law_check.py [CASES]

Cases by chance over every province, caller, kind and minute of two years, so that few days are
asked twice. Prints seconds of processor and of the wall, and cases a second of each.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

PLACES = (
    ("ON", "M5V 3L9", "+14165550100"), ("ON", "P9N 1A1", "+18074680100"), ("QC", "H2X 1Y4", ""),
    ("QC", "G4T", "+14189860100"), ("BC", "V6B 1A1", "+16045550100"), ("BC", "V1C", ""),
    ("AB", "T5J", "+17805550100"), ("SK", "S4P", "+13065550100"), ("MB", "R3C", "+12045550100"),
    ("NB", "E1C", "+15065550100"), ("NS", "B3J", "+19025550100"), ("PE", "C1A", "+19025550100"),
    ("NL", "A1C", "+17095550100"), ("NT", "X1A", "+18676690100"), ("YT", "Y1A", "+18676670100"),
    ("NU", "X0C", ""), ("ON", "M5V", "+16045550100"), ("", "", "+12125550100"),
)  # fmt: skip
CALLERS = ("agency", "creditor", "bank", "bank_agent", "telemarketer")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def case(chance: random.Random) -> str:
    province, postal, phone = chance.choice(PLACES)
    phone = f"{phone[:-4]}{chance.randrange(10_000):04d}" if phone else phone
    at = BEGIN + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
    kind = chance.choice(("recorded", "live"))
    return "\t".join((province, postal, phone, chance.choice(CALLERS), kind, f"{at:%FT%H:%MZ}"))


def main(count: int) -> None:
    chance = random.Random(15)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.tsv"
        path.write_text("\n".join(case(chance) for _ in range(count)) + "\n", "utf-8")
        began = time.monotonic()
        command = [sys.executable, "-m", "esl_dialer", "law", "check", "--file", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        wall = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    assert len(done.stdout.splitlines()) == count
    print(f"{count} cases: {processor:.2f} s of processor, {wall:.2f} s of the wall")
    print(f"{count / processor:.0f} cases a second of processor, {count / wall:.0f} of the wall")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
