"""A pack of rules, read from its TOML and checked whole: every fault says file, rule and field."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from esl_dialer.core.law.caps import Counted, Per
from esl_dialer.core.law.holidays import WEEKDAYS, Holiday, HolidayList, day_in
from esl_dialer.core.law.rules import (
    Basis,
    Before,
    Effect,
    LawRule,
    Pack,
    PackFault,
    RuleKind,
    Spans,
)
from esl_dialer.core.law.topics import read_topics
from esl_dialer.core.people.consents import Lifts
from esl_dialer.core.people.own_zone import zones
from esl_dialer.core.text.clock_times import DAY, NoTimeOfDay, minutes_of
from esl_dialer.core.words import Caller, CallKind, CampaignKind, Language

Word = TypeVar("Word", bound=StrEnum)

_SHORT = tuple(day[:3] for day in WEEKDAYS)
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_RULE_ID = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}")
_ADDRESS = re.compile(r"https?://\S+|not found")
_EVERY_RULE = frozenset(
    {"id", "kind", "callers", "calls", "text", "citation", "source", "as_of", "basis", "effect"}
)
_MAY = frozenset({"from", "until", "lifted_by"})
_TOLD = ("first", "needs", "forbids", "languages", "kinds", "before")
"""What a message rule says of a message (``core.law.lint``)."""
_OWN: dict[RuleKind, tuple[frozenset[str], frozenset[str]]] = {
    RuleKind.HOURS: (frozenset({"hours"}), frozenset({"clock"})),
    RuleKind.HOLIDAYS: (frozenset({"days"}), frozenset()),
    RuleKind.NEVER: (frozenset(), frozenset()),
    RuleKind.CLOCK: (frozenset({"zone", "or_zone"}), frozenset()),
    RuleKind.CAP: (frozenset({"most", "in_days", "counts", "per"}), frozenset({"after"})),
    RuleKind.NOTICE: (frozenset({"wait_days"}), frozenset()),
    RuleKind.MESSAGE: (frozenset(), frozenset(_TOLD)),
    RuleKind.ABANDONMENT: (frozenset({"percent", "window", "seconds", "of"}), frozenset()),
    RuleKind.CONSENT: (frozenset({"needs"}), frozenset()),
}
"""By kind: the fields that it must have, and those that it may have, beside what every rule has."""
_NUMBERS = frozenset({"most", "in_days", "wait_days", "percent", "seconds"})
_LISTS = frozenset({"counts", "after", "lifted_by", *_TOLD})
_ONE_OF: dict[str, type[StrEnum]] = {
    "languages": Language,
    "kinds": CampaignKind,
    "before": Before,
    "counts": Counted,
    "after": Counted,
    "lifted_by": Lifts,
}


class Rejected(ValueError):
    """A pack that can't be used; ``faults`` are all that is wrong in it."""

    def __init__(self, faults: Iterable[PackFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def read_pack(file: str, text: str) -> Pack:
    """The pack of that file. Raises Rejected, with every fault that it has."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Rejected([PackFault(file, "", "", f"no TOML: {error}")]) from None
    return _Reading(file).pack(told)


@dataclass(slots=True)
class _Reading:
    """One file, and the faults that were found in it."""

    file: str
    faults: list[PackFault] = field(default_factory=list)
    where: str = ""

    def pack(self, told: Mapping[str, Any]) -> Pack:
        self._only(told, {"jurisdiction", "name", "version", "holidays", "topic", "rule"})
        jurisdiction = self._text(told, "jurisdiction")
        if jurisdiction and not _JURISDICTION.fullmatch(jurisdiction):
            self._fault("jurisdiction", f"{jurisdiction!r} is none: write it as CA-ON")
        en, fr = self._both(told, "name")
        version = self._text(told, "version")
        lists = {one.id: one for one in map(self._list, self._tables(told, "holidays"))}
        self.where = "topic"
        topics = read_topics(self._tables(told, "topic"), self._fault)
        rules = [self._rule(one, lists) for one in self._tables(told, "rule")]
        self.where = ""
        self._unlike(rules)
        if self.faults:
            raise Rejected(self.faults)
        made = (rule(jurisdiction, version) for rule in rules if rule is not None)
        return Pack(self.file, jurisdiction, en, fr, version, tuple(made), topics)

    def _unlike(self, rules: list[Any]) -> None:
        if not rules:
            self._fault("rule", "there is none")

    # --- holidays ----------------------------------------------------------------------------

    def _list(self, told: Mapping[str, Any]) -> HolidayList:
        self.where = str(told.get("id", "holidays"))
        self._only(told, {"id", "days"})
        name = self._text(told, "id")
        days = tuple(map(self._day, self._tables(told, "days")))
        return HolidayList(name, days)

    def _day(self, told: Mapping[str, Any]) -> Holiday:
        self._only(told, {"on", "en", "fr", "also", "instead", "since", "until"})
        on = self._text(told, "on")
        try:
            if on:
                day_in(on, 2026)
        except ValueError:
            self._fault("on", f"{on!r} is no day: write it as 12-25 or 3rd monday of february")
        years = (self._year(told, "since", 1), self._year(told, "until", 9999))
        moves = (self._moves(told, "also"), self._moves(told, "instead"))
        return Holiday(on, self._text(told, "en"), self._text(told, "fr"), *moves, *years)

    def _year(self, told: Mapping[str, Any], name: str, otherwise: int) -> int:
        found = told.get(name, otherwise)
        if isinstance(found, int) and 1 <= found <= 9999:
            return found
        self._fault(name, "no year")
        return otherwise

    def _moves(self, told: Mapping[str, Any], name: str) -> dict[str, str]:
        found = told.get(name, {})
        if isinstance(found, dict) and {*found, *map(str, found.values())} <= set(WEEKDAYS):
            return found
        self._fault(name, 'weekdays are written as { sunday = "monday" }')
        return {}

    # --- rules -------------------------------------------------------------------------------

    def _rule(
        self, told: Mapping[str, Any], lists: Mapping[str, HolidayList]
    ) -> Callable[[str, str], LawRule] | None:
        self.where = str(told.get("id", "rule"))
        before = len(self.faults)
        name, kind = self._text(told, "id"), self._word(told, "kind", RuleKind)
        if name and not _RULE_ID.fullmatch(name):
            self._fault("id", "small letters, digits, points and hyphens only")
        needs, may = _OWN[kind] if kind else (frozenset[str](), frozenset[str]())
        if kind:
            self._only(told, _EVERY_RULE | _MAY | needs | may)
            for missing in sorted(needs - told.keys()):
                self._fault(missing, "missing")
        source = self._text(told, "source")
        if source and not _ADDRESS.fullmatch(source):
            self._fault("source", "no address")
        en, fr = self._both(told, "text")
        values: dict[str, Any] = {
            "callers": frozenset(self._words(told, "callers", Caller)),
            "calls": frozenset(self._words(told, "calls", CallKind)),
            "citation": self._text(told, "citation"),
            "as_of": self._date(told, "as_of", None),
            "basis": self._word(told, "basis", Basis),
            "effect": self._word(told, "effect", Effect),
            "start": self._date(told, "from", date.min),
            "end": self._date(told, "until", date.max),
            "hours": self._hours(told) if "hours" in told else (),
            "days": self._days(told, lists) if "days" in told else None,
            "clock": self._zone(told, "clock"),
            "zone": self._zone(told, "zone"),
            "or_zone": self._zone(told, "or_zone"),
            "details": tuple((one, self._detail(told, one)) for one in told if one in _DETAILS),
        }
        if len(self.faults) > before or kind is None:
            return None
        return lambda law, version: LawRule(
            id=name, jurisdiction=law, kind=kind, en=en, fr=fr, source=source, version=version,
            **values,
        )  # fmt: skip

    def _hours(self, told: Mapping[str, Any]) -> tuple[Spans, ...]:
        found: dict[int, Spans] = {}
        written = told["hours"]
        for days, text in written.items() if isinstance(written, dict) else ():
            spans = self._spans(str(text))
            for day in self._weekdays(str(days)):
                if day in found:
                    self._fault("hours", f"{_SHORT[day]} is there twice")
                found[day] = spans
        for day in sorted(set(range(7)) - found.keys()):
            self._fault("hours", f"{_SHORT[day]} is missing")
        return tuple(found.get(day, ()) for day in range(7))

    def _weekdays(self, text: str) -> range:
        first, _, last = text.partition("-")
        if first in _SHORT and (last or first) in _SHORT:
            return range(_SHORT.index(first), _SHORT.index(last or first) + 1)
        self._fault("hours", f"{text!r} is no weekday: write it as mon-fri")
        return range(0)

    def _spans(self, text: str) -> Spans:
        if text == "closed":
            return ()
        try:
            ends = [minutes_of(end) for span in text.split(",") for end in span.split("-")]
        except NoTimeOfDay as error:
            self._fault("hours", str(error))
            return ()
        if len(ends) % 2 or not all(a < b for a, b in pairwise([-1, *ends, DAY + 1])):
            self._fault("hours", f"{text!r} are no hours: write them as 07:00-21:00")
            return ()
        return tuple(zip(ends[::2], ends[1::2], strict=True))

    def _days(self, told: Mapping[str, Any], lists: Mapping[str, HolidayList]) -> HolidayList:
        name = str(told["days"])
        if name not in lists:
            self._fault("days", f"there is no list {name!r}")
        return lists.get(name, HolidayList(name, ()))

    def _zone(self, told: Mapping[str, Any], name: str) -> str:
        found = str(told.get(name, ""))
        if found and found not in zones():
            self._fault(name, f"there is no time zone {found!r}")
        return found

    def _detail(self, told: Mapping[str, Any], name: str) -> object:
        found = told[name]
        if name in _NUMBERS:
            number = int if name == "most" else int | float
            good = isinstance(found, number) and not isinstance(found, bool) and found > 0
        elif name in _LISTS:
            good = isinstance(found, list) and all(isinstance(one, str) for one in found)
            if good and name in _ONE_OF:
                self._words(told, name, _ONE_OF[name])
        elif name == "per":
            return self._word(told, name, Per) or ""
        else:
            good = isinstance(found, str) and bool(found)
        if not good:
            self._fault(name, "not understood")
        return tuple(found) if isinstance(found, list) else found

    # --- values ------------------------------------------------------------------------------

    def _fault(self, name: str, problem: str) -> None:
        self.faults.append(PackFault(self.file, self.where, name, problem))

    def _only(self, told: Mapping[str, Any], known: Iterable[str]) -> None:
        for name in sorted(told.keys() - set(known)):
            self._fault(name, "no such field")

    def _tables(self, told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        found = told.get(name, [])
        if isinstance(found, list) and all(isinstance(one, dict) for one in found):
            return found
        self._fault(name, "no list of tables")
        return []

    def _text(self, told: Mapping[str, Any], name: str) -> str:
        found = told.get(name)
        if isinstance(found, str) and found.strip():
            return found
        self._fault(name, "missing" if found is None else "no text")
        return ""

    def _both(self, told: Mapping[str, Any], name: str) -> tuple[str, str]:
        found = told.get(name)
        if not isinstance(found, dict):
            self._fault(name, "missing")
            return "", ""
        texts = (found.get("en"), found.get("fr"))
        for language, text in zip(("en", "fr"), texts, strict=True):
            if not isinstance(text, str) or not text.strip():
                self._fault(f"{name}.{language}", "missing")
        return str(texts[0]), str(texts[1])

    def _word(self, told: Mapping[str, Any], name: str, words: type[Word]) -> Word | None:
        found = told.get(name)
        if found in [str(word) for word in words]:
            return words(found)
        known = ", ".join(words)
        self._fault(name, "missing" if found is None else f"{found!r} is none of: {known}")
        return None

    def _words(self, told: Mapping[str, Any], name: str, words: type[Word]) -> list[Word]:
        found = told.get(name)
        if not isinstance(found, list) or not found:
            self._fault(name, "missing")
            return []
        made = (self._word({name: one}, name, words) for one in found)
        return [one for one in made if one is not None]

    def _date(self, told: Mapping[str, Any], name: str, otherwise: date | None) -> date:
        found = told.get(name, otherwise)
        if type(found) is date:
            return found
        self._fault(name, "missing" if found is None else "no date: write it as 2026-11-29")
        return date.min


_DETAILS = frozenset({"lifted_by"}).union(*(needs | may for needs, may in _OWN.values())) - {
    "hours", "days", "clock", "zone", "or_zone",
}  # fmt: skip
