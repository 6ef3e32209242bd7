"""A slow, obvious dialer: minute steps, plain lists, no index, no database, no greenlet.

Written from the guide and docs/decisions.md and not from the code it is compared with: one page
that a supervisor could check. What the carrier does with a call is told by the carrier's log.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FINISHED = "finished"


@dataclass
class Person:
    """One record. ``phones`` are struck off when the network, or a person, says they are wrong."""

    account: str
    who: str
    """Whose record it is: a person may have several, here and in other campaigns."""
    zones: list[str]
    phones: list[str]
    good: list[bool] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)
    """Places of phones that somebody marked do-not-call."""
    stopped: bool = False
    """With such a mark every good phone was marked: nobody calls them, whatever else is so."""
    at: int = 0
    """The phone whose turn it is."""
    at_dialed: int = 0
    """The phone that was dialed last."""
    state: str = "waiting"
    """waiting, calling, finished"""
    ended_as: str = ""
    """An outcome, ``dnc``, or ``all marked``: until one of their phones is not any more."""
    attempts: int = 0
    refusals: int = 0
    due: datetime | None = None
    heard: datetime | None = None
    urgent: bool = False
    call_back: datetime | None = None
    """Somebody set when they are called; over when the call is made."""
    without: tuple[str, str, datetime | None] = ("", "", None)
    """How they stood (state, ended_as, due) before they got their call-back."""
    fresh: bool = True
    """Never dialed: its place is its place in the list."""

    @property
    def asked_for(self) -> bool:
        """Whether their call was asked for: it goes before others, heard message or not."""
        return self.urgent or self.call_back is not None

    def phone(self) -> int | None:
        """Which phone is next: this one or the next good one, round again."""
        for step in range(len(self.phones)):
            place = (self.at + step) % len(self.phones)
            if self.may_be_dialed(place):
                return place
        return None

    def may_be_dialed(self, place: int) -> bool:
        return self.good[place] and place not in self.marked

    @property
    def all_marked(self) -> bool:
        """Each phone that is any good, and one at least."""
        return self.phone() is None and self.marked != set()


@dataclass
class Rules:
    """One campaign. Hours as (hour, minute) in the callee's time."""

    opens: tuple[int, int]
    closes: tuple[int, int]
    saturday: bool
    sunday: bool
    most_attempts: int
    hours_between: float
    interactive: bool
    sequential: bool
    active: bool = True
    people: list[Person] = field(default_factory=list)
    lists: frozenset[int] = frozenset()
    """The do-not-call lists that it chose."""
    same_number_after: frozenset[str] = frozenset()
    final_after: frozenset[str] = frozenset()
    """Outcomes after which the same number is called again, or nobody."""
    spread: bool = False
    """No retry in the part of the day of the last attempt."""


def open_now(rules: Rules, person: Person, now: datetime) -> bool:
    """In EVERY zone where the person may be."""
    for name in person.zones:
        local = now.astimezone(ZoneInfo(name))
        if local.weekday() == 5 and not rules.saturday:
            return False
        if local.weekday() == 6 and not rules.sunday:
            return False
        if not rules.opens <= (local.hour, local.minute) < rules.closes:
            return False
    return True


LAWFUL = {5: ((10, 0), (18, 0)), 6: ((13, 0), (17, 0))}
"""A collection agency's recorded voice in New Brunswick, by weekday: until 21:00 and on Sundays
from 13:00 to 17:00 by its regulation, from 9:00 and on Saturdays from 10:00 to 18:00 by the CRTC.
"""


def lawful(person: Person, now: datetime) -> bool:
    """In every zone where the person may be; no day of these weeks is a holiday."""
    for name in person.zones:
        local = now.astimezone(ZoneInfo(name))
        begins, ends = LAWFUL.get(local.weekday(), ((9, 0), (21, 0)))
        if not begins <= (local.hour, local.minute) < ends:
            return False
    return True


@dataclass
class Floor:
    """What is known of all campaigns' calls: the numbers that are stopped, for all of them or by
    the list of that number; the numbers and people that are being called, and when each last heard
    a message."""

    stopped: set[str] = field(default_factory=set)
    listed: frozenset[tuple[int, str]] = frozenset()
    busy: frozenset[str] = frozenset()
    heard: dict[str, datetime] = field(default_factory=dict)

    def rests(self, whom: str, now: datetime) -> bool:
        """One heard message a day."""
        return whom in self.heard and now < self.heard[whom] + timedelta(hours=24)


def is_stopped(rules: Rules, number: str, floor: Floor) -> bool:
    """For everybody, or for those who chose a list that it is on."""
    return number in floor.stopped or any((one, number) in floor.listed for one in rules.lists)


