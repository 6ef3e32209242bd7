"""A disposition as data: what somebody says a call came to, and what then follows for its record.

The system's own are there from the beginning; a floor makes others, in sets that campaigns choose.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from esl_dialer.core.fields import setting, table_of
from esl_dialer.core.says import Says
from esl_dialer.core.words import Outcome

LONGEST_TITLE = 64
LONGEST_KEY = 32
MOST_MINUTES = 100_000
ALL = 0
"""The set of a campaign that chose none: all of them."""


class Follows(StrEnum):
    """What follows for the record."""

    AGAIN = "again"
    """It is called again, at the same number."""
    NEXT_NUMBER = "next_number"
    """It is called again, at its next number."""
    FINAL = "final"
    """It is done with, in this run."""
    BAD_NUMBER = "bad_number"
    """This number of the person is not dialed again; the next one is, if there is one."""
    STOP = "stop"
    """The number goes on the do-not-call list, and the record is stopped for good."""


CALLS_AGAIN = frozenset({Follows.AGAIN, Follows.NEXT_NUMBER})


def _title_problem(title: str) -> Says | None:
    if not 0 < len(title) <= LONGEST_TITLE:
        return Says("give it a title of at most {most} letters", most=LONGEST_TITLE)
    if title.isdigit() or not title.isprintable():
        return Says("a name has a letter in it, and nothing that can't be seen")
    return None


def _hot_key_problem(key: str) -> Says | None:
    return None if re.fullmatch("[0-9a-z]?", key) else Says("one digit, or one letter from a to z")


@dataclass(frozen=True, slots=True)
class Disposition:
    """What people set of one. ``minutes`` until the next attempt, where there is one."""

    title: str = setting("", "Title", longest=LONGEST_TITLE, check=_title_problem, required=True)
    hot_key: str = setting(
        "",
        "Hot key",
        "An agent presses it to choose this disposition. Each key chooses one.",
        longest=1,
        check=_hot_key_problem,
        zero="none",
    )
    follows: Follows = setting(
        Follows.AGAIN,
        "What follows",
        choices={
            "again": "It is called again, at the same number",
            "next_number": "It is called again, at its next number",
            "final": "Final: it is done with, in this run",
            "bad_number": "This number is not dialed again; the next one is",
            "stop": "The number goes on the do-not-call list",
        },
        wanted=Says("choose what follows"),
    )
    minutes: int = setting(
        0,
        "Minutes until it is called again",
        "0: as in the campaign's rules.",
        unit="minutes",
        low=0,
        high=MOST_MINUTES,
        zero="as in the campaign",
    )
    positive: bool = setting(False, "A positive outcome: it counts as a conversion")
    needs_note: bool = setting(False, "It needs a note")
    needs_call_back: bool = setting(False, "It needs the day and time of a call-back")
    needs_promise: bool = setting(
        False,
        "It needs a promise to pay: an amount and a day",
        "Nobody is called through that day.",
    )

    @property
    def final(self) -> bool:
        """Whether its record is not called again in the run, whatever is left to try."""
        return self.follows in {Follows.FINAL, Follows.STOP}


FIELDS = table_of(Disposition)


def of_several(one: Disposition) -> dict[str, Says]:
    """What is wrong with its fields beside one another, by field."""
    if one.needs_call_back and one.needs_promise:
        return {"needs_promise": Says("either a call-back or a promise to pay, not both")}
    if one.needs_call_back and one.follows not in CALLS_AGAIN:
        return {"follows": Says("a call-back needs a disposition after which it is called again")}
    if one.minutes and one.final:
        return {"minutes": Says("it is final: it is not called again")}
    return {}


def by_rule(one: Disposition, rule: str) -> Disposition:
    """As a campaign's own rule has it: ``final``, ``next_number``, ``again:30``; empty: as it is.

    Raises ValueError.
    """
    if not rule:
        return one
    word, _, minutes = rule.partition(":")
    follows = Follows(word)
    again = follows in CALLS_AGAIN
    if minutes and not again:
        raise ValueError(rule)
    return replace(
        one,
        follows=follows,
        minutes=int(minutes or 0) if again else 0,
        needs_call_back=one.needs_call_back and again,
    )


def key_of(title: str, taken: Iterable[str]) -> str:
    """By which attempts keep it: letters and digits of its title, and none of those ``taken``."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub("[^a-z0-9]+", "_", letters).strip("_")[:LONGEST_KEY] or "disposition"
    known, key, count = set(taken), base, 2
    while key in known:
        end = f"_{count}"
        key, count = base[: LONGEST_KEY - len(end)] + end, count + 1
    return key


SYSTEM: dict[str, Disposition] = {
    "sale_made": Disposition("Sale made", "1", Follows.FINAL, positive=True),
    "call_transferred": Disposition("Call transferred", "2", Follows.FINAL, positive=True),
    "call_back": Disposition("Call back", "3", Follows.AGAIN, needs_call_back=True),
    "not_interested": Disposition("Not interested", "4", Follows.FINAL),
    "declined_sale": Disposition("Declined sale", "5", Follows.FINAL),
    "busy": Disposition("Busy", "6", Follows.AGAIN),
    "disconnected_number": Disposition("Disconnected number", "7", Follows.BAD_NUMBER),
    "wrong_details": Disposition("Wrong details", "8", Follows.BAD_NUMBER),
    "do_not_call": Disposition("Do not call", "9", Follows.STOP),
    "promise_to_pay": Disposition(
        "Promise to pay", "p", Follows.AGAIN, positive=True, needs_promise=True
    ),
}
"""Those that are there from the beginning, by key, in their order."""

FIXED = frozenset({"title", "follows", "needs_call_back", "needs_promise"})
"""What nobody changes of these."""


class Unsaid(StrEnum):
    """What a call came to of which nobody said anything: the system says so itself."""

    ANSWERED = "answered"
    CONNECTED = "connected"
    REJECTED = "rejected"
    RINGING = "ringing"
    AGENT_UNAVAILABLE = "agent_unavailable"
    CONNECTION_ERROR = "connection_error"
    ERROR = "error"
    IN_PROGRESS = "in_progress"


UNSAID: dict[Outcome, Unsaid] = {
    Outcome.COMPLETED: Unsaid.ANSWERED,
    Outcome.HUNG_UP: Unsaid.ANSWERED,
    Outcome.WRONG_PERSON: Unsaid.ANSWERED,
    Outcome.MACHINE: Unsaid.ANSWERED,
    Outcome.TRANSFERRED: Unsaid.CONNECTED,
    Outcome.TRANSFER_FAILED: Unsaid.AGENT_UNAVAILABLE,
    Outcome.ABANDONED: Unsaid.AGENT_UNAVAILABLE,
    Outcome.NO_ANSWER: Unsaid.REJECTED,
    Outcome.BUSY: Unsaid.REJECTED,
    Outcome.FAILED: Unsaid.CONNECTION_ERROR,
    Outcome.REFUSED: Unsaid.CONNECTION_ERROR,
    Outcome.NOT_PLACED: Unsaid.ERROR,
    Outcome.LOST: Unsaid.ERROR,
}
"""Of an attempt that has ended. One that goes on is ``RINGING`` or ``IN_PROGRESS``."""

SAID_BY_KEY: dict[Outcome, str] = {Outcome.TRANSFERRED: "call_transferred"}
"""What the person's key says, where nobody says otherwise: it counts in conversions."""
