"""Whose a record is once the import that had it last is undone."""

from collections.abc import Collection, Mapping

NOBODYS = 0
"""An import that is undone made it: it goes."""


def left_to(of: int, formers: Mapping[int, int | None], undone: Collection[int]) -> int | None:
    """The import that had a record before ``of`` took it over, those that are undone aside; None:
    a person made it. ``formers``: by each import that took the record over, the one before; two
    that took it from each other lead in a circle: one of them made it."""
    at: int | None = of
    gone = {of, *undone}
    seen: set[int] = set()
    while at is not None and at in gone:
        if at in seen or at not in formers:
            return NOBODYS
        seen.add(at)
        at = formers[at]
    return at
