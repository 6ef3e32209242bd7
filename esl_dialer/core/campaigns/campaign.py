"""A campaign as the deciders see it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from esl_dialer.core.words import AudioState, CampaignKind, DialOrder, Language, RunState


def tidy_name(text: str) -> str:
    """A campaign's name as it is kept: composed letters, one space where there were several."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(text: str) -> str:
    """The same for names that people take for one: case and spaces make no other campaign."""
    return unicodedata.normalize("NFC", tidy_name(text).casefold())


def title_of(name: str, campaign: int, *, deleted: bool) -> str:
    """What a campaign is called where deleted ones are shown too: another may have its name."""
    return f"{name} (deleted, {campaign})" if deleted else name


@dataclass(frozen=True, slots=True)
class Window:
    """When the campaign may call, in the callee's time: minutes after midnight, end excluded."""

    start: int = 9 * 60
    end: int = 18 * 60 + 45
    saturday: bool = False
    sunday: bool = False


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
    retry_policy: Mapping[str, int] = field(default_factory=dict)
    """Minutes until the next attempt after an outcome, where they are not ``retry_minutes``."""
    run_reason: str = ""
    run_state_at: datetime | None = None
    archived_at: datetime | None = None
    created_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def title(self) -> str:
        return title_of(self.name, self.id, deleted=self.deleted_at is not None)
