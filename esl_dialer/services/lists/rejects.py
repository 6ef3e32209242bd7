"""The rows of a list that were not imported, as the same CSV with the reasons beside them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from esl_dialer.core.lists.cells import guarded
from esl_dialer.core.lists.layout import REASON_HEADER, header_of
from esl_dialer.core.lists.list_rows import Problem
from esl_dialer.core.lists.reading_plan import Plan
from esl_dialer.core.says import Says, about, several
from esl_dialer.services.lists.list_files import read_rows, rows_above
from esl_dialer.store.lists import lists


def rejected_rows(list_id: int, data_dir: Path, say: Callable[[Says], str] = str) -> Iterator[str]:
    """Lines of a CSV in UTF-8 text, the header first, that can be corrected and imported again.

    ``say`` tells a reason in the reader's language.

    Cells that a spreadsheet would run as formulas have ``'`` in front, which an import takes off.
    Raises NoSuchList; OSError when the file is no longer kept.
    """
    info = lists.get(list_id)
    plan = Plan.from_json(info.options)
    path = data_dir / info.stored_path
    above = rows_above(path, plan)
    header = above[plan.header_at] if plan.has_header else _header_of(plan)
    yield csv_line([*header, REASON_HEADER], plan.delimiter)
    for cells, reasons in _rejected(path, plan, lists.errors_by_line(list_id)):
        padded = [*cells, *[""] * (len(plan.matches) - len(cells))]
        yield csv_line([*padded, say(reasons)], plan.delimiter)


def _header_of(plan: Plan) -> list[str]:
    """Of a list without one: names by which its columns are known again."""
    return [header_of(match.key) if match.key else match.header for match in plan.matches]


def _rejected(
    path: Path, plan: Plan, errors: Iterable[Problem]
) -> Iterator[tuple[list[str], Says]]:
    """Walk the file and its errors side by side: both are in the order of lines."""
    rows = read_rows(path, plan)
    for line, found in groupby(errors, key=attrgetter("line")):
        reasons = several(_said(problem) for problem in found)
        cells = next((row.cells for row in rows if row.line >= line), [])
        yield cells, reasons


def _said(problem: Problem) -> Says:
    return about(problem.column, problem.reason) if problem.column else problem.reason


def csv_line(cells: list[str], delimiter: str) -> str:
    """With its end; cells that a spreadsheet would run are guarded."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerow(guarded(cell) for cell in cells)
    return out.getvalue()
