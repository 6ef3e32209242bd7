"""Do-not-call and other stops: how a number is matched, and what a new one says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import RecordStatus, StopReason

GLOBAL = 0
"""The do-not-call list that binds all campaigns, among those that campaigns choose."""


@dataclass(frozen=True, slots=True)
class NumberStop:
    """A number that is to be stopped: everywhere, or by those who chose the ``list``. ``key`` as by
    ``key_of``; ``attempt``: the call that did it, if one did."""

    key: str
    reason: StopReason
    note: str
    by: str
    attempt: str = ""
    list: int = GLOBAL


@dataclass(frozen=True, slots=True)
class Mark:
    """A stop of one record: a list says so, or a stop of its person, there where ``source`` says.
    ``stop`` is the number of that stop; 0: a list's."""

    reason: StopReason
    source: Says
    stop: int = 0

    @property
    def status(self) -> RecordStatus:
        """What the record becomes."""
        return RecordStatus.DNC if self.reason is StopReason.DNC else RecordStatus.STOPPED


LONGEST_FILE_NAME = 60


def by_list(reason: StopReason, file: str, line: int, column: str, cell: str) -> Mark:
    """Of a row that says not to call the person."""
    return Mark(reason, in_cell(file, line, column, cell))


def in_cell(file: str, line: int, column: str, cell: str) -> Says:
    """Where a list says something."""
    source = Says("{file}, line {line}, {column}: {cell}")
    name = file if len(file) <= LONGEST_FILE_NAME else f"...{file[-LONGEST_FILE_NAME:]}"
    return source.of(file=name, line=line, column=column, cell=quoted(cell))


def key_of(number: str) -> str:
    """What a number is matched by: ten digits for +1, else the full E.164 with ``+``.

    The guide: "Numbers are normalized to 10 digits (country code stripped) for matching."
    """
    digits = "".join(str(int(ch)) for ch in number if ch.isdecimal())
    if number.lstrip().startswith("+") and not digits.startswith("1"):
        return f"+{digits}"
    return digits.removeprefix("1") if len(digits) == 11 and digits[0] == "1" else digits


def binding(entries: Iterable[tuple[int, str]], lists: Collection[int]) -> tuple[int, str] | None:
    """Of a number's entries, each its list and its reason, the one that binds a campaign with these
    lists: the global one's first, then the oldest list's. None: none does."""
    bound = (entry for entry in entries if entry[0] == GLOBAL or entry[0] in lists)
    return min(bound, default=None)


def by_hand(key: str, note: str, by: str, list_id: int = GLOBAL) -> NumberStop:
    """Of a person at a do-not-call list."""
    return NumberStop(key, StopReason.DNC, note, by, list=list_id)


def by_wrong_person(number: str, attempt: str) -> NumberStop:
    """Of a person who pressed 2: it is not theirs whom we asked for."""
    return NumberStop(key_of(number), StopReason.WRONG_PERSON, "pressed 2", "callee", attempt)
