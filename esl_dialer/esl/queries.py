"""Questions to the switch, on a connection of their own: a slow answer delays no call."""

import json
import re
from collections.abc import Callable

from gevent.lock import BoundedSemaphore

from esl_dialer.core.agents.handing_over import ChannelLook
from esl_dialer.esl import commands
from esl_dialer.esl.commands import Command
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.frames import UnsafeCommandError
from esl_dialer.esl.link import answer_of
from esl_dialer.esl.switch import (
    Channel,
    NotSent,
    SwitchError,
    SwitchLost,
    SwitchRefused,
    SwitchTimeout,
)

_NO_CHANNEL = "No such channel"
_STATUS = re.compile(r"^Status\s+(\S+)", re.MULTILINE)
_VARIABLE = "variable_"
_TALKING = frozenset({"ACTIVE", "HELD"})


class Queries:
    """Connects when first asked, and again after a loss or a late answer.

    ``core`` tells the Core-UUID of the main connection's switch, empty while that is down: an
    answer about channels from another switch, or from one started anew, would be a wrong one.
    ``seconds`` bounds each question, connecting included.
    """

    def __init__(
        self, dial: Callable[[], Connection], core: Callable[[], str], seconds: float
    ) -> None:
        self._dial = dial
        self._core = core
        self._seconds = seconds
        self._opening = BoundedSemaphore(1)
        self._connection: Connection | None = None
        self._connected_core = ""

    def core(self) -> str:
        """Which life of a switch answers here, by its Core-UUID."""
        self._open()
        return self._connected_core

    def channels(self) -> list[Channel]:
        return read_channels(self._ask(commands.channels))

    def exists(self, uuid: str) -> bool:
        answer = self._ask(commands.exists, uuid)
        if answer not in ("true", "false"):
            raise SwitchRefused(answer[:200])
        return answer == "true"

    def variables(self, uuid: str) -> dict[str, str]:
        try:
            return read_variables(self._ask(commands.dump, uuid))
        except SwitchRefused as refusal:
            if _NO_CHANNEL in str(refusal):
                return {}
            raise

    def look(self, uuid: str) -> ChannelLook | None:
        try:
            return read_look(self._ask(commands.dump, uuid))
        except SwitchRefused as refusal:
            if _NO_CHANNEL in str(refusal):
                return None
            raise

    def gateway_up(self, name: str) -> bool:
        return read_gateway_up(self._ask(commands.gateway, name))

    def hangup(self, uuid: str, cause: str) -> bool:
        try:
            self._ask(commands.hangup, uuid, cause)
        except SwitchRefused as refusal:
            if _NO_CHANNEL in str(refusal):
                return False
            raise
        return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.stop()

    def _ask(self, build: Callable[..., Command], *words: str) -> str:
        try:
            command = build(*words)
        except UnsafeCommandError as error:
            raise SwitchRefused(f"not sendable: {error}") from error
        link = self._open()
        try:
            return answer_of(link, command, self._seconds)
        except (SwitchTimeout, NotSent):
            link.drop("an answer came too late")
            raise

    def _open(self) -> Connection:
        with self._opening:
            link = self._connection
            if link is None or link.lost.is_set():
                link = self._connect()
            if self._core() not in ("", self._connected_core):
                link.stop()
                raise SwitchLost("the second connection reaches another switch")
            return link

    def _connect(self) -> Connection:
        link = self._dial()
        try:
            link.connect()
            self._connected_core = answer_of(link, commands.core_uuid(), self._seconds)
        except SwitchError:
            link.stop()
            raise
        self._connection = link
        return link


def read_gateway_up(answer: str) -> bool:
    """``sofia status gateway NAME``: one that the switch does not know is not up either."""
    if answer.startswith("Invalid Gateway"):
        return False
    found = _STATUS.search(answer)
    if found is None:
        raise SwitchRefused(f"no gateway's status: {answer[:200]!r}")
    return found[1].startswith("UP")


def read_variables(answer: str) -> dict[str, str]:
    """``uuid_dump UUID json``, with ``start_uepoch`` as a detail record has it. Raises
    SwitchRefused on what is none."""
    try:
        told = json.loads(answer, strict=False)
        return {"start_uepoch": str(told.get("Caller-Channel-Created-Time", ""))} | {
            name.removeprefix(_VARIABLE): str(value)
            for name, value in told.items()
            if name.startswith(_VARIABLE)
        }
    except (ValueError, AttributeError, RecursionError) as error:
        raise SwitchRefused(f"no channel's variables: {answer[:200]!r}") from error


def read_look(answer: str) -> ChannelLook:
    """``uuid_dump UUID json``. Raises SwitchRefused on what is none."""
    try:
        told = json.loads(answer, strict=False)
        return ChannelLook(
            state=told["Channel-State"],
            answered=told.get("Answer-State") == "answered",
            step=told.get("variable_dialer_step", ""),
            bond=told.get("variable_signal_bond", ""),
        )
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise SwitchRefused(f"no channel: {answer[:200]!r}") from error


def read_channels(answer: str) -> list[Channel]:
    """``show channels as json``. Raises SwitchRefused on anything but a whole list: never empty
    for another reason than that there are no channels (without a core database it is no JSON)."""
    try:
        table = json.loads(answer, strict=False)
        rows = table.get("rows", [])
        found = [_channel(row) for row in rows]
        whole = len(found) == int(table["row_count"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SwitchRefused(f"no list of channels: {answer[:200]!r}") from error
    if not whole:
        raise SwitchRefused(f"{len(found)} channels of {table['row_count']}")
    return found


def _channel(row: dict[str, str]) -> Channel:
    talking = row.get("callstate", "") in _TALKING
    return Channel(row["uuid"], row["state"], talking, row.get("presence_data", ""))
