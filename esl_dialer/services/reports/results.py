"""A result as the guide's twelve columns, and files of them."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

from esl_dialer.core.lists.cells import guarded
from esl_dialer.core.words import Outcome
from esl_dialer.store.reports.results import Result

DISPOSITION = {Outcome.LOST: "failed"}
"""Outcomes that results show by another name."""


def disposition(result: Result) -> str:
    return DISPOSITION.get(result.outcome, str(result.outcome))


COLUMNS: dict[str, Callable[[Result], Any]] = {
    "Date/Time": lambda r: r.at.isoformat(timespec="seconds"),
    "Phone Dialed": lambda r: r.number,
    "Campaign Name": lambda r: r.campaign,
    "List Name": lambda r: r.list_name,
    "Call Duration": lambda r: round(r.duration),
    "Disposition": disposition,
    "Call ID": lambda r: r.attempt,
    "Account Number": lambda r: r.account,
    "Full Name": lambda r: r.full_name,
    "Province": lambda r: r.province,
    "DTMF": lambda r: r.keys,
    "Hangup Cause": lambda r: r.cause,
}


def shown(result: Result) -> dict[str, Any]:
    return {header: value(result) for header, value in COLUMNS.items()}


def write_csv(found: Iterable[Result], target: TextIO) -> int:
    """The guide's twelve columns; cells that a spreadsheet would execute are guarded.

    Returns the number of rows.
    """
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    count = 0
    for result in found:
        writer.writerow([cell(header, value(result)) for header, value in COLUMNS.items()])
        count += 1
    return count


def save_csv(found: Iterable[Result], path: Path) -> int:
    """As ``write_csv``, to a file."""
    with path.open("w", encoding="utf-8", newline="") as target:
        return write_csv(found, target)


def cell(header: str, value: Any) -> Any:
    """A number begins with ``+`` by right; anything else that a sheet would run is guarded."""
    return value if header == "Phone Dialed" else guarded(str(value))
