"""What a person should know about a list as a whole before it counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from esl_dialer.core.lists.headers import doubts, missing
from esl_dialer.core.lists.layout import Needs
from esl_dialer.core.lists.reading_plan import Plan
from esl_dialer.core.lists.sheets import HiddenRows, MergedHeader, SheetNotes
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted


@dataclass(frozen=True, slots=True)
class Doubt:
    """``header`` is the column that it is about, empty for the whole list."""

    header: str
    reason: Says


def doubts_about(plan: Plan) -> tuple[Doubt, ...]:
    """By a list's plan: its sheet, then its columns, then its rows."""
    of_sheet = _of_sheet(plan.sheet, plan.hidden_rows) if plan.sheet else ()
    of_columns = (*_of_lacking(plan), *doubts(plan.matches))
    return tuple(Doubt(*one) for one in (*of_sheet, *of_columns, *_of_rows(plan)))


def _of_lacking(plan: Plan) -> Iterator[tuple[str, Says]]:
    """Of the guide's columns, where an account and a phone are enough."""
    if plan.needs is Needs.GUIDE or missing(plan.matches, plan.needs):
        return
    if lacking := missing(plan.matches):
        told = Says("no column for: {columns}; a text that says one of them can't be spoken")
        yield "", told.of(columns=", ".join(lacking))
    if "province" not in {match.key for match in plan.matches}:
        yield "", Says("without a province people are called by where their numbers are")


def _of_sheet(sheet: SheetNotes, wanted: HiddenRows) -> Iterator[tuple[str, Says]]:
    others = [name for name in sheet.names if name != sheet.name]
    if others:
        told = Says("the sheet {sheet} is read, of: {sheets}")
        yield "", told.of(sheet=sheet.name, sheets=", ".join(sheet.names))
    if sheet.hidden:
        taken = Says("rows that are hidden in the sheet: {count}, imported")
        left = Says("rows that are hidden in the sheet: {count}, left out")
        yield "", (taken if wanted is HiddenRows.IMPORT else left).of(count=sheet.hidden)
    if not sheet.known:
        yield "", Says("whether rows are hidden can't be seen in this workbook: save it as XLSX")
    if sheet.unvalued:
        text = Says("formulas whose value is not stored: {count}; open the workbook and save it")
        yield "", text.of(count=sheet.unvalued)
    for merged in sheet.merged_headers:
        yield merged.header, _of_merged(merged)


def _of_merged(merged: MergedHeader) -> Says:
    each = Says("merged over {count} columns: each of them is read as it")
    first = Says("merged over {count} columns: the first is read as it, the others are left out")
    return (each if merged.each else first).of(count=merged.columns)


def _of_rows(plan: Plan) -> Iterator[tuple[str, Says]]:
    for place, text in plan.unnamed:
        told = Says("column {place} has no header and is left out; it holds {value}")
        yield "", told.of(place=place, value=quoted(text))
    if plan.shape.trimmed:
        told = Says("rows end with their last cell: a delimiter too many or too few may go unseen")
        yield "", told
