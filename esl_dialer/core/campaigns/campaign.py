"""A campaign as the deciders see it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Self

from esl_dialer.core.campaigns.flows import FLOWS, FlowTraits
from esl_dialer.core.words import AudioState, CampaignKind, DialOrder, Language, Mode, RunState


def tidy_name(text: str) -> str:
    """A campaign's name as it is kept: composed letters, one space where there were several."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(text: str) -> str:
    """The same for names that people take for one: case and spaces make no other campaign."""
    return unicodedata.normalize("NFC", tidy_name(text).casefold())


def title_of(name: str, campaign: int, *, deleted: bool) -> str:
    """What a campaign is called where deleted ones are shown too: another may have its name."""
    return f"{name} (deleted, {campaign})" if deleted else name


Span = tuple[int, int]
"""From and until when, in minutes after midnight; the end is excluded, 1440 is midnight."""

WORKDAYS, SATURDAY, SUNDAY = 5, 5, 6
"""How many days come before the weekend, and its days as ``date.weekday`` counts them."""


@dataclass(frozen=True, slots=True)
class DailyHours:
    """A window as people write it: one span, from Monday to Friday and on the days ticked."""

    start: int = 9 * 60
    end: int = 18 * 60 + 45
    saturday: bool = False
    sunday: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """When the campaign may call, in the callee's time: the spans of each weekday, Monday first."""

    days: tuple[tuple[Span, ...], ...]

    @classmethod
    def of(cls, hours: DailyHours) -> Self:
        ticks = [True] * WORKDAYS + [hours.saturday, hours.sunday]
        return cls(tuple(((hours.start, hours.end),) if tick else () for tick in ticks))

    @property
    def valid(self) -> bool:
        """Seven days, each with spans in order that do not touch each other."""
        return len(self.days) == 7 and all(_in_order(spans) for spans in self.days)

    @property
    def hours(self) -> DailyHours:
        """Its short form: of a window that has more, the first start and the last end."""
        spans = [span for day in self.days for span in day] or [(0, 0)]
        return DailyHours(
            start=min(start for start, _ in spans),
            end=max(end for _, end in spans),
            saturday=bool(self.days[SATURDAY]),
            sunday=bool(self.days[SUNDAY]),
        )

    def changed_to(self, hours: DailyHours) -> Self:
        """Another short form makes another window; its own leaves it what it is."""
        return self if hours == self.hours else self.of(hours)


def _in_order(spans: tuple[Span, ...]) -> bool:
    instants = [instant for span in spans for instant in span]
    return all(a < b for a, b in pairwise([-1, *instants, 24 * 60 + 1]))


@dataclass(frozen=True, slots=True)
class Campaign:
    """Speeds in calls per minute, durations in seconds (``retry_minutes`` in minutes)."""

    id: int
    name: str
    kind: CampaignKind
    language: Language
    run_state: RunState
    audio_state: AudioState
    run_number: int
    window: Window
    cpm: float
    dial_order: DialOrder
    caller_ids: tuple[str, ...]
    transfer_number: str
    ring_timeout: int
    longest_call: int
    max_attempts: int
    retry_minutes: int
    template_en: str
    template_fr: str
    template_version: int
    empty_variable: str
    engine: str
    voice_en: str
    voice_fr: str
    simulated: bool
    max_live: int
    max_transfers: int
    priority: int
    next_start_at: datetime | None
    mode: Mode = Mode.CPM
    retry_policy: Mapping[str, int] = field(default_factory=dict)
    """Minutes until the next attempt after an outcome, where they are not ``retry_minutes``."""
    run_reason: str = ""
    run_state_at: datetime | None = None
    archived_at: datetime | None = None
    created_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def flow(self) -> FlowTraits:
        """What its calls ask of the switch and of the person."""
        return FLOWS[self.kind]

    @property
    def title(self) -> str:
        return title_of(self.name, self.id, deleted=self.deleted_at is not None)
