"""Results and their export: the guide's twelve columns."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from esl_dialer.core.cells import guarded
from esl_dialer.core.roles import Permission
from esl_dialer.core.words import Outcome
from esl_dialer.services import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.store import results
from esl_dialer.store.results import Result, Wanted

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


def rows(ctx: Context, ref: int | str | None, limit: int) -> list[dict[str, Any]]:
    """The newest results, by the export's columns."""
    return [shown(r) for r in _found(ctx, ref, Permission.VIEW, limit=limit)]


def shown(result: Result) -> dict[str, Any]:
    return {header: value(result) for header, value in COLUMNS.items()}


def export_csv(ctx: Context, ref: int | str | None, target: TextIO) -> int:
    """Write every result, oldest first; cells that a spreadsheet would execute are guarded.

    Returns the number of rows.
    """
    return write_csv(_found(ctx, ref, Permission.EXPORT_RESULTS, oldest_first=True), target)


def write_csv(found: Iterable[Result], target: TextIO) -> int:
    """The guide's twelve columns of these results; returns the number of rows."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    count = 0
    for result in found:
        writer.writerow([_cell(header, value(result)) for header, value in COLUMNS.items()])
        count += 1
    return count


def save_csv(found: Iterable[Result], path: Path) -> int:
    """As ``write_csv``, to a file."""
    with path.open("w", encoding="utf-8", newline="") as target:
        return write_csv(found, target)


def _cell(header: str, value: Any) -> Any:
    """A number begins with ``+`` by right; anything else that a sheet would run is guarded."""
    return value if header == "Phone Dialed" else guarded(str(value))


def _found(
    ctx: Context,
    ref: int | str | None,
    permission: Permission,
    *,
    limit: int | None = None,
    oldest_first: bool = False,
) -> Iterator[Result]:
    ctx.require(permission)
    campaign = None if ref is None else campaigns.get(ctx, ref).id
    wanted = Wanted(campaign=campaign, real_only=not engine_state(ctx).simulated)
    return results.rows(wanted, oldest_first=oldest_first, limit=limit)
