"""What a rule is: by the facts, by what people set, by the clock it says why not, or nothing.

Windows, caps, stops, audio, gateways, run states are rules of this one kind. Which there are, and
in which order they are asked, stands in ``core.rules.why_not``; they are written in
``campaign_rules``, ``record_rules`` and ``gate_rules``, by what they are asked about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.caps import Cap, PastCall, Whom
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import LawRule
from esl_dialer.core.people.consents import Consent
from esl_dialer.core.people.contact_cap import NO_CONTACT, Contact
from esl_dialer.core.people.gates import zones_alone
from esl_dialer.core.people.person_stops import Doubt, TimedStop
from esl_dialer.core.people.promises import Promise
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.routing.choosing import Lines, rest_ends, why_none
from esl_dialer.core.says import Says
from esl_dialer.core.words import RecordAudio, RecordStatus


@dataclass(frozen=True, slots=True)
class Reason:
    """A refusal, by the name of its rule. ``clears_at`` is None when no time clears it."""

    rule: str
    text: Says
    source: Says
    clears_at: datetime | None = None
    law: str = ""
    """Of a rule of law, its id (``core.law``), and where it stands."""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for everyone at this tick. ``global_cpm`` in calls per minute."""

    switch_up: bool = True
    switch_simulated: bool = True
    hours_count: bool = True
    """False: calls of a simulated switch may be made at any hour, and nobody is called."""
    global_cpm: float = 200.0
    engine_runs: bool = True
    no_gateway: Says | None = None
    """Why no gateway takes a call, by name; None when one does."""
    lost_audio: Mapping[int, Says] = field(default_factory=dict)
    """By campaign: why none of its messages can be read."""
    restored: Mapping[int, Says] = field(default_factory=dict)
    """By campaign: why it waits since the database was restored."""
    rest_ends: datetime | None = None
    """When the first gateway's rest is over; None when none rests."""
    law: Law | None = None
    """The rules of places, as this installation has them; None: nobody asks them."""
    stale_zones: frozenset[str] = frozenset()
    """Zones of which the zone data is too old."""
    unfit_packs: tuple[str, ...] = ()
    """Files of added packs of rules that are no part of the law: they do not fit this release."""
    inactive_lists: Mapping[int, str] = field(default_factory=dict)
    """Lists whose people are not called, by number, with their names."""
    old_gates: frozenset[int] = frozenset()
    """Campaigns with records whose gates an earlier release made."""

    @property
    def nobody_called(self) -> bool:
        """Whether the hour is nobody's: the switch is simulated, and that is to be no matter."""
        return self.switch_simulated and not self.hours_count

    def asked_gate(self, campaign: int, gate: str) -> str:
        """What the law is asked of: an old gate may not know of every law that holds."""
        return zones_alone(gate) if campaign in self.old_gates else gate


def with_gateways(conditions: Conditions, lines: Lines, now: datetime) -> Conditions:
    return replace(conditions, no_gateway=why_none(lines, now), rest_ends=rest_ends(lines))


@dataclass(frozen=True, slots=True)
class Load:
    """A campaign's calls in progress, and those of them that are with a representative."""

    live: int = 0
    transferring: int = 0
    agents: int | None = None
    """Agents of it who are free, busy for another call or not; None: nobody asked."""


NO_LOAD = Load()


NOBODY = Whom(0, "", "")


@dataclass(frozen=True, slots=True)
class ShownTo:
    """``agent``: their user name; empty: nobody sees the record. ``until``: when it is dialed."""

    agent: str = ""
    until: datetime | None = None


NOBODY_SEES = ShownTo()


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as the rules see it, with the phone that would be dialed next."""

    status: RecordStatus
    audio: RecordAudio
    gate: str
    number: str
    not_before: datetime | None
    stopped: str = ""
    """The reason of a stop that matches the person or the number; empty when there is none."""
    scheduled_for: datetime | None = None
    """Its call-back."""
    contact: Contact = NO_CONTACT
    """What calls of any record made known of its number and person."""
    urgent: bool = False
    """The person asked for this call: a representative could not be reached, or a call-back was
    set."""
    has_transfer: bool = True
    """The record names a number of its own to which key 1 transfers."""
    mark: Mark | None = None
    """A stop of the record itself, by a list, or of the person for good."""
    timed_stop: TimedStop | None = None
    """A stop of the person that ends by itself."""
    doubt: Doubt | None = None
    """A stop of their account that may be theirs."""
    filtered_by: str = ""
    """The name of its campaign's filter, if that does not mean the person."""
    inactive_list: str = ""
    """The name of its list, if that is out of use."""
    source_status: str = ""
    """As its list says it."""
    stopped_by: str = ""
    """The name of the campaign's do-not-call list that stops the number; empty: the global one
    does, or nobody asked."""
    kind: str = ""
    """The type of the phone that would be dialed next."""
    other_types: bool = False
    """It has good phones of types that the campaign does not dial."""
    spent: frozenset[str] = frozenset()
    """Its numbers at which the campaign allows no attempt more in this run."""
    promise: Promise | None = None
    """The person promised to pay."""
    whom: Whom = NOBODY
    caps: tuple[Cap, ...] = ()
    """The contact caps of the law that bind its campaign where the person is."""
    needs: tuple[LawRule, ...] = ()
    """Rules of law by which its campaign calls nobody there who did not consent."""
    consents: tuple[Consent, ...] = ()
    """Of the person, those that are for its campaign and list."""
    calls: tuple[PastCall, ...] = ()
    """Calls to its number, person and account that they may count."""
    shown_to: ShownTo = NOBODY_SEES
    """An agent sees it, and dials it or not."""


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    conditions: Conditions
    load: Load


@dataclass(frozen=True, slots=True)
class GateFacts:
    """``gate`` as it is kept (``core.people.gates``)."""

    conditions: Conditions
    gate: str


Facts = TypeVar("Facts")

Rule = Callable[[Facts, Campaign, datetime], Reason | None]
"""From the facts, the policy (what people set) and the instant; None: it holds nothing back."""


@dataclass(frozen=True, slots=True)
class HoursRule:
    """A rule of a gate, in two parts: a tick asks of every gate whether it is open, and needs no
    reason; the reason, with the instant at which it clears, costs far more."""

    is_open: Callable[[GateFacts, Campaign, datetime], bool]
    reason: Callable[[GateFacts, Campaign, datetime], Reason]

    def __call__(self, facts: GateFacts, policy: Campaign, now: datetime) -> Reason | None:
        return None if self.is_open(facts, policy, now) else self.reason(facts, policy, now)
