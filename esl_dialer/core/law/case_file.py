"""Many cases, one a line, with tabs between; an answer for each, in order."""

from collections.abc import Iterable, Iterator
from typing import Any

from esl_dialer.core.law.cases import COLUMNS, Unreadable, decide, read_case
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.shown import shown_verdict
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import squashed
from esl_dialer.core.text.quoting import quoted

_NAMES = {squashed(name): name for name in COLUMNS} | {
    "postal": "postal_code", "postcode": "postal_code", "number": "phone", "at": "instant_utc",
    "instant": "instant_utc", "state": "province",
}  # fmt: skip


def answers(law: Law, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Of each line that is not empty: the answer, or ``line`` and ``error``.

    A first line that names columns says where each is; columns of other names are left alone. Where
    no line names them, they are those of ``COLUMNS`` in its order.
    """
    order = dict(enumerate(COLUMNS))
    begun = False
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        if number == 1:
            text = text.removeprefix("\ufeff")
        if not text.strip():
            continue
        cells = text.split("\t")
        if not begun and (named := _header(cells)):
            order, begun = named, True
            continue
        begun = True
        yield _answer(
            law, number, {order[at]: cell for at, cell in enumerate(cells) if at in order}
        )


def _header(cells: list[str]) -> dict[int, str]:
    """Where each column is; empty when the line is none that names them."""
    found = {at: _NAMES[key] for at, cell in enumerate(cells) if (key := squashed(cell)) in _NAMES}
    return found if {"caller", "call", "instant_utc"} <= set(found.values()) else {}


def _answer(law: Law, number: int, told: dict[str, str]) -> dict[str, Any]:
    try:
        if missing := [name for name in COLUMNS if name not in told]:
            raise Unreadable(
                Says("it has no {columns}: its columns are {all}, with tabs between",
                     columns=quoted(", ".join(missing)), all=", ".join(COLUMNS))
            )  # fmt: skip
        return shown_verdict(decide(law, read_case(told)))
    except Unreadable as error:
        return {"line": number, "error": str(error)}
