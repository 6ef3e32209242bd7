"""The values of a list's columns, as people write them."""

from esl_dialer.core.layout import BY_KEY, CellKind
from webui import language


def listed(value: object, key: str) -> str:
    """A column's value: phones and amounts formatted, all else as it stands."""
    column = BY_KEY.get(key)
    shown = _SHOWN.get(column.kind) if column else None
    return shown(str(value)) if shown else str(value)


def _amount(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    figures = language.number(value, 2)
    return f"${figures}" if language.current() == "en" else f"{figures}\u00a0$"


_SHOWN = {CellKind.LINE: language.phone, CellKind.AMOUNT: _amount}
