"""Why agents may pause, as the floor named it."""

from collections.abc import Iterable

from esl_dialer.store import models


def every() -> list[str]:
    """In the order in which they were added."""
    table = models.PauseReason
    return [name for (name,) in table.select(table.name).order_by(table.id).tuples()]


def replace(named: Iterable[tuple[str, str]]) -> None:
    """These alone, in this order: each with the key by which it is told from others."""
    table = models.PauseReason
    table.delete().execute()
    for name, key in named:
        table.create(name=name, name_key=key)
