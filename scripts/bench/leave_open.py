"""Leaves attempts open, as an engine that was killed does: claimed, and sent, and never ended.

PYTHONPATH=CHECKOUT python scripts/bench/leave_open.py DATA --count 10000
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from settle import TICK, claim, database, events, tracking


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, required=True)
    options = parser.parse_args()
    opened = database.open_database(f"sqlite:///{options.data / 'dialer.db'}")
    now, left = datetime.now(UTC) - timedelta(minutes=5), options.count
    while left > 0:
        now += TICK
        for claimed in claim(now):
            send(claimed.tracked, now)
            left -= 1
    opened.close()


def send(tracked: object, now: datetime) -> None:
    """Handed to the switch, and ringing."""
    leg, change = tracked.call.attempt, tracking.Change(tracked)
    for news in (tracking.Sent(leg, now), events.Created(leg, now), events.Ringing(leg, now)):
        change = tracking.digest(change, news)
    tracking.commit_changes([change], [], now)


if __name__ == "__main__":
    sys.exit(main())
