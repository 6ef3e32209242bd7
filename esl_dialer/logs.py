"""Log lines: the event's name first, then key=value. Numbers are masked; levels by who must act."""

import logging
import sys
from typing import Any

from gevent.monkey import get_original

RLock = get_original("_thread", "RLock")
"""Of native threads: a greenlet that waits for a gevent lock which a native thread held is not
woken, and logging, which both use, never yields while it holds one."""


def setup(level: str) -> None:
    """Send every line to standard error: a supervisor or journald keeps them."""
    setattr(logging, "_lock", RLock())  # noqa: B010 (typeshed does not know it)
    handler = logging.StreamHandler(sys.stderr)
    handler.lock = RLock()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("apscheduler", "sox", "peewee", "greenswitch"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def line(event: str, **fields: Any) -> str:
    """``event key=value ...``; values with spaces or control characters are quoted."""
    return " ".join([event, *(f"{key}={_shown(value)}" for key, value in fields.items())])


def mask(number: str) -> str:
    """A phone number with only its last four digits."""
    return f"...{number[-4:]}" if len(number) > 4 else "..."


def _shown(value: Any) -> str:
    text = str(value)
    return text if text and text.isprintable() and " " not in text else repr(text)
