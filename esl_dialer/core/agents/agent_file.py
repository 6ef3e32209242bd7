"""Agents as a file has them: one a line, under a line that names the columns."""

import csv
import io
from dataclasses import dataclass

from esl_dialer.core.says import Says, SaysError

COLUMNS = ("username", "extension", "full_name", "language", "campaigns")
"""The first two must be there. ``campaigns`` by name, semicolons between."""

LONGEST_NAME = 40
"""Of a column's name that is told."""

NEEDED = COLUMNS[:2]


class AgentFileError(SaysError):
    """Says why the file can't be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """``number`` is that of the file's line; an empty text: the file has none."""

    number: int
    username: str
    extension: str
    full_name: str = ""
    language: str = ""
    campaigns: tuple[str, ...] = ()


def read(text: str, most: int) -> list[Line]:
    """Lines with nothing in them are passed over. Raises AgentFileError."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text))
    try:
        named = [_name(cell) for cell in next(rows, [])]
        _check(named)
        lines = [
            _line(rows.line_num, dict(zip(named, (cell.strip() for cell in row), strict=False)))
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise AgentFileError(Says("it is no CSV file")) from None
    if not 1 <= len(lines) <= most:
        raise AgentFileError(Says("from 1 to {most} agents in one file", most=most))
    return lines


def _delimiter(text: str) -> str:
    """What the first line has most of; a file of one tool has commas, another's semicolons."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _name(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").replace("user_name", "username")


def _check(named: list[str]) -> None:
    lacking = [name for name in NEEDED if name not in named]
    if lacking:
        told = Says("its first line names the columns: {name} is missing", name=lacking[0])
        raise AgentFileError(told)
    unknown = [name for name in named if name and name not in COLUMNS]
    if unknown:
        raise AgentFileError(Says("no column {name} is known", name=unknown[0][:LONGEST_NAME]))


def _line(number: int, cells: dict[str, str]) -> Line:
    campaigns = (one.strip() for one in cells.get("campaigns", "").split(";"))
    return Line(
        number,
        cells.get("username", ""),
        cells.get("extension", ""),
        cells.get("full_name", ""),
        cells.get("language", "").lower(),
        tuple(one for one in campaigns if one),
    )
