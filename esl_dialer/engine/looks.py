"""Looks into the database that are left out while it is as it was when they found nothing."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Version = Callable[[], int | None]
"""A number that each commit of another connection changes; None: nobody can tell."""


class Look(Generic[T]):
    """``take`` returns None when there is nothing, whatever the time, until somebody writes.
    ``version`` is asked before it looks: what is written meanwhile is looked for again."""

    def __init__(self, version: Version, take: Callable[..., T | None]) -> None:
        self._version, self._take = version, take
        self._nothing_at: int | None = None

    @property
    def in_vain(self) -> bool:
        """Whether it would find nothing."""
        now_is = self._version()
        return now_is is not None and now_is == self._nothing_at

    def __call__(self, *given: Any) -> T | None:
        now_is = self._version()
        if now_is is not None and now_is == self._nothing_at:
            return None
        found = self._take(*given)
        self._nothing_at = now_is if found is None else None
        return found
