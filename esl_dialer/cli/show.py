"""How commands print: tables for people, one JSON value for programs, one line for errors."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import click


class Exit:
    """Exit codes, for scripts."""

    DONE = 0
    USAGE = 2
    """Wrong usage or configuration: the same command will fail again."""
    REFUSED = 3
    """A service said no; the reason is on standard error."""
    FAILED = 4
    """Something is broken (a check of ``doctor``, a switch that is away)."""
    INTERRUPTED = 130
    """Ctrl-C, or a question that was not answered; as shells count it."""


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2, sort_keys=True))


_chunks: Callable[[Any, int], Iterable[str]] = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
    *(None, json.JSONEncoder().default, json.encoder.encode_basestring, None),
    *(": ", ", ", False, False, True),
)
"""What ``json.dumps(value, ensure_ascii=False)`` makes anew for each value: a tenth of what a case
of the law takes."""


def json_line(value: Any) -> str:
    """One of many values, each a line of its own."""
    return "".join(_chunks(value, 0))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset | set | tuple):
        return sorted(value)
    if isinstance(value, StrEnum):
        return str(value)
    raise TypeError(f"no JSON for {value!r}")


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]], empty: str) -> None:
    """Columns as wide as they need; ``empty`` is said when there is no row."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        click.echo(empty)
        return
    widths = [max(len(r[i]) for r in [list(headers), *cells]) for i in range(len(headers))]
    for row in [list(headers), *cells]:
        click.echo("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())
