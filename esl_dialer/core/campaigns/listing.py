"""Which campaigns a list shows, and in which order: the same for pages, API and command line."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import plain
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import CampaignKind, RunState

E = TypeVar("E", bound=StrEnum)

LONGEST = 128
"""Letters of what is searched for."""


class Sort(StrEnum):
    """By what; each begins with what people look for first."""

    LAST_RUN = "last_run"
    """The one that was started last comes first; one that was never started counts from when it was
    made."""
    NAME = "name"
    CREATED = "created"
    """The newest first."""
    STATUS = "status"
    """Those that dial first."""
    PRIORITY = "priority"
    """The highest first."""


class Priority(StrEnum):
    """As campaigns have it: the highest first."""

    HIGHEST = "5"
    HIGH = "4"
    MIDDLE = "3"
    LOW = "2"
    LOWEST = "1"


class Order(StrEnum):
    FORWARDS = "forwards"
    BACKWARDS = "backwards"
    """The last first."""


class Archived(StrEnum):
    NO = "no"
    TOO = "too"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Listed:
    """What of a campaign decides whether and where a list shows it. ``name``: its title."""

    id: int
    name: str
    kind: CampaignKind
    priority: int
    """Its weight."""
    run_state: RunState
    archived: bool
    deleted: bool
    created_at: datetime
    last_run_at: datetime | None
    precedence: int = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty field lets all through.

    ``search``: words that are all in the name, or the campaign's number. ``list_name``: a part of
    the name of one of its lists. ``name``: all of it, as it is written; only programs ask for it.
    """

    search: str = ""
    states: frozenset[RunState] = frozenset()
    kinds: frozenset[CampaignKind] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    list_name: str = ""
    name: str = ""
    archived: Archived = Archived.NO
    sort: Sort = Sort.LAST_RUN
    order: Order = Order.FORWARDS


ANY = Wanted()


def fitting(
    rows: Iterable[Listed], wanted: Wanted, of_list: Container[int] | None = None
) -> list[Listed]:
    """Those that are wanted, in their order. Deleted ones are asked for apart.

    ``of_list``: the campaigns that have the list; None: no list is asked for.
    """
    words = plain(wanted.search).split()
    found = [one for one in rows if _fits(one, wanted, words) and _has(one, of_list)]
    return in_order(found, wanted)


def in_order(rows: Iterable[Listed], wanted: Wanted) -> list[Listed]:
    """Equal ones: the newest first."""
    return sorted(rows, key=_KEYS[wanted.sort], reverse=wanted.order is Order.BACKWARDS)


def _fits(one: Listed, wanted: Wanted, words: list[str]) -> bool:
    name = plain(one.name)
    if not all(word in name for word in words) and words != [str(one.id)]:
        return False
    if one.archived not in _SHELVES[wanted.archived]:
        return False
    if wanted.states and one.run_state not in wanted.states:
        return False
    if wanted.priorities and str(one.precedence) not in wanted.priorities:
        return False
    return wanted.name in ("", one.name) and (not wanted.kinds or one.kind in wanted.kinds)


_SHELVES = {Archived.NO: {False}, Archived.TOO: {False, True}, Archived.ONLY: {True}}


def _has(one: Listed, of_list: Container[int] | None) -> bool:
    return of_list is None or one.id in of_list


_STATES = (
    RunState.ACTIVE,
    RunState.PAUSED,
    RunState.DRAFT,
    RunState.STOPPED,
    RunState.COMPLETED,
)
"""What dials, what is on its way, what is to be begun, what is over."""

_KEYS: dict[Sort, Callable[[Listed], Any]] = {
    Sort.NAME: lambda one: (plain(one.name), -one.id),
    Sort.CREATED: lambda one: -one.id,
    Sort.LAST_RUN: lambda one: (-(one.last_run_at or one.created_at).timestamp(), -one.id),
    Sort.STATUS: lambda one: (_STATES.index(one.run_state), -one.id),
    Sort.PRIORITY: lambda one: (-one.precedence, -one.priority, -one.id),
}


# --- as addresses, programs and saved views write it -------------------------------------------


def written(wanted: Wanted) -> dict[str, Any]:
    """By parameter, what differs from a list that asks for nothing; ``read`` reads it again."""
    told: dict[str, Any] = {
        "search": wanted.search,
        "status": sorted(wanted.states),
        "kind": sorted(wanted.kinds),
        "priority": sorted(wanted.priorities),
        "list": wanted.list_name,
        "archived": "" if wanted.archived is Archived.NO else str(wanted.archived),
        "sort": "" if wanted.sort is Sort.LAST_RUN else str(wanted.sort),
        "order": "" if wanted.order is Order.FORWARDS else str(wanted.order),
    }
    return {name: value for name, value in told.items() if value}


PARAMETERS = ("search", "status", "kind", "priority", "list", "archived", "sort", "order")


def read(given: Mapping[str, Sequence[str]]) -> tuple[Wanted, dict[str, Says]]:
    """What is looked for, and what of it can't be read, by parameter.

    Several words of one parameter: given several times, or with commas between.
    """
    its = _Given(given)
    wanted = Wanted(
        search=its.text("search"),
        states=its.words("status", RunState),
        kinds=its.words("kind", CampaignKind),
        priorities=its.words("priority", Priority),
        list_name=its.text("list"),
        archived=its.word("archived", Archived.NO),
        sort=its.word("sort", Sort.LAST_RUN),
        order=its.word("order", Order.FORWARDS),
    )
    return wanted, its.problems


class _Given:
    """Parameters while they are read: what can't be is left out, and told."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self._given = given
        self.problems: dict[str, Says] = {}

    def text(self, name: str) -> str:
        found = " ".join("".join(self._given.get(name, ())[:1]).split())
        if len(found) > LONGEST:
            self.problems[name] = Says("at most {most} letters", most=LONGEST)
            return ""
        return found

    def words(self, name: str, known: type[E]) -> frozenset[E]:
        asked = [word for text in self._given.get(name, ()) for word in text.split(",") if word]
        wrong = [word for word in asked if word not in set(known)]
        if wrong:
            one_of = ", ".join(known)
            self.problems[name] = Says(
                "{word} is none of: {choices}", word=quoted(wrong[0]), choices=one_of
            )
        return frozenset(known(word) for word in asked if word not in wrong)

    def word(self, name: str, otherwise: E) -> E:
        return min(self.words(name, type(otherwise)), default=otherwise)
