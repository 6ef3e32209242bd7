"""All rules that are known, and which of them bind a caller in a place."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from esl_dialer.core.law.calendar import Calendar, Question, Rules
from esl_dialer.core.law.caps import Cap, cap_of
from esl_dialer.core.law.pack_reader import Rejected
from esl_dialer.core.law.rules import TOPIC_LISTS, Effect, LawRule, Pack, PackFault, RuleKind
from esl_dialer.core.law.topics import shipped_topics
from esl_dialer.core.people.gates import Place, gate_of
from esl_dialer.core.people.whereabouts import laws_of_zones
from esl_dialer.core.words import Caller, CallKind

_ORDER = {RuleKind.NEVER: 0, RuleKind.HOURS: 1, RuleKind.HOLIDAYS: 2, RuleKind.CLOCK: 3}
"""Which obstacle is told first, of those of one jurisdiction."""


class Law:
    """Packs of rules, and what people of this installation made of single ones.

    It keeps what it worked out: one is made per installation and shared.
    """

    def __init__(self, packs: Iterable[Pack], effects: Mapping[str, Effect] | None = None) -> None:
        """Raises Rejected where two packs have a rule of one id."""
        self.packs = tuple(sorted(packs, key=lambda pack: (pack.jurisdiction, pack.file)))
        _refuse_twins(self.packs)
        self._changed = changed = dict(effects or {})
        self.rules = tuple(
            replace(rule, effect=changed.get(rule.id, rule.effect))
            for pack in self.packs
            for rule in pack.rules
        )
        self.topics = {**shipped_topics()} | {one.id: one for p in self.packs for one in p.topics}
        told = "\n".join(f"{one.id} {one.version} {one.effect}" for one in self.rules)
        self.edition = hashlib.sha256(told.encode()).hexdigest()[:12]
        self._calendars: dict[Question, Calendar] = {}
        self._caps: dict[Question, tuple[Cap, ...]] = {}
        self._needs: dict[Question, Rules] = {}

    @property
    def jurisdictions(self) -> frozenset[str]:
        return frozenset(pack.jurisdiction for pack in self.packs)

    def topic_faults(self) -> list[PackFault]:
        """Message rules that name a topic which nobody described."""
        return [
            PackFault(pack.file, rule.id, name, f"there is no topic {topic!r}")
            for pack in self.packs
            for rule in pack.rules
            if rule.kind is RuleKind.MESSAGE
            for name in TOPIC_LISTS
            for topic in rule.told(name)
            if topic not in self.topics
        ]

    def rule(self, name: str) -> LawRule | None:
        return next((rule for rule in self.rules if rule.id == name), None)

    def rules_in(self, jurisdiction: str) -> tuple[LawRule, ...]:
        """Of a jurisdiction, its own before those of the country that it lies in."""
        country = jurisdiction.partition("-")[0]
        order = (jurisdiction, country) if country != jurisdiction else (jurisdiction,)
        return tuple(rule for one in order for rule in self.rules if rule.jurisdiction == one)

    def holds(self, rule: LawRule, gate: str) -> bool:
        """Whether the rule is of a place in which the people behind a gate may be."""
        return any(rule in self.rules_in(law) for place in _places(gate) for law in place.laws)

    def calendar(
        self, gate: str, caller: Caller, call: CallKind, *, dialing: bool = False
    ) -> Calendar:
        """When such a caller may call the people behind a gate (``core.people.gates``).

        ``dialing``: when a dialer does. Where it is not sure which of two clocks a place keeps, a
        case is answered with a warning, but nobody is dialed unless both are open, or somebody here
        said what the doubt is to do.
        """
        asked = Question(gate, caller, call, dialing)
        if (found := self._calendars.get(asked)) is None:
            found = self._calendars[asked] = self._made(asked)
        return found

    def caps(self, gate: str, caller: Caller, call: CallKind) -> tuple[Cap, ...]:
        """How often such a caller may call the people behind a gate, by every law that may hold
        there; those that only warn too."""
        asked = Question(gate, caller, call)
        if (found := self._caps.get(asked)) is None:
            laws = dict.fromkeys(law for place in _places(gate) for law in place.laws)
            binding = self._bound(laws, asked)
            caps = (cap_of(rule) for rule in binding if rule.kind is RuleKind.CAP)
            found = self._caps[asked] = tuple(caps)
        return found

    def needs(self, gate: str, caller: Caller, call: CallKind) -> Rules:
        """By which rules such a caller calls nobody behind a gate who did not consent."""
        asked = Question(gate, caller, call)
        if (found := self._needs.get(asked)) is None:
            laws = dict.fromkeys(law for place in _places(gate) for law in place.laws)
            binding = self._bound(laws, asked)
            found = self._needs[asked] = tuple(rule for rule in binding if rule.needs_consent)
        return found

    def _made(self, asked: Question) -> Calendar:
        places = _places(asked.gate)
        bound = [(place.zones, self._binding(place.laws, asked)) for place in places]
        known = any(self.rules_in(law) for place in places for law in place.laws)
        return Calendar(asked, bound, known=known)

    def _binding(self, laws: Iterable[str], asked: Question) -> tuple[LawRule, ...]:
        """In the order in which they are told: each jurisdiction's, then the country's."""
        timed = (
            rule
            for rule in self._bound(laws, asked)
            if rule.kind in _ORDER and not (asked.dialing and rule.needs_consent)
        )
        binding = (self._asked(rule, asked) for rule in timed)
        return tuple(sorted(binding, key=lambda rule: _ORDER[rule.kind]))

    def _bound(self, laws: Iterable[str], asked: Question) -> list[LawRule]:
        """Of whatever kind, by whom they bind, but those that are off."""
        found = {rule: None for law in laws for rule in self.rules_in(law)}
        return [
            rule
            for rule in found
            if rule.effect is not Effect.OFF and rule.binds(asked.caller, asked.call)
        ]

    def _asked(self, rule: LawRule, asked: Question) -> LawRule:
        doubted = rule.kind is RuleKind.CLOCK and asked.dialing and rule.id not in self._changed
        return replace(rule, effect=Effect.BLOCK) if doubted else rule


def _refuse_twins(packs: Iterable[Pack]) -> None:
    seen: dict[str, str] = {}
    faults = []
    for pack in packs:
        for rule in pack.rules:
            if rule.id in seen:
                problem = f"{seen[rule.id]} has a rule of that id"
                faults.append(PackFault(pack.file, rule.id, "id", problem))
            seen.setdefault(rule.id, pack.file)
    if faults:
        raise Rejected(faults)


def _places(gate: str) -> tuple[Place, ...]:
    """Where the people behind a gate may be; of one that knows no law, with all of its zones."""
    places = gate_of(gate).places
    if any(place.laws for place in places):
        return places
    return tuple(Place(place.zones, laws_of_zones(place.zones)) for place in places)