def why_not(rules: Rules, person: Person, floor: Floor, now: datetime) -> str:
    """The first rule that holds the person back; empty when none does."""
    if person.stopped:
        return {"calling": "in_progress", FINISHED: "final"}.get(person.state, "stopped")
    if not rules.active:
        return "not_active"
    if person.state == "calling":
        return "in_progress"
    if person.state == FINISHED:
        return "final"
    place = person.phone()
    if place is None:
        return "no_phone"
    if is_stopped(rules, person.phones[place], floor):
        return "stopped"
    if floor.rests(person.phones[place], now) and not person.asked_for:
        return "number_heard"
    if floor.rests(person.who, now) and not person.asked_for:
        return "person_heard"
    if waits_for := too_early(person, now):
        return waits_for
    if person.phones[place] in floor.busy:
        return "number_in_progress"
    if person.who in floor.busy:
        return "person_in_progress"
    if not open_now(rules, person, now):
        return "window"
    return "" if lawful(person, now) else "law"


def too_early(person: Person, now: datetime) -> str:
    """A call-back takes precedence over the next attempt."""
    if person.call_back is not None:
        return "call_back" if person.call_back > now else ""
    return "not_yet" if person.due is not None and person.due > now else ""


def settle(rules: Rules, person: Person, outcome: str, now: datetime, *, heard: bool) -> None:
    """What follows from a call: the table of docs/decisions.md, read aloud."""
    person.state = "waiting"
    person.fresh = False
    if outcome == "refused":
        person.refusals += 1
        if person.refusals < 6:
            person.due = now + min(
                timedelta(minutes=2 ** (person.refusals - 1)), timedelta(hours=1)
            )
            return
        outcome = "failed, often"
    person.attempts += 1
    person.refusals = 0
    person.urgent = False
    if outcome == "bad number":
        person.good[person.at_dialed] = False
    if outcome == "wrong_person":
        person.good[person.at_dialed] = False
        finish(person, outcome)
    elif (
        outcome == "transferred"
        or (outcome == "completed" and not rules.interactive)
        or outcome in rules.final_after
        or person.attempts >= rules.most_attempts
        or person.phone() is None
    ):
        finish(person, outcome)
    else:
        wait_for_next(rules, person, outcome, now, heard=heard)
    if heard:
        person.heard = now


def finish(person: Person, outcome: str) -> None:
    person.state, person.ended_as, person.due = FINISHED, outcome, None
    person.call_back, person.urgent = None, False


def agree(person: Person, at: datetime) -> None:
    """They are to be called then; who was finished is called once more."""
    if person.call_back is None:
        person.without = (person.state, person.ended_as, person.due)
    person.state, person.ended_as, person.call_back = "waiting", "", at


def take_back(person: Person) -> None:
    person.state, person.ended_as, person.due = person.without
    person.call_back = None


def mark(person: Person, place: int) -> None:
    """That phone is not to be dialed. With all of them marked nobody calls them."""
    person.marked.add(place)
    person.stopped = person.all_marked and person.ended_as != "dnc"
    if person.stopped and person.state == "waiting":
        person.state, person.ended_as = FINISHED, "all marked"


def unmark(person: Person, place: int) -> None:
    person.marked.discard(place)
    person.stopped = person.stopped and person.all_marked
    if person.ended_as == "all marked" and not person.stopped:
        person.state, person.ended_as = "waiting", ""


def wait_for_next(
    rules: Rules, person: Person, outcome: str, now: datetime, *, heard: bool
) -> None:
    others = [p for p in range(len(person.phones)) if person.may_be_dialed(p)]
    later = [p for p in others if p > person.at_dialed]
    person.at = later[0] if later else others[0]
    if outcome in rules.same_number_after and person.at_dialed in others:
        person.at = person.at_dialed
    if outcome == "transfer_failed":
        person.due, person.urgent = now + timedelta(minutes=15), True
        return
    person.due = now if outcome == "bad number" else now + timedelta(hours=rules.hours_between)
    last = now if heard else person.heard
    if last is not None:
        person.due = max(person.due, last + timedelta(hours=24))
    if rules.spread:
        person.due = in_another_part(person.due, now, ZoneInfo(min(person.zones)))


def in_another_part(due: datetime, called: datetime, clock: ZoneInfo) -> datetime:
    """Minute by minute until it is morning, afternoon or evening where it was not."""
    if part_of_the_day(due, clock) != part_of_the_day(called, clock):
        return due
    due = due.replace(second=0, microsecond=0)
    while part_of_the_day(due, clock) == part_of_the_day(called, clock):
        due += timedelta(minutes=1)
    return due


def part_of_the_day(at: datetime, clock: ZoneInfo) -> str:
    hour = at.astimezone(clock).hour
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
