"""Mappings that are kept: what the columns of files with one header row are."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.lists.headers import choice_of
from esl_dialer.core.lists.reading_plan import Options, Plan
from esl_dialer.core.says import NOTHING, Says, several
from esl_dialer.core.text.folding import squashed
from esl_dialer.core.text.quoting import quoted

LONGEST_NAME = 64

NO_HEADER = Says("a mapping is known again by the header, and this list has none")


@dataclass(frozen=True, slots=True)
class NewMapping:
    """``columns`` are in the file's order: each header, and one of ``headers.CHOICES``."""

    name: str
    shape: str
    """``shape_of`` the header row."""
    columns: tuple[tuple[str, str], ...]
    date_order: str = ""
    needs: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(choice for _, choice in self.columns)


@dataclass(frozen=True, slots=True)
class KeptMapping(NewMapping):
    id: int = 0
    created_at: datetime | None = None
    created_by: str = ""


def shape_of(headers: Sequence[str]) -> str:
    """The same for header rows that differ in case, accents and signs only; empty without one."""
    names = list(map(squashed, headers))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32] if any(names) else ""


def mapping_of(name: str, plan: Plan, options: Options) -> NewMapping:
    """What a file's columns are taken for, to be kept."""
    shape = shape_of(plan.headers)
    columns = tuple((match.header, choice_of(match)) for match in plan.matches)
    return NewMapping(name, shape, columns, options.date_order, plan.needs.value)


def said_by(mapping: NewMapping, options: Options) -> Options:
    """The options with what the mapping says."""
    return replace(
        options,
        columns={f"#{at}": choice for at, choice in enumerate(mapping.choices, 1)},
        date_order=options.date_order or mapping.date_order,
        needs=options.needs or mapping.needs,
    )


def nearest(mapping: NewMapping, rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The one of the rows that has most of the mapping's columns."""
    wanted = [header for header, _ in mapping.columns]
    return min(rows, key=lambda row: len(_without(wanted, row)), default=())


def unlike(mapping: NewMapping, headers: Sequence[str]) -> Says:
    """Why a file of this header row is not the mapping's."""
    wanted = [header for header, _ in mapping.columns]
    lacks, more = _without(wanted, headers), _without(headers, wanted)
    told = [Says("the file is not of the mapping {name}").of(name=quoted(mapping.name))]
    if lacks:
        told.append(Says("it has no column {columns}").of(columns=_listed(lacks)))
    if more:
        told.append(Says("it has {columns} beside them").of(columns=_listed(more)))
    if not lacks and not more:
        told.append(Says("its columns are in another order"))
    return several(told)


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    left = Counter(map(squashed, others))
    lacking = []
    for name in names:
        if left[squashed(name)]:
            left[squashed(name)] -= 1
        else:
            lacking.append(name)
    return lacking


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names))


def problem_of(name: str) -> Says:
    """What is wrong with a name; nothing when it can be one."""
    if not name.strip() or len(name) > LONGEST_NAME:
        return Says("1 to {most} characters").of(most=LONGEST_NAME)
    return NOTHING
