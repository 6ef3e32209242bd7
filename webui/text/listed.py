"""Values of lists as people write them: a column's, and the first of many."""

from collections.abc import Sequence

from esl_dialer.core.lists.layout import BY_KEY, CellKind
from esl_dialer.core.text.quoting import cut
from webui.text import language


def listed(value: object, key: str) -> str:
    """A column's value: phones and amounts formatted, all else as it stands."""
    column = BY_KEY.get(key)
    shown = _SHOWN.get(column.kind) if column else None
    return shown(str(value)) if shown else str(value)


def some(values: Sequence[str], most: int = 10) -> str:
    """The first ``most`` of them, each cut, with commas between; dots where there are more."""
    shown = ", ".join(map(cut, values[:most]))
    return f"{shown}, ..." if len(values) > most else shown


def _amount(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    figures = language.number(value, 2)
    return f"${figures}" if language.current() == "en" else f"{figures}\u00a0$"


_SHOWN = {CellKind.LINE: language.phone, CellKind.AMOUNT: _amount}
