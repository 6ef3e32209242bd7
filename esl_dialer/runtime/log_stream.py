"""Where log lines go."""

import logging
import sys

from gevent.monkey import get_original

RLock = get_original("_thread", "RLock")
"""Of native threads: a greenlet that waits for a gevent lock which a native thread held is not
woken, and logging, which both use, never yields while it holds one."""


NOISY = {
    "apscheduler": logging.ERROR,
    "sox": logging.WARNING,
    "peewee": logging.WARNING,
    "greenswitch": logging.WARNING,
}
"""The scheduler warns of each turn that it leaves out because the one before is not done: why that
is so, its job says."""


def setup(level: str) -> None:
    """Send every line to standard error: a supervisor or journald keeps them."""
    setattr(logging, "_lock", RLock())  # noqa: B010 (typeshed does not know it)
    handler = logging.StreamHandler(sys.stderr)
    handler.lock = RLock()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy, least in NOISY.items():
        logging.getLogger(noisy).setLevel(least)
