"""Counts calls outside the law from the simulator's log: code of its own, and ``statutes`` alone.

It reads the file as lines of JSON, knows of each number who is there and who calls them, and
imports nothing of what it judges.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.stories.law_weeks.statutes import (
    AGENCY,
    BANK,
    CLOCKS,
    CREDITOR,
    FEDERAL,
    HOLIDAYS,
    PLACES,
    RECORDED,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = list[tuple[str, str]]


@dataclass(frozen=True)
class Person:
    """Who is at a number, who calls them (agency, creditor, bank), and what speaks."""

    place: str
    caller: str
    call: str


@dataclass(frozen=True)
class Violation:
    number: str
    person: Person
    at: datetime
    rule: str
    local: datetime

    def __str__(self) -> str:
        who = f"{self.person.place} ({self.person.caller}, {self.person.call})"
        return f"{who} at {self.at:%Y-%m-%d %H:%M:%S}Z, {self.local}: {self.rule}"


@dataclass(frozen=True)
class Account:
    """What the log says: all violations, and the calls by person's place and caller."""

    violations: tuple[Violation, ...]
    calls: Mapping[tuple[str, str, str], int]
    instants: tuple[datetime, ...]


def check(log: Path, people: Mapping[str, Person]) -> Account:
    """Of every INVITE to a person. A number that nobody knows is a KeyError."""
    found: list[Violation] = []
    calls: Counter[tuple[str, str, str]] = Counter()
    instants = []
    for at, number in invites(log):
        person = people[number[-10:]]
        calls[person.place, person.caller, person.call] += 1
        instants.append(at)
        found += (Violation(number, person, at, *one) for one in broken(person, at))
    return Account(tuple(found), calls, tuple(instants))


def invites(log: Path) -> Iterator[tuple[datetime, str]]:
    for line in log.read_text("utf-8").splitlines():
        told = json.loads(line)
        if told["event"] == "INVITE" and told["role"] == "contact":
            at = datetime.fromisoformat(told["at"])
            yield at.replace(tzinfo=None) - (at.utcoffset() or timedelta()), told["number"]


def broken(person: Person, at: datetime) -> Iterator[tuple[str, datetime]]:
    """Each rule that a call at an instant (UTC, naive) breaks, with the local time in question."""
    *_, laws = PLACES[person.place]
    federal = {FEDERAL: next(iter(laws.values()))}
    for law, clocks in (federal | laws).items():
        for clock in clocks.split(","):
            local = at + timedelta(minutes=offset(clock, at))
            for name, hours in binding(law, person):
                if hours is not None and not is_open(hours, local):
                    yield f"hours of {name} by {clock} time", local
                if local.date() in HOLIDAYS.get(name, frozenset[date]()):
                    yield f"holiday of {name} by {clock} time", local


def binding(law: str, person: Person) -> Iterator[tuple[str, Hours | None]]:
    """By whose rules: their name, and the hours."""
    if law != FEDERAL and person.caller == "agency":
        yield law, AGENCY.get(law)
    if law in CREDITOR and person.caller == "creditor":
        yield law, CREDITOR[law]
    if law == FEDERAL and person.caller == "bank":
        yield "bank", BANK
    if law == FEDERAL and person.call == "recorded":
        yield "the CRTC", RECORDED


def offset(clock: str, at: datetime) -> int:
    past = [minutes for since, minutes in CLOCKS[clock] if datetime.fromisoformat(since) <= at]
    return past[-1]


def is_open(hours: Hours, local: datetime) -> bool:
    today = DAYS[local.weekday()]
    now = f"{local:%H:%M}"
    for names, span in hours:
        opens, closes = span.split("-")
        if today in names.split() and opens <= now < closes:
            return True
    return False
