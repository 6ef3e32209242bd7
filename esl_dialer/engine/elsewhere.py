"""Asks other engines' switches about calls that their engines have left open.

An engine that takes over on another machine has a switch of its own, which knows none of them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from esl_dialer.engine.writer import Sql
from esl_dialer.esl.switch import Channel, SwitchError
from esl_dialer.runtime.logs import line
from esl_dialer.store.system import switches
from esl_dialer.store.system.switches import Reached

log = logging.getLogger(__name__)


class OtherSwitch(Protocol):
    """All may raise SwitchError; each waits some seconds at the most."""

    def core(self) -> str:
        """Which life of a switch it is."""

    def channels(self) -> list[Channel]: ...

    def exists(self, uuid: str) -> bool: ...

    def close(self) -> None: ...


Dial = Callable[[Reached], OtherSwitch]
"""The way to one. Raises SwitchError where there is none from here."""


@dataclass(frozen=True, slots=True)
class SwitchAnswer:
    """What a switch said. ``core`` is None when it could not be asked: then it said nothing."""

    core: str | None
    living: frozenset[str] = frozenset()
    exists: Callable[[str], bool] = lambda _: False


SILENT = SwitchAnswer(None)


class Elsewhere:
    """``own`` is the address of this engine's switch."""

    def __init__(self, sql: Sql, own: str, dial: Dial) -> None:
        self._sql, self._own, self._dial = sql, own, dial
        self._told: dict[str, str] = {}

    def ask(self, core: str, attempts: frozenset[str]) -> SwitchAnswer | None:
        """About these attempts, which that life of a switch was given.

        None: it is no other engine's, and our own switch's word counts.
        """
        where = self._sql(switches.with_core, core) if core else None
        if where is None or where.address == self._own:
            return None
        try:
            asked = self._ask(where, attempts)
            self._tell(where.address, "")
        except SwitchError as error:
            self._tell(where.address, str(error))
            return SILENT
        return asked

    def _ask(self, where: Reached, attempts: frozenset[str]) -> SwitchAnswer:
        switch = self._dial(where)
        try:
            core = switch.core()
            if core != where.core:
                return SwitchAnswer(core)
            living = frozenset(channel.uuid for channel in switch.channels())
            found = frozenset(one for one in attempts - living if switch.exists(one))
            return SwitchAnswer(core, living | found)
        finally:
            switch.close()

    def _tell(self, address: str, error: str) -> None:
        """Once per change."""
        if self._told.get(address, "") != error:
            self._told[address] = error
            log.warning(line("switch.elsewhere", address=address, error=error or "answers"))
