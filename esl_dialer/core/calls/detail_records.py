"""Call detail records as files and as posts: which leg one is of, and which may be deleted.

mod_json_cdr names a file ``a_LEG.cdr.json`` for a leg that ``originate`` made and
``LEG.cdr.json`` for one that ``bridge`` made; a post says its leg inside only.
"""

import json
import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any

MAX_BYTES = 4 * 1024 * 1024
"""A record is 3 to 20 KB; a larger one is none."""

LONGEST_PAUSE_S = 300.0
NAMES = ("a_{}.cdr.json", "{}.cdr.json")
_LEG = re.compile(r"[A-Za-z0-9-]{1,64}")
_NAME = re.compile(rf"(?:a_)?({_LEG.pattern})\.cdr\.json")


@dataclass(frozen=True, slots=True)
class Shipped:
    """Records taken by the dialer and deleted here; files that are no records; files left."""

    sent: int
    refused: frozenset[str]
    left: int


Ship = Callable[[PurePath, str, bool], Shipped]
"""Post the records of a directory to an address, once or for ever."""


def variables_of(text: str) -> dict[str, Any]:
    """The channel's variables; empty when the text is not one whole record."""
    try:
        record = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    variables = record.get("variables") if isinstance(record, dict) else None
    return variables if isinstance(variables, dict) else {}


def is_leg(text: object) -> bool:
    """Whether it can be a channel's id, and part of a file's name."""
    return isinstance(text, str) and bool(_LEG.fullmatch(text))


def leg_in(data: bytes) -> str:
    """The leg of a whole record; empty when it is none."""
    if len(data) > MAX_BYTES:
        return ""
    leg = variables_of(data.decode("utf-8", "replace")).get("uuid")
    return str(leg) if is_leg(leg) else ""


def leg_named(name: str) -> str:
    """The leg of a record's file; empty when it is no such file."""
    found = _NAME.fullmatch(name)
    return found[1] if found else ""


def may_go(name: str, age: timedelta, keep: timedelta, open_legs: Set[str]) -> bool:
    """Whether a file is old enough to be deleted, and of no call that is still to be settled."""
    leg = leg_named(name)
    return bool(leg) and age > keep and leg not in open_legs


def pause_s(failures: int) -> float:
    """Seconds before the next try to ship: 2, 4, 8, ... up to five minutes."""
    return float(min(LONGEST_PAUSE_S, 2.0 ** min(failures, 30)))
